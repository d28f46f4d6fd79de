import {
  concat,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  range,
  skip,
  Subject,
  take,
  takeUntil,
  throwError,
} from 'rxjs';
import {
  broadcast,
  type BroadcastOptions,
  OptionError,
  ResetError,
  SlowConsumerError,
} from 'rxjs-sockets';
import { Recent } from '../../lib/flow/Recent';
import { destination, type FakeDestination } from '../support/destination';
import { pair } from '../support/pair';

const boom = new Error('boom');

/** A broadcast, and some who get it. */
interface Broadcast {
  readonly source: Subject<string>;
  join(): Receiver;
}

interface Receiver extends FakeDestination {
  /** What was emitted, and the last event. */
  readonly told: unknown[];
  leave(): void;
}

function begin(options: BroadcastOptions): Broadcast {
  const source = new Subject<string>();
  const send = broadcast(source, options);
  const join = (): Receiver => {
    const fake = destination();
    const told: unknown[] = [];
    const subscription = send(fake.to).subscribe({
      next: (skipped) => told.push(skipped),
      error: (error: unknown) => told.push(error),
      complete: () => told.push('complete'),
    });
    return { ...fake, told, leave: () => subscription.unsubscribe() };
  };
  return { source, join };
}

function say(source: Subject<string>, text: string): void {
  for (const letter of text) source.next(letter);
}

describe('broadcast', () => {
  it('sends to all who have joined, from then on', () => {
    const { join, source } = begin({});
    const [a, b] = [join(), join()];
    source.next('1');
    const c = join();
    source.next('2');
    a.leave();
    source.next('3');
    expect([a, b, c].map(({ sent }) => sent.join(''))).toEqual(['12', '123', '23']);
  });

  it('subscribes to the source once, with the first, and leaves it with the last', () => {
    let subscribed = 0;
    let left = 0;
    const source = new Observable<string>(() => {
      subscribed++;
      return () => left++;
    });
    const send = broadcast(source);
    expect(subscribed).toBe(0);
    const both = [send(destination().to).subscribe(), send(destination().to).subscribe()];
    expect([subscribed, left]).toEqual([1, 0]);
    for (const one of both) one.unsubscribe();
    expect([subscribed, left]).toEqual([1, 1]);
    send(destination().to).subscribe();
    expect(subscribed).toBe(2);
  });

  it('hands the same bytes to all', () => {
    const payload = Buffer.from('payload');
    const send = broadcast(concat(of(payload), NEVER));
    const { to } = destination();
    const write = jest.spyOn(to, 'write');
    send(to).subscribe();
    expect(write.mock.calls[0]?.[0]).toBe(payload);
  });

  it('gives who was slow what it missed, as long as that is not too much', () => {
    const { join, source } = begin({ maxLag: 5 });
    const [slow, fast] = [join(), join()];
    slow.to.stick();
    say(source, 'abcdef');
    expect([slow.sent, fast.sent.length]).toEqual([['a'], 6]);
    slow.to.take();
    // In one piece.
    expect(slow.sent).toEqual(['a', 'bcdef']);
    say(source, 'g');
    expect([slow.sent.join(''), fast.sent.join('')]).toEqual(['abcdefg', 'abcdefg']);
    expect([slow.told, fast.told]).toEqual([[], []]);
  });

  it.each([
    ['skip', 'ahi', 6],
    ['drop-oldest', 'aefghi', 3],
  ] as const)('onSlow: %s: who is too slow gets %s', (onSlow, expected, skipped) => {
    const { join, source } = begin({ onSlow, maxLag: 3 });
    const [slow, fast] = [join(), join()];
    slow.to.stick();
    say(source, 'abcdefg');
    slow.to.take();
    say(source, 'hi');
    expect(slow.sent.join('')).toBe(expected);
    expect(slow.told).toEqual([skipped]);
    expect([fast.sent.join(''), fast.told]).toEqual(['abcdefghi', []]);
  });

  it('tells of a gap before it goes on, so that something can stand there', () => {
    const source = new Subject<string>();
    const send = broadcast(source, { onSlow: 'drop-oldest', maxLag: 1 });
    const { sent, to } = destination();
    send(to).subscribe((skipped) => to.write(`[${skipped} are missing]`));
    to.stick();
    say(source, 'abcd');
    to.take();
    expect(sent).toEqual(['a', '[2 are missing]', 'd']);
  });

  it('onSlow: close: resets who is too slow', () => {
    const { join, source } = begin({ onSlow: 'close', maxLag: 3 });
    const [slow, fast] = [join(), join()];
    slow.to.stick();
    say(source, 'abcd');
    expect(slow.told).toEqual([]);
    say(source, 'e');
    expect(slow.told).toEqual([expect.any(SlowConsumerError)]);
    expect(slow.ended).toEqual(slow.told);
    slow.to.take();
    say(source, 'f');
    expect([slow.sent.join(''), fast.sent.join('')]).toEqual(['a', 'abcdef']);
  });

  it('keeps one value that is larger than maxLag', () => {
    const { join, source } = begin({ onSlow: 'drop-oldest', maxLag: 3 });
    const slow = join();
    slow.to.stick();
    source.next('a');
    source.next('bcdefg');
    slow.to.take();
    expect(slow.sent).toEqual(['a', 'bcdefg']);
  });

  it('completes when all is written, and begins anew for who joins then', () => {
    const { join, source } = begin({});
    const [slow, fast] = [join(), join()];
    slow.to.stick();
    say(source, 'ab');
    source.complete();
    expect([slow.told, fast.told]).toEqual([[], ['complete']]);
    slow.to.take();
    expect([slow.sent.join(''), slow.told]).toEqual(['ab', ['complete']]);
    expect(join().told).toEqual(['complete']);
  });

  it('passes all of a source that emits at once', () => {
    const { sent, to } = destination();
    const complete = jest.fn();
    broadcast(of('a', 'b', ['c', 'd']))(to).subscribe({ complete });
    expect([sent, complete.mock.calls.length]).toEqual([['a', 'b', 'cd'], 1]);
  });

  it('errors with the source, for all', () => {
    const { join, source } = begin({});
    const both = [join(), join()];
    both[0]?.to.stick();
    source.next('a');
    source.error(boom);
    expect(both.map(({ told }) => told)).toEqual([[boom], [boom]]);
  });

  it('errors with what can not be sent', () => {
    const { join, source } = begin({});
    const { told } = join();
    source.next(5 as never);
    expect(told).toEqual([expect.any(TypeError)]);
    expect(source.observed).toBe(false);
  });

  it('errors for the one whose connection has closed', () => {
    const source = new Subject<string>();
    const send = broadcast(source);
    const [closed, open] = [destination(), destination()];
    Object.assign(closed.to, { write: () => false, drained: throwError(() => boom) });
    const error = jest.fn();
    send(closed.to).subscribe({ error });
    send(open.to).subscribe();
    say(source, 'ab');
    expect(error.mock.calls).toEqual([[boom]]);
    expect(open.sent).toEqual(['a', 'b']);
  });

  it('keeps for who is behind what is sent in the midst of a write to another', () => {
    const source = new Subject<string>();
    const send = broadcast(source);
    const [slow, other] = [destination(), destination()];
    const told: unknown[] = [];
    send(slow.to).subscribe({ error: (error: unknown) => told.push(error) });
    send(other.to).subscribe();
    other.to.sent.subscribe((text) => {
      if (text !== 'a') return;
      slow.to.stick();
      source.next('b');
      source.next('c');
    });
    // It would write nothing, again and again.
    const original = slow.to.write.bind(slow.to);
    slow.to.write = (output) => {
      if (Array.isArray(output) && output.length === 0) throw new Error('endless');
      return original(output);
    };
    source.next('a');
    slow.to.take();
    expect([slow.sent.join(''), told]).toEqual(['abc', []]);
  });

  it('keeps no more for values of no bytes', () => {
    const source = new Subject<string>();
    const push = jest.spyOn(Recent.prototype, 'push');
    const to = Object.assign(destination().to, { write: () => false, drained: NEVER });
    const subscription = broadcast(source)(to).subscribe();
    source.next('a');
    for (let i = 0; i < 1000; i++) source.next('');
    const recent = push.mock.contexts[0] as Recent;
    expect(recent.next - recent.first).toBeLessThan(10);
    subscription.unsubscribe();
    push.mockRestore();
  });

  it('keeps not a hundred times maxLag of small values', () => {
    const recent = new Recent(1_048_576);
    for (let i = 0; i < 1_048_576; i++) recent.push(Buffer.from('x'));
    // Each is a Buffer of some 200 bytes.
    expect(200 * (recent.next - recent.first)).toBeLessThan(8 * recent.limit);
  });

  it('leaves a quiet source when the last connection has closed', async () => {
    const { connection, peer } = await pair();
    const source = new Subject<string>();
    const over = lastValueFrom(broadcast(source)(connection)).catch((error: unknown) => error);
    expect(source.observed).toBe(true);
    peer.resetAndDestroy();
    expect(await over).toBeInstanceOf(ResetError);
    expect(source.observed).toBe(false);
  });

  it('bears who joins, leaves or sends in the midst of it', () => {
    const { join, source } = begin({ onSlow: 'skip', maxLag: 3 });
    const receivers = [join(), join(), join()] as const;
    let more: Receiver | undefined;
    receivers[0].to.sent.subscribe((text) => {
      if (text !== 'a') return;
      receivers[2].leave();
      more = join();
      // More than is kept, behind one that the others haven't got yet.
      say(source, 'bcdef');
    });
    say(source, 'ag');
    expect(receivers.map(({ sent }) => sent.join(''))).toEqual(['abcdefg', 'abcdefg', '']);
    expect(more?.sent.join('')).toBe('bcdefg');
  });

  it('leaves a source without an end that emits at once', () => {
    const send = broadcast(range(Infinity).pipe(map((n) => String(n))));
    const { sent, to } = destination();
    const leave = to.sent.pipe(skip(2), take(1));
    send(to).pipe(takeUntil(leave)).subscribe();
    expect(sent).toEqual(['0', '1', '2']);
  });

  it.each<[keyof BroadcastOptions, unknown]>([
    ['onSlow', 'wait'],
    ['maxLag', -1],
    ['maxLag', '1'],
  ])('refuses %s: %p', (option, value) => {
    expect(() => broadcast(NEVER, { [option]: value })).toThrow(
      expect.objectContaining({ name: OptionError.name, option, value }) as Error,
    );
  });
});
