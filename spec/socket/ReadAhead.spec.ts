import * as fc from 'fast-check';
import { ReadAhead } from '../../lib/socket/ReadAhead';

function drain(ahead: ReadAhead): Buffer[] {
  const chunks: Buffer[] = [];
  while (ahead.length > 0) chunks.push(ahead.shift());
  return chunks;
}

/** What the chunks keep alive: each distinct piece of memory once. */
function retained(chunks: Buffer[]): number {
  const memory = new Set(chunks.map((chunk) => chunk.buffer));
  return [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

describe('ReadAhead', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((array) => Buffer.from(array));

  it('gives back the same bytes in the same order, however they came and went', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, fc.constant('shift' as const))), (steps) => {
        const ahead = new ReadAhead();
        const came: Buffer[] = [];
        const went: Buffer[] = [];
        for (const step of steps)
          if (step !== 'shift') {
            came.push(Buffer.from(step));
            ahead.push(step);
          } else if (ahead.length > 0) went.push(Buffer.from(ahead.shift()));
        expect(ahead.length).toBe(Buffer.concat(came).length - Buffer.concat(went).length);
        went.push(...drain(ahead));
        expect(Buffer.concat(went)).toEqual(Buffer.concat(came));
      }),
    );
  });

  it.each([1, 7, 100, 1000])('keeps chunks of %d bytes in at most twice their size', (size) => {
    const ahead = new ReadAhead();
    // As Node hands them out: each in memory of its own.
    while (ahead.length < 65_536) ahead.push(Buffer.allocUnsafeSlow(size).fill(ahead.length));
    const { length } = ahead;
    const chunks = drain(ahead);
    expect(retained(chunks)).toBeLessThanOrEqual(2 * length);
    expect(chunks.length).toBeLessThan(100);
  });

  it('does not copy large chunks, nor one that is alone', () => {
    const ahead = new ReadAhead();
    const small = Buffer.from('small');
    const large = Buffer.alloc(65_536);
    ahead.push(small);
    ahead.push(large);
    expect(drain(ahead)).toEqual([small, large]);
    expect(ahead.length).toBe(0);
    ahead.push(large);
    expect(ahead.shift()).toBe(large);
  });

  it('forgets everything when cleared', () => {
    const ahead = new ReadAhead();
    ahead.push(Buffer.from('a'));
    ahead.push(Buffer.from('b'));
    ahead.clear();
    ahead.push(Buffer.from('c'));
    expect(drain(ahead).join('')).toBe('c');
  });
});
