import { ReplaySubject, Subject } from 'rxjs';
import {
  idleTimeout,
  IdleTimeoutError,
  liveness,
  type LivenessEvent,
  OptionError,
  type PhiOptions,
  probe,
  ProbeTimeoutError,
} from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

/** Three times the mean of the last two delays; 3 s before there are any. */
const margin: PhiOptions = {
  form: 'exponential',
  threshold: 3 / Math.LN10,
  minStdDeviation: 1,
  maxSamples: 2,
  firstEstimate: 1_000,
};
const each = 10_000;
const idle = (limit: number): IdleTimeoutError => new IdleTimeoutError('each', limit, limit, 0);

describe('a margin that is learned', () => {
  describe('by idleTimeout', () => {
    it('begins with the first estimate', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a                ');
        const subscription = ' ^ 12999ms      ! ';
        const expected = '     a 12999ms      # ';
        const result = source.pipe(idleTimeout({ each, margin }));
        expectObservable(result).toBe(expected, undefined, idle(13_000));
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });

    it('is by the defaults 2.3 s at first, and half a second with a peer that is never late', () => {
      marbles(({ cold, expectObservable }) => {
        const defaults = idleTimeout<string>({ each, margin: {} });
        expectObservable(cold('a').pipe(defaults)).toBe('a 12306ms #', undefined, idle(12_307));
        for (const beats of ['a 9999ms ', 'a 4999ms ']) {
          const punctual = `${beats.repeat(220)} a`;
          const result = cold(punctual).pipe(defaults);
          expectObservable(result).toBe(`${punctual} 10522ms #`, undefined, idle(10_523));
        }
      });
    });

    it('grows with the delays of the peer', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold('  a 11999ms b 11999ms c          ');
        const expected = '     a 11999ms b 11999ms c 15999ms #';
        const result = source.pipe(idleTimeout({ each, margin }));
        expectObservable(result).toBe(expected, undefined, idle(16_000));
      });
    });

    it('never ends before what was agreed, however often something comes', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold('  a 1999ms b 1999ms c 1999ms d          ');
        const expected = '     a 1999ms b 1999ms c 1999ms d 10002ms #';
        const result = source.pipe(idleTimeout({ each, margin }));
        // Three times the least mean, which is 1 ms.
        expectObservable(result).toBe(expected, undefined, idle(10_003));
      });
    });

    it('falls at once with the delays of the peer', () => {
      marbles(({ cold, expectObservable }) => {
        const patient = { ...margin, firstEstimate: 100_000 };
        const source = cold('  a 11999ms b 11999ms c          ');
        const expected = '     a 11999ms b 11999ms c 15999ms #';
        const result = source.pipe(idleTimeout({ each, margin: patient }));
        expectObservable(result).toBe(expected, undefined, idle(16_000));
      });
    });

    it('is not forgotten while items come that are no beats', () => {
      marbles(({ cold, expectObservable }) => {
        const beats = ' a 11999ms b 11999ms c';
        const chatter = ' 1s d'.repeat(50);
        const source = cold(`${beats}${chatter}`);
        const expected = `   ${beats}${chatter} 15999ms #`;
        const result = source.pipe(idleTimeout({ each, margin }));
        expectObservable(result).toBe(expected, undefined, idle(16_000));
      });
    });

    it('is not learned while the peer is held', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        script(cold, '        5s h 14999ms r         ', {
          h: () => fake.hold(),
          r: () => fake.release(),
        });
        const source = cold('  a 19999ms b 999ms c           ');
        // Both of the first estimate.
        const expected = '     a 19999ms b 999ms c 12999ms  #';
        const result = source.pipe(idleTimeout({ each, margin, unless: fake }));
        expectObservable(result).toBe(expected, undefined, idle(13_000));
      });
    });

    it('does not move the limit of the first item', () => {
      marbles(({ cold, expectObservable }) => {
        const error = (limit: number): IdleTimeoutError =>
          new IdleTimeoutError('first', limit, undefined, 0);
        const late = cold('    20s a');
        expectObservable(late.pipe(idleTimeout({ each, margin }))).toBe(
          '                    10s #',
          undefined,
          error(10_000),
        );
        expectObservable(late.pipe(idleTimeout({ each, first: 15_000, margin }))).toBe(
          '                    15s #',
          undefined,
          error(15_000),
        );
        const result = cold('  4s a').pipe(idleTimeout({ each, first: 5_000, margin }));
        expectObservable(result).toBe('4s a 12999ms #', undefined, idle(13_000));
      });
    });

    it('is nothing without a limit', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold('  4s a 100s b');
        expectObservable(source.pipe(idleTimeout({ each: 0, first: 5_000, margin }))).toBe(
          '                    4s a 100s b',
        );
      });
    });

    it.each([
      ['within', 2_000, 13_000],
      ['without', 0, 16_000],
    ])('is not learned %s a stall of our own', (_, stall, limit) => {
      const time = new LateTime();
      const items = new Subject<string>();
      let error: IdleTimeoutError | undefined;
      items.pipe(idleTimeout({ each, margin, scheduler: time })).subscribe({
        error: (reason: unknown) => (error = reason as IdleTimeoutError),
      });
      items.next('a');
      for (let count = 0; count < 2; count++) {
        const end = time.clock + 12_000;
        if (stall > 0) time.fire(time.clock + stall);
        while (time.clock < end) time.fire(time.clock + 100);
        items.next('b');
      }
      for (let count = 0; count < 300; count++) time.fire(time.clock + 100, 6);
      expect(error).toMatchObject({ limit, sinceLastActivity: limit });
    });
  });

  describe('by probe', () => {
    const ask = { after: each, timeout: 2_000, frame: 'P', margin };

    it('moves the question, and does not learn from what is heard only after that', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const sent = '         13s P 500ms 12999ms P           ';
        const error = new ProbeTimeoutError(1, 2_000, 15_000);
        const result = cold('  a 13499ms b').pipe(probe(fake, ask));
        expectObservable(result).toBe('a 13499ms b 14999ms #', undefined, error);
        expectObservable(fake.sent).toBe(sent);
      });
    });

    it('grows with the delays of the peer', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold('  a 11999ms b 11999ms c 17s |');
        const sent = '         24s 16s P';
        expectObservable(source.pipe(probe(fake, ask))).toBe('a 11999ms b 11999ms c 17s |');
        expectObservable(fake.sent).toBe(sent);
      });
    });

    it('falls at once with the delays of the peer', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const patient = { ...ask, margin: { ...margin, firstEstimate: 100_000 } };
        const source = cold('  a 11999ms b 11999ms c 17s |');
        const sent = '         24s 16s P';
        expectObservable(source.pipe(probe(fake, patient))).toBe('a 11999ms b 11999ms c 17s |');
        expectObservable(fake.sent).toBe(sent);
      });
    });

    it('is nothing to one that always asks', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold('  a 10500ms |');
        expectObservable(source.pipe(probe(fake, { ...ask, when: 'always' }))).toBe(
          '                    a 10500ms |',
        );
        expectObservable(fake.sent).toBe('10s P');
      });
    });
  });

  describe('by liveness', () => {
    const expectation = { within: 5_000, tolerance: 2, margin };
    const ask = { frame: 'P', timeout: 2_000 };

    it('is beyond the tolerance', () => {
      marbles(({ cold, expectObservable }) => {
        const result = cold('a').pipe(liveness(fakeWritable(), { expect: expectation }));
        expectObservable(result).toBe('a 12999ms #', undefined, idle(13_000));
      });
    });

    it('makes the peer suspect when it is over, and the probe its last chance', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = new ReplaySubject<LivenessEvent>(Infinity);
        const error = new ProbeTimeoutError(1, 2_000, 15_000);
        const policy = { expect: expectation, probe: ask };
        const result = cold('a').pipe(liveness(fake, policy, { events }));
        expectObservable(result).toBe('a 14999ms #', undefined, error);
        expectObservable(fake.sent).toBe('13s P');
        expectObservable(events).toBe('a 12999ms s 1999ms d', {
          a: { type: 'alive', at: 0 },
          s: { type: 'suspect', at: 13_000, silence: 13_000 },
          d: { type: 'dead', at: 15_000, error },
        });
      });
    });

    it('does not move a probe that has a time of its own', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const policy = { expect: expectation, probe: { ...ask, after: 4_000, timeout: 12_000 } };
        const result = cold('a').pipe(liveness(fake, policy));
        expectObservable(result).toBe('a 12999ms #', undefined, idle(13_000));
        expectObservable(fake.sent).toBe('4s P');
      });
    });

    it('is refused when it is none', () => {
      for (const bad of [{ threshold: 0 }, 'much', -1])
        for (const policy of [{}, { probe: ask }])
          expect(() =>
            liveness(fakeWritable(), {
              ...policy,
              expect: { within: 5_000, margin: bad as PhiOptions },
            }),
          ).toThrow(OptionError);
    });
  });
});
