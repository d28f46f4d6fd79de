import { concat, filter, NEVER, Observable, of, ReplaySubject, retry, Subject, take } from 'rxjs';
import {
  ConnectionError,
  type LivenessEvent,
  probe,
  type ProbeOptions,
  ProbeTimeoutError,
} from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

const rules = { after: 4, timeout: 3, frame: 'P' };
const dead = (silence: number, attempts = 1): ProbeTimeoutError =>
  new ProbeTimeoutError(attempts, 3, silence);
const told = (): ReplaySubject<LivenessEvent> => new ReplaySubject<LivenessEvent>(Infinity);

/** What a peer answers to a probe with that number. */
const answers = (item: string, id: number): boolean => item === String(id);

describe('probe', () => {
  it('asks who is silent, and errors when nothing is heard after that either', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const events = told();
      const source = cold('  -a-b--------c');
      const subscription = ' ^---------!  ';
      const expected = '     -a-b------#  ';
      const sent = '         -------P---  ';
      const known = '        -a-----s--d  ';
      const operator = probe(fake, { ...rules, events });
      expectObservable(source.pipe(operator)).toBe(expected, undefined, dead(7));
      expectSubscriptions(source.subscriptions).toBe(subscription);
      expectObservable(fake.sent).toBe(sent);
      expectObservable(events).toBe(known, {
        a: { type: 'alive', at: 1 },
        s: { type: 'suspect', at: 7, silence: 4 },
        d: { type: 'dead', at: 10, error: dead(7) },
      });
    });
  });

  it('takes any item for an answer, and asks again after the next silence', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const events = told();
      const source = cold(' ------a------b|');
      const expected = '    ------a------b|';
      const sent = '        ----P-----P----';
      const known = '       ----s-a---t--b-';
      expectObservable(source.pipe(probe(fake, { ...rules, timeout: 4, events }))).toBe(expected);
      expectObservable(fake.sent).toBe(sent);
      expectObservable(events).toBe(known, {
        s: { type: 'suspect', at: 4, silence: 4 },
        a: { type: 'alive', at: 6 },
        t: { type: 'suspect', at: 10, silence: 4 },
        b: { type: 'alive', at: 13 },
      });
    });
  });

  it('asks nothing of who is not silent, and lets the frame of the limit count', () => {
    marbles(({ hot, expectObservable }) => {
      const fake = fakeWritable();
      const source = hot('  --a---b--c---d|');
      const expected = '    --a---b--c---d|';
      expectObservable(source.pipe(probe(fake, rules))).toBe(expected);
      expectObservable(fake.sent).toBe('');
    });
  });

  it('is told by the error', () => {
    expect(dead(7, 2)).toBeInstanceOf(ConnectionError);
    expect(dead(7, 2)).toMatchObject({
      code: 'ERR_PROBE_TIMEOUT',
      attempts: 2,
      timeout: 3,
      silence: 7,
    });
  });

  it('asks as often as it may fail, and a sign of life starts that afresh', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const events = told();
      //                         1  2  3      1  2  3
      const source = cold(' ------------a                ');
      const expected = '    ------------a------------#   ';
      const sent = '        ----P--P--P-----P--P--P---   ';
      const known = '       ----s-------a---t--------d   ';
      const operator = probe(fake, { ...rules, attempts: 3, events });
      expectObservable(source.pipe(operator)).toBe(expected, undefined, dead(13, 3));
      expectObservable(fake.sent).toBe(sent);
      expectObservable(events).toBe(known, {
        s: { type: 'suspect', at: 4, silence: 4 },
        a: { type: 'alive', at: 12 },
        t: { type: 'suspect', at: 16, silence: 4 },
        d: { type: 'dead', at: 25, error: dead(13, 3) },
      });
    });
  });

  it('keeps a gap between two probes', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const events = told();
      const source = cold(' -----a---------------  ');
      const expected = '    -----a-----------#     ';
      const sent = '        ----P---------P--------';
      const known = '       ----sa---t-------d     ';
      const operator = probe(fake, { ...rules, minGap: 10, events });
      expectObservable(source.pipe(operator)).toBe(expected, undefined, dead(12));
      expectObservable(fake.sent).toBe(sent);
      expectObservable(events).toBe(known, {
        s: { type: 'suspect', at: 4, silence: 4 },
        a: { type: 'alive', at: 5 },
        t: { type: 'suspect', at: 9, silence: 4 },
        d: { type: 'dead', at: 17, error: dead(12) },
      });
    });
  });

  it('does not ask after the gap when something was heard in it', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const source = cold(' -----a------b----c|');
      const expected = '    -----a------b----c|';
      const sent = '        ----P-----------P--';
      expectObservable(source.pipe(probe(fake, { ...rules, minGap: 10 }))).toBe(expected);
      expectObservable(fake.sent).toBe(sent);
    });
  });

  describe('match', () => {
    it('takes the answers out, and tells the round-trip time', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const source = cold(' ------1---a----2-b|');
        const expected = '    ----------a------b|';
        const sent = '        ----1---------2----';
        const known = '       ----s-(ra)----t(qb)';
        const frame = (id: number): string => String(id);
        const operator = probe(fake, { ...rules, frame, match: answers, events });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events).toBe(known, {
          s: { type: 'suspect', at: 4, silence: 4 },
          r: { type: 'rtt', at: 6, rtt: 2 },
          a: { type: 'alive', at: 6 },
          t: { type: 'suspect', at: 14, silence: 4 },
          q: { type: 'rtt', at: 15, rtt: 1 },
          b: { type: 'alive', at: 15 },
        });
      });
    });

    it('lets pass what was not asked for', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const match = (item: string): boolean => item === 'p';
        //                    before any probe, the answer, and then once more
        const source = cold(' -p----p--p--a|');
        const expected = '    -p-------p--a|';
        const sent = '        -----P--------';
        const known = '       -a---s(rb)    ';
        expectObservable(source.pipe(probe(fake, { ...rules, match, events }))).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events).toBe(known, {
          a: { type: 'alive', at: 1 },
          s: { type: 'suspect', at: 5, silence: 4 },
          r: { type: 'rtt', at: 6, rtt: 1 },
          b: { type: 'alive', at: 6 },
        });
      });
    });

    it('takes nothing for an answer to a probe that was not sent', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        fake.stick();
        fake.write('w');
        const source = cold(' -----p-|');
        const expected = '    -----p-|';
        const known = '       ----sa  ';
        const operator = probe(fake, { ...rules, match: () => true, events });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe('w');
        expectObservable(events).toBe(known, {
          s: { type: 'suspect', at: 4, silence: 4 },
          a: { type: 'alive', at: 5 },
        });
      });
    });

    it('takes an answer for that to the oldest of several, and takes each out', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const match = (item: string): boolean => item === 'p';
        const source = cold(' --------p---pp---|');
        const expected = '    -------------p---|';
        const sent = '        ----P--P----------';
        const times = '       --------o---q-----';
        const operator = probe(fake, { ...rules, attempts: 3, match, events });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events.pipe(filter(({ type }) => type === 'rtt'))).toBe(times, {
          o: { type: 'rtt', at: 8, rtt: 4 },
          q: { type: 'rtt', at: 12, rtt: 5 },
        });
      });
    });

    it('takes it for that to the one that it names, and expects none to those before', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const frame = (id: number): string => String(id);
        const source = cold(' --------2-1|');
        const expected = '    ----------1|';
        const sent = '        ----1--2----';
        const times = '       --------r---';
        const operator = probe(fake, { ...rules, attempts: 3, frame, match: answers, events });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events.pipe(filter(({ type }) => type === 'rtt'))).toBe(times, {
          r: { type: 'rtt', at: 8, rtt: 1 },
        });
      });
    });

    it('knows the time of a peer that is asked more often than it answers', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const match = (item: string): boolean => item === 'p';
        const source = cold(' -----x---p---q---r|', { x: 'x', p: 'p', q: 'p', r: 'p' });
        const expected = '    -----x------------|';
        const sent = '        ----P---P---P---P--';
        const times = '       ---------p---q---r-';
        const options = { ...rules, timeout: 6, when: 'always', match, events } as const;
        expectObservable(source.pipe(probe(fake, options))).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events.pipe(filter(({ type }) => type === 'rtt'))).toBe(times, {
          p: { type: 'rtt', at: 9, rtt: 5 },
          q: { type: 'rtt', at: 13, rtt: 5 },
          r: { type: 'rtt', at: 17, rtt: 5 },
        });
      });
    });

    it('is not sure of the time when an answer to an earlier probe may still come', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const match = (item: string): boolean => item === 'p';
        const source = cold(' -----x--y----p-p----p|');
        const expected = '    -----x--y------p-----|';
        const sent = '        ----P-------P------P--';
        const times = '       --------------------r-';
        expectObservable(source.pipe(probe(fake, { ...rules, match, events }))).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        // It is again when no earlier one was forgotten.
        expectObservable(events.pipe(filter(({ type }) => type === 'rtt'))).toBe(times, {
          r: { type: 'rtt', at: 20, rtt: 1 },
        });
      });
    });

    it('tells no time in which we held the connection', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const match = (item: string): boolean => item === 'p';
        script(cold, '        -----------hr------------', {
          h: () => fake.hold(),
          r: () => fake.release(),
        });
        //                          the second question was held, the third was not
        const source = cold(' ------p-------p-----p----|');
        const expected = '    -------------------------|';
        const sent = '        ----P-----P-------P-----P-';
        const times = '       ------r-------------q----';
        const operator = probe(fake, { ...rules, timeout: 9, match, unless: fake, events });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events.pipe(filter(({ type }) => type === 'rtt'))).toBe(times, {
          r: { type: 'rtt', at: 6, rtt: 2 },
          q: { type: 'rtt', at: 20, rtt: 2 },
        });
      });
    });

    it('tells no time in which we stood still', () => {
      const ask = (wait: (time: LateTime) => void): LivenessEvent[] => {
        const [time, fake, source] = [new LateTime(), fakeWritable(), new Subject<string>()];
        const seen: LivenessEvent[] = [];
        const options: ProbeOptions<string> = {
          ...rules,
          after: 1_000,
          timeout: 5_000,
          match: () => true,
          events: { next: (event) => seen.push(event) },
          scheduler: time,
        };
        const subscription = source.pipe(probe(fake, options)).subscribe();
        while (time.clock < 1_000) time.fire(time.clock + 100, 6);
        wait(time);
        source.next('p');
        subscription.unsubscribe();
        expect(time.waiting).toBe(0);
        return seen.filter(({ type }) => type === 'rtt');
      };
      const steps = [1_100, 1_200, 1_300, 1_400, 1_500];
      expect(ask((time) => steps.forEach((step) => time.fire(step)))).toEqual([
        { type: 'rtt', at: 1_500, rtt: 500 },
      ]);
      expect(ask((time) => time.fire(1_500))).toEqual([]);
    });

    it('takes an answer for a sign of life, whatever counts', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold(' ------1-a----2---|');
        const expected = '    --------a--------|';
        const sent = '        ----P-----P-------';
        const operator = probe(fake, { ...rules, match: answers, counts: () => false });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
      });
    });
  });

  describe('when: always', () => {
    it('asks at every interval, whatever is heard', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const source = cold(' a-a--1--a-2a-|');
        const expected = '    a-a-----a--a-|';
        const sent = '        ----1---2---3-';
        const known = '       a----r----q---';
        const frame = (id: number): string => String(id);
        const operator = probe(fake, { ...rules, when: 'always', frame, match: answers, events });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events).toBe(known, {
          a: { type: 'alive', at: 0 },
          r: { type: 'rtt', at: 5, rtt: 1 },
          q: { type: 'rtt', at: 10, rtt: 2 },
        });
      });
    });

    it('errors when none is answered by anything, and suspects after the first', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const events = told();
        const source = cold(' a---a--------');
        const expected = '    a---a-----#  ';
        const sent = '        ----P--P-----';
        const known = '       a------s--d  ';
        const operator = probe(fake, { ...rules, when: 'always', attempts: 2, events });
        expectObservable(source.pipe(operator)).toBe(expected, undefined, dead(6, 2));
        expectObservable(fake.sent).toBe(sent);
        expectObservable(events).toBe(known, {
          a: { type: 'alive', at: 0 },
          s: { type: 'suspect', at: 7, silence: 3 },
          d: { type: 'dead', at: 10, error: dead(6, 2) },
        });
      });
    });

    it('asks at once when the answer took longer than the interval', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold(' -----------a-|');
        const expected = '    -----------a-|';
        const sent = '        ----P------P--';
        const operator = probe(fake, { ...rules, timeout: 9, when: 'always' });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
      });
    });
  });

  describe('first', () => {
    it('is the limit as long as nothing was heard', () => {
      marbles(({ cold, expectObservable }) => {
        const [fake, silent] = [fakeWritable(), fakeWritable()];
        const source = cold(' -----a--------     ');
        const expected = '    -----a------#      ';
        const sent = '        ---------P---      ';
        const never = '       ---------#         ';
        const sentNever = '   ------P            ';
        expectObservable(source.pipe(probe(fake, { ...rules, first: 6 }))).toBe(
          expected,
          undefined,
          dead(7),
        );
        expectObservable(fake.sent).toBe(sent);
        expectObservable(NEVER.pipe(probe(silent, { ...rules, first: 6 }))).toBe(
          never,
          undefined,
          dead(9),
        );
        expectObservable(silent.sent).toBe(sentNever);
      });
    });

    it('goes by the interval from the first sign of life on', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold(' ------aa-a--a--a|');
        const expected = '    ------aa-a--a--a|';
        const sent = '        ----------P---P--';
        const operator = probe(fake, { ...rules, first: 0, when: 'always' });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectObservable(fake.sent).toBe(sent);
      });
    });
  });

  describe('a backlog', () => {
    it('is not added to, and the peer lives while it takes some of that', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        fake.stick();
        fake.write('12345');
        // Asked for the first time at 4, and given three frames each time.
        script(cold, '        -----t--t----------', { t: () => fake.take(2) });
        const expected = '    -------------#     ';
        expectObservable(NEVER.pipe(probe(fake, rules))).toBe(expected, undefined, dead(13));
        expectObservable(fake.sent).toBe('f', { f: '12345' });
      });
    });

    it('that is taken is as good as an answer: failures count afresh', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        fake.stick();
        fake.write('w');
        fake.write('w');
        //                        1  0  1  2
        script(cold, '        --------t-------', { t: () => fake.take(1) });
        const expected = '    ----------------#';
        const operator = probe(fake, { ...rules, attempts: 2 });
        expectObservable(NEVER.pipe(operator)).toBe(expected, undefined, dead(16, 2));
      });
    });

    it('that is gone is followed by a probe', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        fake.stick();
        fake.write('w');
        script(cold, '        -----t----', { t: () => fake.take() });
        const expected = '    ----------#';
        const sent = '        w------P--';
        expectObservable(NEVER.pipe(probe(fake, rules))).toBe(expected, undefined, dead(10));
        expectObservable(fake.sent).toBe(sent);
      });
    });
  });

  it('writes nothing when nothing can be written any more, and judges all the same', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      fake.writable = false;
      const expected = ' -------#';
      expectObservable(NEVER.pipe(probe(fake, rules))).toBe(expected, undefined, dead(7));
      expectObservable(fake.sent).toBe('');
    });
  });

  it('takes for a sign of life what counts; the others pass', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const source = cold(' a-xx-x----');
      const expected = '    a-xx-x-#  ';
      const sent = '        ----P---  ';
      const operator = probe<string>(fake, { ...rules, counts: (item) => item === 'a' });
      expectObservable(source.pipe(operator)).toBe(expected, undefined, dead(7));
      expectObservable(fake.sent).toBe(sent);
    });
  });

  describe('unless', () => {
    it('suspends both waits while the connection is held, and they start afresh after it', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        script(cold, '        --h---r----h---r-----', {
          h: () => fake.hold(),
          r: () => fake.release(),
        });
        const source = cold(' a------------------- ');
        const expected = '    a-----------------#  ';
        const sent = '        ----------P--------  ';
        expectObservable(source.pipe(probe(fake, { ...rules, unless: fake }))).toBe(
          expected,
          undefined,
          dead(18),
        );
        expectObservable(fake.sent).toBe(sent);
      });
    });

    it('ends the pipeline by what it throws', () => {
      marbles(({ expectObservable }) => {
        const unless = (): boolean => {
          throw new Error('unless');
        };
        expectObservable(NEVER.pipe(probe(fakeWritable(), { ...rules, unless }))).toBe(
          '----#',
          undefined,
          new Error('unless'),
        );
      });
    });
  });

  it('tells a stall of our own, and then asks who is still silent', () => {
    const time = new LateTime();
    const fake = fakeWritable();
    const events: LivenessEvent[] = [];
    const write = jest.spyOn(fake, 'write');
    const operator = probe(fake, {
      ...rules,
      after: 100,
      events: { next: (event) => events.push(event) },
      scheduler: time,
    });
    const subscription = NEVER.pipe(operator).subscribe();
    time.fire(500, 4);
    expect(write).not.toHaveBeenCalled();
    time.fire();
    expect(write).toHaveBeenCalledTimes(1);
    expect(events).toEqual([
      { type: 'localStall', at: 500, duration: 400 },
      { type: 'suspect', at: 500, silence: 500 },
    ]);
    subscription.unsubscribe();
  });

  it.each(['match', 'counts', 'frame', 'write'])('ends the pipeline by a throw in %s', (where) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const late = where === 'match' || where === 'counts';
      const source = cold('                   -----x--');
      const subscription = late ? '           ^----!  ' : '^---!';
      const expected = late ? '               -----#  ' : '----#';
      const fail = (is: string): boolean => {
        if (is === where) throw new Error(where);
        return false;
      };
      if (where === 'write') fake.write = () => fail('write');
      const operator = probe(fake, {
        ...rules,
        match: () => fail('match'),
        counts: () => fail('counts'),
        frame: () => String(fail('frame')),
      });
      expectObservable(source.pipe(operator)).toBe(expected, undefined, new Error(where));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it.each(['match', 'counts', 'frame', 'alive', 'suspect', 'rtt', 'dead', 'localStall'])(
    'may be unsubscribed in %s: nothing comes after, and no timer is left',
    (where) => {
      const time = new LateTime();
      const fake = fakeWritable();
      const source = new Subject<string>();
      const happened: string[] = [];
      const happens = (what: string): void => {
        happened.push(what);
        if (what === where) subscription.unsubscribe();
      };
      fake.write = () => happened.push('write') > 0;
      const options: ProbeOptions<string> = {
        ...rules,
        scheduler: time,
        match: (item) => {
          happens('match');
          return item === '1';
        },
        counts: () => {
          happens('counts');
          return true;
        },
        frame: () => {
          happens('frame');
          return 'P';
        },
        events: { next: ({ type }) => happens(type) },
      };
      const subscription = source.pipe(probe(fake, options)).subscribe({
        next: () => happens('next'),
        error: () => happens('error'),
      });
      time.fire(4, 5);
      source.next('1');
      source.next('a');
      time.fire(20, 5);
      time.fire(23, 5);
      const all =
        'suspect frame write match rtt alive counts next localStall suspect frame write dead error';
      const until = all.split(' ');
      expect(happened).toEqual(until.slice(0, until.indexOf(where) + 1));
      expect(time.waiting).toBe(0);
      expect(source.observed).toBe(false);
    },
  );

  it('watches for no stalls any more when match ends all, with several probes open', () => {
    const time = new LateTime();
    const source = new Subject<string>();
    const match = (): boolean => {
      subscription.unsubscribe();
      return true;
    };
    const operator = probe<string>(fakeWritable(), {
      ...rules,
      attempts: 3,
      match,
      scheduler: time,
    });
    const subscription = source.pipe(operator).subscribe();
    time.fire(4, 5);
    time.fire(7, 5);
    source.next('p');
    expect(time.waiting).toBe(0);
  });

  it('survives an answer that comes as the probe is written', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const events = told();
      const source = new Subject<string>();
      const write = fake.write.bind(fake);
      fake.write = (frame) => {
        source.next('1');
        return write(frame);
      };
      const sent = '  ----P---P---P';
      const stop = '  -------------!';
      const operator = probe<string>(fake, { ...rules, match: () => true, events });
      expectObservable(source.pipe(operator), stop).toBe('');
      expectObservable(fake.sent).toBe(sent);
      expectObservable(events.pipe(take(3))).toBe('----(sra|)', {
        s: { type: 'suspect', at: 4, silence: 4 },
        r: { type: 'rtt', at: 4, rtt: 0 },
        a: { type: 'alive', at: 4 },
      });
    });
  });

  it('asks nothing when who is told of the suspicion has the peer say something', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const source = new Subject<string>();
      const events = {
        next({ type }: LivenessEvent) {
          if (type === 'suspect') source.next('x');
        },
      };
      const stop = '    ----------!';
      const expected = '----x---x-';
      expectObservable(source.pipe(probe(fake, { ...rules, events })), stop).toBe(expected);
      expectObservable(fake.sent).toBe('');
    });
  });

  it('starts afresh for each subscription', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      const source = cold('  -a-----------           ');
      const first = '        ^-------!               ';
      const second = '       --------^-------!       ';
      const expected = '     -a-------a------#       ';
      const sent = '         -----1-------1---       ';
      const operator = probe(fake, { ...rules, frame: (id: number) => String(id) });
      expectObservable(source.pipe(operator, retry(1))).toBe(expected, undefined, dead(7));
      expectSubscriptions(source.subscriptions).toBe([first, second]);
      expectObservable(fake.sent).toBe(sent);
    });
  });

  it('survives a synchronous source, and one that is left in next', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      expectObservable(of('a', 'b').pipe(probe(fake, rules))).toBe('(ab|)');
      expectObservable(concat(of('a', 'b'), NEVER).pipe(probe(fake, rules), take(1))).toBe('(a|)');
      expectObservable(concat(of('a'), NEVER).pipe(probe(fake, rules))).toBe(
        'a------#',
        undefined,
        dead(7),
      );
    });
  });

  it('keeps no timer when the source has ended', () => {
    marbles(({ cold, expectObservable, expectTimers, scheduler }) => {
      const source = cold('---| ');
      const expected = '   ---| ';
      const timers = '     -1--0';
      const operator = probe(fakeWritable(), { ...rules, scheduler });
      expectObservable(source.pipe(operator)).toBe(expected);
      expectTimers(timers);
    });
  });

  it('waits for ever with a timeout of 0, and is a pass-through with nothing to wait for', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const stop = ' ------------!';
      const sent = ' ----P-------';
      expectObservable(NEVER.pipe(probe(fake, { ...rules, timeout: 0 })), stop).toBe('');
      expectObservable(fake.sent).toBe(sent);
    });
    const source = new Observable();
    expect(probe(fakeWritable(), { ...rules, after: 0 })(source)).toBe(source);
  });

  it.each([
    [{ after: -1 }, 'after'],
    [{ first: -1 }, 'first'],
    [{ timeout: NaN }, 'timeout'],
    [{ attempts: 0 }, 'attempts'],
    [{ attempts: 1.5 }, 'attempts'],
    [{ minGap: -1 }, 'minGap'],
    [{ minGap: '200' }, 'minGap'],
    [{ when: 'write-idle' }, 'when'],
    [{ frame: 5 }, 'frame'],
    [{ unless: {} }, 'unless'],
  ])('refuses %j at the call', (options, option) => {
    expect(() => probe(fakeWritable(), { ...rules, ...options } as never)).toThrow(
      expect.objectContaining({ option }) as Error,
    );
  });
});
