import {
  asyncScheduler,
  NEVER,
  queueScheduler,
  type Subscription,
  VirtualTimeScheduler,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { idleTimeout } from '../../lib/liveness/idleTimeout';
import type { Mark } from '../../lib/time/Agenda';
import { agendaFor } from '../../lib/time/agendaFor';
import { steadyScheduler } from '../../lib/time/steadyScheduler';
import { marbles } from '../support/marbles';

/** Subscribes to what is never heard, with a limit of a second. */
function listenFor(limit = 1_000): { expired: jest.Mock; subscription: Subscription } {
  const expired = jest.fn();
  return {
    expired,
    subscription: NEVER.pipe(idleTimeout(limit)).subscribe({ error: expired }),
  };
}

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(() => resolve(), ms));

describe('agendaFor', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('shares one in real time, with a steady clock and the time of the day', () => {
    const agenda = agendaFor();
    expect(agendaFor()).toBe(agenda);
    expect(agendaFor(asyncScheduler)).toBe(agenda);
    expect(Math.abs(agenda.now() - steadyScheduler.now())).toBeLessThan(100);
    expect(Math.abs(agenda.date() - Date.now())).toBeLessThan(100);
  });

  it('goes by a steady clock on a device that began in 1970, too', () => {
    const date = jest.spyOn(Date, 'now').mockReturnValue(5_000);
    const began = Object.getOwnPropertyDescriptor(performance, 'timeOrigin');
    Object.defineProperty(performance, 'timeOrigin', { configurable: true, value: 1_000 });
    // When the process began is known from when it is loaded on.
    jest.isolateModules(() => {
      const again = jest.requireActual<{ agendaFor: typeof agendaFor }>('../../lib/time/agendaFor');
      const real = again.agendaFor();
      // Somebody sets the clock.
      date.mockReturnValue(1.8e12);
      expect(again.agendaFor()).toBe(real);
    });
    if (began) Object.defineProperty(performance, 'timeOrigin', began);
    else Reflect.deleteProperty(performance, 'timeOrigin');
    date.mockRestore();
  });

  it('goes by a scheduler that is given', () => {
    const time = new VirtualTimeScheduler();
    const agenda = agendaFor(time);
    expect(agenda).not.toBe(agendaFor());
    expect([agenda.now(), agenda.date()]).toEqual([0, 0]);
    expect(agendaFor(queueScheduler)).not.toBe(agendaFor());
  });

  it('goes by virtual time under TestScheduler.run, and no longer', () => {
    const real = agendaFor();
    marbles(() => {
      expect(agendaFor()).not.toBe(real);
      expect(agendaFor().now()).toBe(0);
    });
    expect(agendaFor()).toBe(real);
  });

  it('goes by the virtual time of a run in a run, and by rxjs` default after it, which is real then', () => {
    const outer = new TestScheduler(() => undefined);
    outer.run(() => {
      marbles(({ expectObservable }) => {
        expectObservable(NEVER.pipe(idleTimeout(4))).toBe('----#', undefined, expect.anything());
      });
      expect(asyncScheduler.now()).toBeGreaterThan(1e12);
      expect(agendaFor().now()).not.toBe(0);
    });
  });

  it('reads the clock for what is alone', async () => {
    const agenda = agendaFor();
    await wait(30);
    const before = agenda.now();
    const mark = agenda.mark();
    expect(mark.at).toBeGreaterThanOrEqual(before);
    expect(mark.at).toBeLessThanOrEqual(agenda.now());
    await wait(2);
    expect(agenda.mark().at).toBeGreaterThan(mark.at);
  });

  it('shares marks among many at once, which are never older than what they mark', async () => {
    const agenda = agendaFor();
    const taken: { at: number; mark: Mark }[] = [];
    for (let count = 0; count < 100_000; count++)
      taken.push({ at: performance.now(), mark: agenda.mark() });
    const known = (): boolean => taken.every(({ mark }) => mark.at < Infinity);
    const start = performance.now();
    while (!known()) await wait(1);
    expect(performance.now() - start).toBeLessThan(200);
    expect(taken.every(({ mark, at }) => mark.at >= at)).toBe(true);
    const different = new Set(taken.map(({ mark }) => mark)).size;
    expect(different).toBeGreaterThan(100);
    expect(different).toBeLessThan(2_000);
  });

  it.each([1, 2, 5, 7])('finds a silence of %d ms, shorter than a mark or not', async (limit) => {
    const { expired } = listenFor(limit);
    for (let turns = 0; turns < 200 && expired.mock.calls.length === 0; turns++) await wait(1);
    expect(expired).toHaveBeenCalledTimes(1);
  });

  describe('faked timers', () => {
    it('are followed when they fake the clock as well', () => {
      jest.useFakeTimers();
      const { expired } = listenFor();
      jest.advanceTimersByTime(999);
      expect(expired).not.toHaveBeenCalled();
      // Each turn of the event loop is one of these.
      jest.advanceTimersByTime(20);
      expect(expired).toHaveBeenCalledTimes(1);
    });

    it('are followed when real time was going on', () => {
      const real = listenFor(60_000);
      agendaFor().mark();
      jest.useFakeTimers();
      const { expired } = listenFor();
      jest.advanceTimersByTime(1_020);
      expect(expired).toHaveBeenCalledTimes(1);
      jest.useRealTimers();
      real.subscription.unsubscribe();
    });

    it('leave real time as it was when they are gone, with things under way or not', async () => {
      jest.useFakeTimers();
      const left = listenFor();
      agendaFor().mark();
      jest.advanceTimersByTime(500);
      agendaFor().mark();
      jest.useRealTimers();
      // Real time may have come to where the faked time stopped, and then the loss shows a second later.
      await wait(1_500);
      const { expired } = listenFor(50);
      await wait(200);
      expect(expired).toHaveBeenCalledTimes(1);
      left.subscription.unsubscribe();
    });

    it.each([{ doNotFake: ['performance' as const] }, { legacyFakeTimers: true as const }])(
      'kill nobody when they leave the clock alone: %j',
      (options) => {
        jest.useFakeTimers(options);
        const { expired, subscription } = listenFor();
        jest.advanceTimersByTime(10_000);
        expect(expired).not.toHaveBeenCalled();
        subscription.unsubscribe();
      },
    );

    it('are followed when they fake the time of the day from 1970 on, as sinon does', () => {
      jest.useFakeTimers({ now: 0, doNotFake: ['performance'] });
      const { expired } = listenFor();
      jest.advanceTimersByTime(999);
      expect(expired).not.toHaveBeenCalled();
      jest.advanceTimersByTime(20);
      expect(expired).toHaveBeenCalledTimes(1);
    });

    it('do not hide virtual time', () => {
      jest.useFakeTimers({ now: 0 });
      marbles(({ expectObservable }) => {
        expectObservable(NEVER.pipe(idleTimeout(4))).toBe('----#', undefined, expect.anything());
      });
    });
  });
});
