import { from, map, type OperatorFunction } from 'rxjs';

/** What came of some chunks. */
export interface Outcome<T> {
  readonly frames: readonly T[];
  /** What came behind the frames, if not completion. */
  readonly error?: unknown;
}

/** Runs a framing as the operator that it is, over some chunks to the end; bytes are told as the text they are in UTF-8. */
export function framesOf<T>(
  framing: OperatorFunction<Uint8Array, T>,
  ...chunks: readonly (string | Uint8Array)[]
): Outcome<T | string> {
  const frames: (T | string)[] = [];
  let outcome: Outcome<T | string> = { frames };
  from(chunks)
    .pipe(
      map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)),
      framing,
    )
    .subscribe({
      next: (frame) => frames.push(Buffer.isBuffer(frame) ? frame.toString() : frame),
      error: (error: unknown) => (outcome = { frames, error }),
    });
  return outcome;
}
