import {
  concat,
  map,
  NEVER,
  of,
  range,
  skip,
  Subject,
  take,
  takeUntil,
  tap,
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
import { marbles } from '../support/marbles';
import { script } from '../support/script';
import { sockets } from '../support/sockets';

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
    marbles(({ hot, expectObservable }) => {
      const [a, b, c] = [destination().to, destination().to, destination().to];
      const source = hot(' -1--2--3');
      const joinedA = '    ^----!--';
      const joinedB = '    ^-------';
      const joinedC = '    --^-----';
      const sentA = '      -1--2---';
      const sentB = '      -1--2--3';
      const sentC = '      ----2--3';
      const send = broadcast(source);
      expectObservable(send(a), joinedA).toBe('');
      expectObservable(send(b), joinedB).toBe('');
      expectObservable(send(c), joinedC).toBe('');
      expectObservable(a.sent).toBe(sentA);
      expectObservable(b.sent).toBe(sentB);
      expectObservable(c.sent).toBe(sentC);
    });
  });

  it('subscribes to the source once, with the first, and leaves it with the last', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' ----------');
      const first = '       -^-!------';
      const second = '      --^--!----';
      const third = '       -------^-!';
      const both = '        -^---!----';
      const send = broadcast(source);
      for (const joined of [first, second, third])
        expectObservable(send(destination().to), joined).toBe('');
      expectSubscriptions(source.subscriptions).toBe([both, third]);
    });
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
    marbles(({ cold, hot, expectObservable }) => {
      const [slow, fast] = [destination().to, destination().to];
      const source = hot(' -abcdef--g');
      script(cold, '       s-------t-', { s: () => slow.stick(), t: () => slow.take() });
      // In one piece.
      const sentSlow = '   -a------mg';
      const sentFast = '   -abcdef--g';
      const send = broadcast(source, { maxLag: 5 });
      expectObservable(send(slow)).toBe('');
      expectObservable(send(fast)).toBe('');
      expectObservable(slow.sent).toBe(sentSlow, { a: 'a', m: 'bcdef', g: 'g' });
      expectObservable(fast.sent).toBe(sentFast);
    });
  });

  it.each([
    ['skip', 6, '       -a--------hi'],
    ['drop-oldest', 3, '-a------m-hi'],
  ] as const)('onSlow: %s: who is too slow has missed %i', (onSlow, skipped, sentSlow) => {
    marbles(({ cold, hot, expectObservable }) => {
      const [slow, fast] = [destination().to, destination().to];
      const source = hot(' -abcdefg--hi');
      script(cold, '       s-------t---', { s: () => slow.stick(), t: () => slow.take() });
      const sentFast = '   -abcdefg--hi';
      const told = '       --------n---';
      const send = broadcast(source, { onSlow, maxLag: 3 });
      expectObservable(send(slow)).toBe(told, { n: skipped });
      expectObservable(send(fast)).toBe('');
      expectObservable(slow.sent).toBe(sentSlow, { a: 'a', m: 'efg', h: 'h', i: 'i' });
      expectObservable(fast.sent).toBe(sentFast);
    });
  });

  it('tells of a gap before it goes on, so that something can stand there', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const { to } = destination();
      const source = hot(' -abcd---  ');
      script(cold, '       s-----t---', { s: () => to.stick(), t: () => to.take() });
      const sent = '       -a----(gd)';
      const told = '       ------n---';
      const send = broadcast(source, { onSlow: 'drop-oldest', maxLag: 1 });
      const marked = send(to).pipe(tap((skipped) => to.write(`[${skipped} are missing]`)));
      expectObservable(marked).toBe(told, { n: 2 });
      expectObservable(to.sent).toBe(sent, { a: 'a', g: '[2 are missing]', d: 'd' });
    });
  });

  it('onSlow: close: resets who is too slow', () => {
    const [slow, fast] = [destination(), destination()];
    marbles(({ cold, hot, expectObservable }) => {
      const source = hot(' -abcde--f');
      script(cold, '       s-----t--', { s: () => slow.to.stick(), t: () => slow.to.take() });
      const sentSlow = '   -a-------';
      const sentFast = '   -abcde--f';
      const expected = '   -----#   ';
      const send = broadcast(source, { onSlow: 'close', maxLag: 3 });
      const error = expect.any(SlowConsumerError) as unknown;
      expectObservable(send(slow.to)).toBe(expected, undefined, error);
      expectObservable(send(fast.to)).toBe('');
      expectObservable(slow.to.sent).toBe(sentSlow);
      expectObservable(fast.to.sent).toBe(sentFast);
    });
    expect(slow.ended).toEqual([expect.any(SlowConsumerError)]);
    expect(fast.ended).toEqual([]);
  });

  it('keeps one value that is larger than maxLag', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const { to } = destination();
      const values = { a: 'a', b: 'bcdefg' };
      const source = hot(' -ab---', values);
      script(cold, '       s----t', { s: () => to.stick(), t: () => to.take() });
      const sent = '       -a---b';
      const send = broadcast(source, { onSlow: 'drop-oldest', maxLag: 3 });
      expectObservable(send(to)).toBe('');
      expectObservable(to.sent).toBe(sent, values);
    });
  });

  it('completes when all is written, and begins anew for who joins then', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const [slow, fast, late] = [destination().to, destination().to, destination().to];
      const source = hot('   -ab|-----');
      script(cold, '         s----t---', { s: () => slow.stick(), t: () => slow.take() });
      const sentSlow = '     -a---b---';
      const expectedSlow = ' -----|   ';
      const expectedFast = ' ---|     ';
      const joinedLate = '   -------^-';
      const expectedLate = ' -------| ';
      const send = broadcast(source);
      expectObservable(send(slow)).toBe(expectedSlow);
      expectObservable(send(fast)).toBe(expectedFast);
      expectObservable(send(late), joinedLate).toBe(expectedLate);
      expectObservable(slow.sent).toBe(sentSlow);
    });
  });

  it('passes all of a source that emits at once', () => {
    marbles(({ expectObservable }) => {
      const { to } = destination();
      const source = of('a', 'b', ['c', 'd']);
      const sent = '    (abc)';
      const expected = '|    ';
      expectObservable(broadcast(source)(to)).toBe(expected);
      expectObservable(to.sent).toBe(sent, { a: 'a', b: 'b', c: 'cd' });
    });
  });

  it('errors with the source, for all', () => {
    marbles(({ hot, expectObservable }) => {
      const [slow, fast] = [destination().to, destination().to];
      const source = hot(' -a-#', undefined, boom);
      const expected = '   ---#';
      const send = broadcast(source);
      slow.stick();
      expectObservable(send(slow)).toBe(expected, undefined, boom);
      expectObservable(send(fast)).toBe(expected, undefined, boom);
    });
  });

  it('errors with what can not be sent', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -x-', { x: 5 as never });
      const subscription = ' ^! ';
      const expected = '     -# ';
      const result = broadcast(source)(destination().to);
      expectObservable(result).toBe(expected, undefined, expect.any(TypeError));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('errors for the one whose connection has closed', () => {
    marbles(({ hot, expectObservable }) => {
      const [closed, open] = [destination().to, destination().to];
      Object.assign(closed, { write: () => false, drained: throwError(() => boom) });
      const source = hot(' -ab');
      const expected = '   -# ';
      const sent = '       -ab';
      const send = broadcast(source);
      expectObservable(send(closed)).toBe(expected, undefined, boom);
      expectObservable(send(open)).toBe('');
      expectObservable(open.sent).toBe(sent);
    });
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

  it('leaves a quiet source when the last connection has closed', () => {
    sockets(({ cold, connection, expectObservable, expectSubscriptions }) => {
      const source = cold('-----');
      const peer = connection('    ---#-');
      const subscription = '       ^--!-';
      const expected = '           ---#-';
      expectObservable(broadcast(source)(peer)).toBe(expected, undefined, ResetError);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
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
    marbles(({ expectObservable }) => {
      const { to } = destination();
      const source = range(Infinity).pipe(map((n) => String(n)));
      const sent = '    (012)';
      const expected = '|    ';
      const leave = to.sent.pipe(skip(2), take(1));
      expectObservable(broadcast(source)(to).pipe(takeUntil(leave))).toBe(expected);
      expectObservable(to.sent).toBe(sent);
    });
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
