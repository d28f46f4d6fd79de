import * as fc from 'fast-check';
import { Queue } from '../../lib/flow/Queue';

describe('Queue', () => {
  it('is an array that is pushed to and shifted from, however it is used', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ take: fc.integer({ min: 0, max: 40 }) }),
      fc.constantFrom('shift', 'shift', 'shift', 'clear'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const queue = new Queue<number>();
        let model: number[] = [];
        let count = 0;
        for (const step of steps) {
          if (step === 'shift') expect(queue.shift()).toBe(model.shift());
          else if (step === 'clear') {
            queue.clear();
            model = [];
          } else if ('take' in step)
            expect(queue.take(step.take)).toEqual(model.splice(0, step.take));
          else
            for (let i = 0; i < step.push; i++) {
              queue.push(count);
              model.push(count++);
            }
          expect(queue.length).toBe(model.length);
          // One more than there are.
          const places = Array.from({ length: model.length + 1 }, (_, place) => queue.at(place));
          expect(places).toEqual([...model, undefined]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes no time that grows with its length', () => {
    const queue = new Queue<number>();
    // So many that moving all for each would take minutes.
    for (let i = 0; i < 300_000; i++) queue.push(i);
    for (let i = 0; i < 1_000_000; i++) {
      queue.push(i);
      queue.shift();
    }
    expect(queue.length).toBe(300_000);
  });

  it('keeps nothing of what has left it', () => {
    const queue = new Queue<object>();
    queue.push({});
    queue.push({});
    queue.shift();
    expect(JSON.stringify(queue).match(/\{\}/g)).toHaveLength(1);
    for (let i = 0; i < 1000; i++) queue.push({});
    queue.take(1001);
    expect(JSON.stringify(queue).length).toBeLessThan(200);
  });
});
