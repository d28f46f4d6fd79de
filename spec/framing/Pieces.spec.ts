import * as fc from 'fast-check';
import { Pieces } from '../../lib/framing/Pieces';
import { retained } from '../support/retained';

const KIB = 1_024;
/** From this size on chunks are kept as they came. */
const LARGE = 4_096;

/** So many bytes, at some place in a buffer that is larger by so much. */
interface Part {
  readonly size: number;
  readonly before: number;
  readonly behind: number;
  readonly fill: number;
}

function chunkOf({ size, before, behind, fill }: Part): Buffer {
  const chunk = Buffer.from(new ArrayBuffer(before + size + behind), before, size);
  for (let at = 0; at < size; at++) chunk[at] = (fill + at * 7) % 251;
  return chunk;
}

const size = fc.oneof(
  { arbitrary: fc.nat({ max: 3 }), weight: 3 },
  { arbitrary: fc.nat({ max: 200 }), weight: 3 },
  { arbitrary: fc.integer({ min: LARGE - 2, max: LARGE + 2 }), weight: 3 },
  { arbitrary: fc.nat({ max: 20_000 }), weight: 2 },
  { arbitrary: fc.nat({ max: 200_000 }), weight: 1 },
);
/** Buffers of their own, views of those of twice the size and of a chunk of Node, and of anything larger. */
const part: fc.Arbitrary<Part> = size.chain((size) =>
  fc.record({
    size: fc.constant(size),
    before: fc.constantFrom(0, 0, 1, Math.floor(size / 2)),
    behind: fc.constantFrom(0, 0, Math.floor(size / 2), Math.max(0, 64 * KIB - size - 1), 300_000),
    fill: fc.nat({ max: 250 }),
  }),
);
const parts = fc.array(part, { maxLength: 25 });

describe('Pieces', () => {
  it('give back what was pushed, and keep at most twice as much and 64 KiB', () => {
    fc.assert(
      fc.property(parts, part, (all, last) => {
        const pieces = new Pieces();
        const chunks = all.map(chunkOf);
        const expected = Buffer.concat([...chunks, chunkOf(last)]);
        let length = 0;
        for (const chunk of chunks) {
          pieces.push(chunk);
          length += chunk.length;
          expect(pieces.length).toBe(length);
          expect(retained(pieces)).toBeLessThanOrEqual(2 * length + 64 * KIB);
          // Small ones were copied.
          if (chunk.length < LARGE) chunk.fill(255);
        }
        const final = chunkOf(last);
        const frame = pieces.take(final);
        for (const chunk of [...chunks, final]) chunk.fill(255);
        expect(frame.equals(expected)).toBe(true);
        expect([pieces.length, retained(pieces)]).toEqual([0, 0]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of one shared buffer do not keep that, if it is larger than twice of them', () => {
    const shared = Buffer.from(new ArrayBuffer(1_024 * KIB));
    const pieces = new Pieces();
    for (let at = 0; at < 20 * LARGE; at += LARGE) {
      pieces.push(shared.subarray(at, at + LARGE));
      expect(retained(pieces)).toBeLessThanOrEqual(2 * pieces.length + 64 * KIB);
    }
  });

  it('keep no more for a small one behind others that are half of their buffers', () => {
    const pieces = new Pieces();
    const half = { size: LARGE, before: 0, behind: LARGE, fill: 0 };
    pieces.push(chunkOf({ ...half, behind: 60 * KIB }));
    for (let i = 0; i < 15; i++) pieces.push(chunkOf(half));
    pieces.push(Buffer.alloc(1));
    expect(retained(pieces)).toBeLessThanOrEqual(2 * pieces.length + 64 * KIB);
  });

  it('keep large ones as they came, and copy each but once', () => {
    const pieces = new Pieces();
    const chunk = chunkOf({ size: LARGE, before: 0, behind: 0, fill: 1 });
    pieces.push(chunk);
    expect(retained(pieces)).toBe(LARGE);
    chunk.fill(9);
    expect(pieces.take()).toEqual(Buffer.alloc(LARGE, 9));
  });

  it('begin anew when cleared or taken', () => {
    const pieces = new Pieces();
    for (const clear of [() => pieces.clear(), () => pieces.take()]) {
      for (const size of [1, 100, 5_000]) pieces.push(Buffer.alloc(size, 1));
      clear();
      expect([pieces.length, retained(pieces)]).toEqual([0, 0]);
      pieces.push(Buffer.from('ab'));
      expect(pieces.take(Buffer.from('c'))).toEqual(Buffer.from('abc'));
    }
  });

  it('take of nothing is nothing', () => {
    expect(new Pieces().take()).toHaveLength(0);
    expect(new Pieces().take(Buffer.from('a'))).toEqual(Buffer.from('a'));
  });
});
