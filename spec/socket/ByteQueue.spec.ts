import * as fc from 'fast-check';
import { ByteQueue } from '../../lib/socket/ByteQueue';

function drain(queue: ByteQueue): Buffer[] {
  const chunks: Buffer[] = [];
  while (queue.length > 0) chunks.push(queue.shift());
  return chunks;
}

/** What the chunks keep alive: each distinct piece of memory once. */
function retained(chunks: Buffer[]): number {
  const memory = new Set(chunks.map((chunk) => chunk.buffer));
  return [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

describe('ByteQueue', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((array) => Buffer.from(array));

  it('gives back the same bytes in the same order, however they came and went', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, fc.constant('shift' as const))), (steps) => {
        const queue = new ByteQueue();
        const came: Buffer[] = [];
        const went: Buffer[] = [];
        for (const step of steps)
          if (step !== 'shift') {
            came.push(Buffer.from(step));
            queue.push(step);
          } else if (queue.length > 0) went.push(Buffer.from(queue.shift()));
        expect(queue.length).toBe(Buffer.concat(came).length - Buffer.concat(went).length);
        went.push(...drain(queue));
        expect(Buffer.concat(went)).toEqual(Buffer.concat(came));
      }),
    );
  });

  it.each([1, 7, 100, 1000])('keeps chunks of %d bytes in at most twice their size', (size) => {
    const queue = new ByteQueue();
    // As Node hands them out: each in memory of its own.
    while (queue.length < 65_536) queue.push(Buffer.allocUnsafeSlow(size).fill(queue.length));
    const { length } = queue;
    const chunks = drain(queue);
    expect(retained(chunks)).toBeLessThanOrEqual(2 * length);
    expect(chunks.length).toBeLessThan(100);
  });

  it('does not copy large chunks, nor one that is alone', () => {
    const queue = new ByteQueue();
    const small = Buffer.from('small');
    const large = Buffer.alloc(65_536);
    queue.push(small);
    queue.push(large);
    expect(drain(queue)).toEqual([small, large]);
    expect(queue.length).toBe(0);
    queue.push(large);
    expect(queue.shift()).toBe(large);
  });

  it('forgets everything when cleared', () => {
    const queue = new ByteQueue();
    queue.push(Buffer.from('a'));
    queue.push(Buffer.from('b'));
    queue.clear();
    queue.push(Buffer.from('c'));
    expect(drain(queue).join('')).toBe('c');
  });
});
