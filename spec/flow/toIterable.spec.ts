import { concat, of, Subject, throwError } from 'rxjs';
import { lines, toIterable } from 'rxjs-sockets';
import { holdable } from '../support/holdable';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { until } from '../support/until';

const boom = new Error('boom');

describe('toIterable', () => {
  it('gives all values, and then the end', async () => {
    const seen: number[] = [];
    for await (const n of toIterable(of(1, 2, 3), holdable())) seen.push(n);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('gives what came before an error, and then that', async () => {
    const all = toIterable(
      concat(
        of(1, 2),
        throwError(() => boom),
      ),
      holdable(),
    );
    expect(await all.next()).toEqual({ done: false, value: 1 });
    expect(await all.next()).toEqual({ done: false, value: 2 });
    await expect(all.next()).rejects.toBe(boom);
    expect(await all.next()).toEqual({ done: true, value: undefined });
  });

  it('subscribes when the first value is asked for, and only then', async () => {
    const source = new Subject<number>();
    const all = toIterable(source, holdable());
    expect(source.observed).toBe(false);
    const first = all.next();
    const second = all.next();
    source.next(1);
    source.next(2);
    expect([await first, await second].map(({ value }) => value as number)).toEqual([1, 2]);
  });

  it('holds the source while nobody waits for a value', async () => {
    const flow = holdable();
    const source = new Subject<number>();
    const all = toIterable(source, flow);
    const first = all.next();
    source.next(1);
    expect(flow.holds).toBe(0);
    source.next(2);
    source.next(3);
    expect(flow.holds).toBe(1);
    await first;
    await all.next();
    expect(flow.holds).toBe(1);
    await all.next();
    expect([flow.holds, flow.taken]).toEqual([0, 1]);
  });

  it('leaves the source, and holds it no more, when the loop is left', async () => {
    const flow = holdable();
    const source = new Subject<number>();
    const all = toIterable(source, flow);
    const first = all.next();
    source.next(1);
    source.next(2);
    await first;
    const waiting = toIterable(new Subject<number>(), flow);
    const never = waiting.next();
    await all.return?.();
    await waiting.return?.();
    expect([source.observed, flow.holds]).toEqual([false, 0]);
    expect(await never).toEqual({ done: true, value: undefined });
    expect(await all.next()).toEqual({ done: true, value: undefined });
  });

  it('lets the peer wait, and loses nothing of a connection between two loops', async () => {
    const { connection, peer } = await pair();
    const size = pattern.length;
    peer.end(pattern);
    const received: Buffer[] = [];
    for await (const chunk of toIterable(connection)) {
      received.push(chunk);
      // Nothing moves any more.
      await until(() => connection.held && peer.writableLength > 0);
      break;
    }
    expect(connection.held).toBe(false);
    for await (const chunk of toIterable(connection)) received.push(chunk);
    const all = Buffer.concat(received);
    expect(all).toHaveLength(size);
    expect(all.equals(pattern)).toBe(true);
    connection.reset();
  });

  it('reads frames', async () => {
    const { connection, peer } = await pair();
    peer.end('one\ntwo\n');
    const seen: string[] = [];
    for await (const line of toIterable(connection.pipe(lines()), connection)) seen.push(line);
    expect(seen).toEqual(['one', 'two']);
    connection.reset();
  });
});
