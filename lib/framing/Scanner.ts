/** Finds where frames begin and end, in chunks that go on where the last one ended; looks at each byte once. */
export interface Scanner {
  /** Where the frame begins that is the next one, or has begun before; the length of the chunk if nothing of it is in there. */
  begin(chunk: Buffer, from: number): number;
  /** Where that one ends, its delimiter included; -1 if not in there. */
  end(chunk: Buffer, from: number): number;
  /** Begins anew. */
  reset(): void;
}
