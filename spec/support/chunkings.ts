import * as fc from 'fast-check';

/** Some bytes, cut at any places; chunks may be empty. */
export function chunkings(bytes: Buffer): fc.Arbitrary<Buffer[]> {
  return fc
    .array(fc.nat({ max: bytes.length }), { maxLength: 12 })
    .map((cuts) => cutAt(bytes, cuts));
}

/** Some chunks as they are, each byte alone, and all in two at each place. */
export function* everyCut(chunks: readonly Buffer[]): Generator<readonly Buffer[]> {
  const bytes = Buffer.concat(chunks);
  yield chunks;
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  for (let at = 0; at <= bytes.length; at++) yield cutAt(bytes, [at]);
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = [...cuts, bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}
