import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import type { Output } from 'rxjs-sockets';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';

const MIB = 1_048_576;

describe('Writes', () => {
  it('sends what it was given in that order, whatever was gathered of it', async () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }).map((array) => Buffer.from(array)),
      fc.string({ unit: 'grapheme' }),
    );
    const chunk = fc.oneof(
      part,
      fc.array(part, { maxLength: 3 }),
      fc.constantFrom('drain', 'turn').map((wait) => Symbol(wait)),
      fc.constant(pattern.subarray(0, 400_000)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 30 }), async (steps) => {
        const { connection, peer } = await pair();
        // The first megabytes fill the kernel's queue, so that the rest has to wait.
        const sent: Buffer[] = [];
        const write = (output: Output): void => {
          const parts = typeof output === 'string' ? [output] : [output].flat();
          sent.push(...parts.map((bytes) => Buffer.from(bytes as string)));
          connection.write(output);
        };
        while (connection.writableLength === 0) write(Buffer.alloc(MIB));
        const received = buffer(peer);
        peer.pause();
        for (const step of steps)
          if (typeof step !== 'symbol') write(step);
          else {
            peer.resume();
            if (step.description === 'turn') await new Promise(setImmediate);
            else await firstValueFrom(connection.drained);
            peer.pause();
          }
        const { length } = Buffer.concat(sent);
        expect(connection.bytesWritten).toBe(length);
        connection.end('.');
        peer.resume();
        expect((await received).equals(Buffer.concat([...sent, Buffer.from('.')]))).toBe(true);
        peer.end();
        expect(await connection.closed).toMatchObject({ type: 'local', bytesWritten: length + 1 });
      }),
      { numRuns: 50 },
    );
  });

  it('keeps small writes in little more than their size', async () => {
    const { connection, peer } = await pair();
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const used = (): number => {
      gc();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    while (connection.write(Buffer.alloc(MIB)));
    const [before, queued] = [used(), connection.writableLength];
    for (let i = 0; i < MIB; i++) connection.write('x');
    for (let i = 0; i < MIB; i++) connection.write(Buffer.from('x'));
    expect(connection.writableLength - queued).toBe(2 * MIB);
    // Node alone takes more than 100 MiB for these.
    expect(used() - before).toBeLessThan(6 * MIB);
    connection.reset();
    peer.destroy();
  });

  it('counts bytes, not characters', async () => {
    const { connection, peer } = await pair();
    while (connection.write(Buffer.alloc(MIB)));
    const before = connection.writableLength;
    connection.write('€'.repeat(1000));
    expect(connection.writableLength - before).toBe(3000);
    connection.reset();
    peer.destroy();
  });

  it('refuses what is no bytes, waiting or not', async () => {
    const { connection, peer } = await pair();
    const bad = (): boolean => connection.write(1 as unknown as string);
    const refusal = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }) as Error;
    expect(bad).toThrow(refusal);
    while (connection.write(Buffer.alloc(MIB)));
    expect(bad).toThrow(refusal);
    connection.reset();
    peer.destroy();
  });
});
