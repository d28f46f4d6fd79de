import { NEVER, of, ReplaySubject, Subject, take } from 'rxjs';
import {
  IdleTimeoutError,
  liveness,
  type LivenessEvent,
  type LivenessPolicy,
  PingFloodError,
  ProbeTimeoutError,
  WriteStallError,
} from 'rxjs-sockets';
import { type FakeWritable, fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

const told = (): ReplaySubject<LivenessEvent> => new ReplaySubject<LivenessEvent>(Infinity);
const idle = (deadline: 'first' | 'each', limit: number, silence?: number): IdleTimeoutError =>
  new IdleTimeoutError(deadline, limit, silence, 0);
const ping = { frame: 'P', timeout: 3, match: (item: string) => item === 'p' };

describe('liveness', () => {
  it('sends, answers and judges by one policy', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const events = told();
      const source = cold('  -a-?b------------');
      const subscription = ' ^---------!      ';
      const expected = '     -a--b-----#      ';
      const sent = '         ---A---B---      ';
      const known = '        -a--------d      ';
      const policy: LivenessPolicy<string> = {
        send: { every: 4, frame: 'B' },
        answer: { match: (item) => item === '?', reply: 'A' },
        expect: { within: 6 },
      };
      expectObservable(source.pipe(liveness(fake, policy, { events }))).toBe(
        expected,
        undefined,
        idle('each', 6, 6),
      );
      expectSubscriptions(source.subscriptions).toBe(subscription);
      expectObservable(fake.sent).toBe(sent);
      expectObservable(events).toBe(known, {
        a: { type: 'alive', at: 1 },
        d: { type: 'dead', at: 10, error: idle('each', 6, 6) },
      });
    });
  });

  it('does nothing by an empty policy', () => {
    expect(liveness(fakeWritable(), { writeStall: 0, expect: { within: 0 } })(NEVER)).toBe(NEVER);
    expect(liveness(fakeWritable(), { probe: { ...ping } } as never)(NEVER)).toBe(NEVER);
  });

  it.each([
    { expect: { within: 3, tolerance: 2 }, dies: '-a-----#', limit: 6 },
    { expect: { within: 3, margin: 1 }, dies: '-a---#', limit: 4 },
    { expect: { within: 3, tolerance: 1.5, margin: 0.5 }, dies: '-a----#', limit: 5 },
  ])('expects something within $expect', ({ expect: expectation, dies, limit }) => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('-a-------------');
      expectObservable(source.pipe(liveness(fakeWritable(), { expect: expectation }))).toBe(
        dies,
        undefined,
        idle('each', limit, limit),
      );
    });
  });

  describe('the expectation and the probe', () => {
    it('are one after the other by default: silence makes suspect, and the probe is the last chance', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const source = cold(' -a-----p----------');
        const expected = '    -a------------#   ';
        const sent = '        -----P-----P--    ';
        const known = '       -a---s-(rb)d--e   ';
        const policy = { expect: { within: 4 }, probe: ping };
        const error = new ProbeTimeoutError(1, 3, 7);
        expectObservable(source.pipe(liveness(fake, policy, { events }))).toBe(
          expected,
          undefined,
          error,
        );
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events).toBe(known, {
          a: { type: 'alive', at: 1 },
          s: { type: 'suspect', at: 5, silence: 4 },
          r: { type: 'rtt', at: 7, rtt: 2 },
          b: { type: 'alive', at: 7 },
          d: { type: 'suspect', at: 11, silence: 4 },
          e: { type: 'dead', at: 14, error },
        });
      });
    });

    it('are beside each other when the probe has an interval of its own, and answers are life', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold(' -----p-----p-----p-----p----------');
        const expected = '    ---------------------------------#';
        const sent = '        ----P----P-----P-----P-----P------';
        const policy = { expect: { within: 10 }, probe: { ...ping, after: 4, timeout: 100 } };
        expectObservable(source.pipe(liveness(fake, policy))).toBe(
          expected,
          undefined,
          idle('each', 10, 10),
        );
        expectObservable(fake.sent).toBe(sent);
      });
    });

    it('tell each event once', () => {
      marbles(({ cold, expectObservable }) => {
        const events = told();
        const source = cold(' -a----------    ');
        const expected = '    -a---------#    ';
        const known = '       -a---s-----d    ';
        const policy = { expect: { within: 10 }, probe: { ...ping, after: 4, timeout: 100 } };
        const error = idle('each', 10, 10);
        const result = source.pipe(liveness(fakeWritable(), policy, { events }));
        expectObservable(result).toBe(expected, undefined, error);
        expectObservable(events).toBe(known, {
          a: { type: 'alive', at: 1 },
          s: { type: 'suspect', at: 5, silence: 4 },
          d: { type: 'dead', at: 11, error },
        });
      });
      const time = new LateTime();
      const seen: string[] = [];
      const policy = { expect: { within: 100, first: 50 }, probe: { ...ping, after: 40 } };
      const subscription = NEVER.pipe(
        liveness(fakeWritable(), policy, {
          events: { next: ({ type }) => seen.push(type) },
          scheduler: time,
        }),
      ).subscribe({ error: () => undefined });
      time.fire(500, 10);
      expect(seen).toEqual(['dead']);
      subscription.unsubscribe();
    });

    it.each([0, Infinity])('tell as much when the probe is off (%d)', (after) => {
      marbles(({ cold, expectObservable }) => {
        const events = told();
        const source = cold(' -a---------------');
        const expected = '    -a---#           ';
        const known = '       -a---d           ';
        const policy = { expect: { within: 4 }, probe: { ...ping, after } };
        expectObservable(source.pipe(liveness(fakeWritable(), policy, { events }))).toBe(
          expected,
          undefined,
          idle('each', 4, 4),
        );
        expectObservable(events).toBe(known, {
          a: { type: 'alive', at: 1 },
          d: { type: 'dead', at: 5, error: idle('each', 4, 4) },
        });
      });
    });

    it('leave the first its own limit: nobody is asked before that', () => {
      marbles(({ cold, expectObservable }) => {
        const [early, late] = [fakeWritable(), fakeWritable()];
        const policy = { expect: { within: 2, first: 9 }, probe: ping };
        const source = cold(' -------a----------');
        const expected = '    -------a----#     ';
        const sent = '        ---------P--      ';
        expectObservable(source.pipe(liveness(early, policy))).toBe(
          expected,
          undefined,
          new ProbeTimeoutError(1, 3, 5),
        );
        expectObservable(early.sent).toBe(sent);
        const dies = '        ---------#        ';
        expectObservable(NEVER.pipe(liveness(late, policy))).toBe(
          dies,
          undefined,
          idle('first', 9),
        );
        expectObservable(late.sent).toBe('');
      });
    });
  });

  it('does not judge while the connection is held', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '        --h---------r', { h: () => fake.hold(), r: () => fake.release() });
      const source = cold(' -a----------------');
      const expected = '    -a-------------------#';
      const sent = '        ----------------P   ';
      const policy = { expect: { within: 4 }, probe: { ...ping, timeout: 5 } };
      expectObservable(source.pipe(liveness(fake, policy))).toBe(
        expected,
        undefined,
        new ProbeTimeoutError(1, 5, 20),
      );
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('says which part found out', () => {
    marbles(({ cold, expectObservable }) => {
      const stuck = fakeWritable();
      stuck.stick();
      stuck.write('w');
      const policy: LivenessPolicy<string> = {
        answer: { match: (item) => item === '?', reply: 'A', every: 3 },
        expect: { within: 8, first: 6 },
        writeStall: 16,
      };
      const stall = cold('  a--a--a--a--a--a--a--a');
      const first = cold('  ----------------------');
      const each = cold('   -a--------------------');
      const flood = cold('  ?????????????????-----');
      expectObservable(stall.pipe(liveness(stuck, policy))).toBe(
        '                   a--a--a--a--a--a#     ',
        undefined,
        new WriteStallError(16, 1),
      );
      expectObservable(first.pipe(liveness(fakeWritable(), policy))).toBe(
        '                   ------#               ',
        undefined,
        idle('first', 6),
      );
      expectObservable(each.pipe(liveness(fakeWritable(), policy))).toBe(
        '                   -a-------#            ',
        undefined,
        idle('each', 8, 8),
      );
      const fast = { ...policy, answer: { ...policy.answer!, every: 5 } };
      expectObservable(flood.pipe(liveness(fakeWritable(), fast))).toBe(
        '                   --------------#       ',
        undefined,
        new PingFloodError(5, 5),
      );
    });
  });

  describe('goodbye', () => {
    it('is the last word to the dead, before the error', () => {
      marbles(({ expectObservable }) => {
        const [fake, asked] = [fakeWritable(), fakeWritable()];
        const dies = '     ----#   ';
        const sent = '     ----G   ';
        const diesLater = '-------#';
        const sentLater = '----P--G';
        const policy = { expect: { within: 4 }, goodbye: 'G' };
        expectObservable(NEVER.pipe(liveness(fake, policy))).toBe(
          dies,
          undefined,
          idle('first', 4),
        );
        expectObservable(fake.sent).toBe(sent);
        expectObservable(NEVER.pipe(liveness(asked, { ...policy, probe: ping }))).toBe(
          diesLater,
          undefined,
          new ProbeTimeoutError(1, 3, 7),
        );
        expectObservable(asked.sent).toBe(sentLater);
      });
    });

    it('is not said behind what waits, nor when nothing can be written, nor for another error', () => {
      marbles(({ cold, expectObservable }) => {
        const [stuck, ended, broken] = [fakeWritable(), fakeWritable(), fakeWritable()];
        stuck.stick();
        stuck.write('w');
        ended.writable = false;
        const policy = { expect: { within: 4 }, goodbye: 'G' };
        for (const fake of [stuck, ended])
          expectObservable(NEVER.pipe(liveness(fake, policy))).toBe(
            '----#',
            undefined,
            idle('first', 4),
          );
        expectObservable(cold('--#').pipe(liveness(broken, policy))).toBe('--#');
        expectObservable(stuck.sent).toBe('w');
        expectObservable(ended.sent).toBe('');
        expectObservable(broken.sent).toBe('');
      });
    });

    it('must be a frame', () => {
      expect(() => liveness(fakeWritable(), { goodbye: 5 } as never)).toThrow(
        expect.objectContaining({ option: 'goodbye' }) as Error,
      );
    });
  });

  it('tells of a stall of our own', () => {
    const time = new LateTime();
    const seen: LivenessEvent[] = [];
    const subscription = NEVER.pipe(
      liveness(
        fakeWritable(),
        { expect: { within: 100 } },
        { events: { next: (event) => seen.push(event) }, scheduler: time },
      ),
    ).subscribe();
    time.fire(3_000);
    expect(seen).toEqual([{ type: 'localStall', at: 3_000, duration: 2_900 }]);
    subscription.unsubscribe();
    expect(time.waiting).toBe(0);
  });

  describe('after a stall of our own, a peer that speaks only when it is asked', () => {
    function ask(time: LateTime, fake: FakeWritable, error: jest.Mock): Subject<string> {
      const source = new Subject<string>();
      const policy: LivenessPolicy<string> = {
        expect: { within: 1_000 },
        probe: { after: 300, timeout: 300, frame: 'P' },
      };
      source.pipe(liveness(fake, policy, { scheduler: time })).subscribe({ error });
      source.next('a');
      // The question was due at 300.
      time.fire(2_500, 10);
      return source;
    }

    it('has the time of an answer, as at any other time', () => {
      const [time, fake, error] = [new LateTime(), fakeWritable(), jest.fn()];
      const source = ask(time, fake, error);
      expectSent(fake, ['P']);
      time.fire(2_790, 10);
      source.next('b');
      time.fire(3_090, 10);
      expectSent(fake, ['P', 'P']);
      expect(error).not.toHaveBeenCalled();
      source.complete();
      expect(time.waiting).toBe(0);
    });

    it('is dead without one', () => {
      const [time, fake, error] = [new LateTime(), fakeWritable(), jest.fn()];
      ask(time, fake, error);
      time.fire(2_799, 10);
      expect(error).not.toHaveBeenCalled();
      time.fire(2_800, 10);
      expect(error.mock.calls).toEqual([[new ProbeTimeoutError(1, 300, 2_800)]]);
      expect(time.waiting).toBe(0);
    });

    function expectSent(fake: FakeWritable, expected: string[]): void {
      const sent: string[] = [];
      fake.sent.subscribe((frame) => sent.push(frame)).unsubscribe();
      expect(sent).toEqual(expected);
    }
  });

  it.each([
    {
      end: 'completion',
      items: '   -a---|                    ',
      heard: '   ^----!                    ',
      expected: '-a---|                    ',
      timers: '  -4---0                    ',
    },
    {
      end: 'an error',
      items: '   -a---#                    ',
      heard: '   ^----!                    ',
      expected: '-a---#                    ',
      timers: '  -4---0                    ',
      error: 'error',
    },
    {
      end: 'being left',
      items: '   -a------------------------',
      left: '    ^----!                    ',
      heard: '   ^----!                    ',
      expected: '-a----                    ',
      timers: '  -4---0                    ',
    },
    {
      end: 'silence',
      items: '   -a------------------------',
      heard: '   ^------------!            ',
      expected: '-a-----------#            ',
      timers: '  -4----------4-0           ',
      error: idle('each', 12, 12),
    },
    {
      end: 'a stall of the peer',
      items: '   -a----a----a----a----a----',
      deeds: '   --s                       ',
      heard: '   ^-----------------!       ',
      expected: '-a----a----a----a-#       ',
      timers: '  -4---------------4-0      ',
      error: new WriteStallError(16, 1),
    },
    {
      end: 'a flood of pings',
      items: '   -?????-----?????-----?????',
      heard: '   ^------------------------!',
      expected: '-------------------------#',
      timers: '  -4----------------------40',
      error: new PingFloodError(10, 5),
    },
  ])('keeps no timer after $end', ({ items, deeds = '', left, heard, expected, timers, error }) => {
    marbles(({ cold, expectObservable, expectSubscriptions, expectTimers, scheduler }) => {
      const fake = fakeWritable();
      const source = cold(items);
      script(cold, deeds, {
        s: () => {
          fake.stick();
          fake.write('w');
        },
      });
      const policy: LivenessPolicy<string> = {
        send: { every: 4, frame: 'B' },
        answer: { match: (item) => item === '?', reply: 'A', every: 10 },
        expect: { within: 12, first: 8 },
        probe: { ...ping, after: 8, timeout: 9 },
        writeStall: 16,
        goodbye: 'G',
      };
      const result = source.pipe(liveness(fake, policy, { scheduler }));
      expectObservable(result, left).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(heard.trim());
      expectTimers(timers);
    });
  });

  it('survives a synchronous source, and one that is left in next', () => {
    marbles(({ expectObservable }) => {
      const policy = { send: { every: 4, frame: 'B' }, expect: { within: 4 }, probe: ping };
      expectObservable(of('a', 'b').pipe(liveness(fakeWritable(), policy))).toBe('(ab|)');
      expectObservable(of('a', 'b').pipe(liveness(fakeWritable(), policy), take(1))).toBe('(a|)');
    });
  });

  it.each([
    [{ expect: { within: -1 } }, 'expect.within'],
    [{ expect: { within: 4, tolerance: 0 } }, 'expect.tolerance'],
    [{ expect: { within: 4, tolerance: '2' } }, 'expect.tolerance'],
    [{ expect: { within: 4, margin: -1 } }, 'expect.margin'],
    [{ expect: { within: 4, margin: '1' } }, 'expect.margin'],
    [{ expect: { within: 4, margin: { threshold: 0 } } }, 'expect.margin.threshold'],
    [{ expect: { within: 2e9, tolerance: 2 } }, 'expect.within * tolerance + margin'],
    [{ expect: { within: 4, first: -1 } }, 'expect.first'],
    [{ writeStall: -1 }, 'writeStall'],
    [{ send: { every: 4 } }, 'send.frame'],
    [{ answer: { every: -1, reply: 'A' } }, 'answer.every'],
    [{ probe: { frame: 'P', timeout: -1 } }, 'probe.timeout'],
    [{ probe: { frame: 'P', timeout: 1, attempts: 0 } }, 'probe.attempts'],
  ])('refuses %j at the call, by its path', (policy, option) => {
    expect(() => liveness(fakeWritable(), policy as never)).toThrow(
      expect.objectContaining({ option }) as Error,
    );
  });
});
