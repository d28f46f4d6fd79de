import { Agenda } from '../../lib/time/Agenda';
import { type Listener, SilenceTimer } from '../../lib/time/SilenceTimer';
import { LateTime } from '../support/LateTime';
import { ManualTime } from '../support/ManualTime';

/** Keeps what it is told. */
class Ear implements Listener {
  closed = false;
  sinceExcused = Infinity;
  readonly heard: string[] = [];

  constructor(
    public limit: number,
    private readonly now: () => number,
  ) {}

  silent(silence: number): void {
    this.heard.push(`silent ${silence} at ${this.now()}`);
  }

  stalled(late: number): void {
    this.heard.push(`stalled ${late} at ${this.now()}`);
  }
}

function virtual(limit: number): { time: ManualTime; ear: Ear; timer: SilenceTimer } {
  const time = new ManualTime();
  const ear = new Ear(limit, () => time.now());
  return { time, ear, timer: new SilenceTimer(new Agenda(time), ear) };
}

function late(limit: number): { time: LateTime; ear: Ear; timer: SilenceTimer } {
  const time = new LateTime();
  const ear = new Ear(limit, () => time.now());
  return { time, ear, timer: new SilenceTimer(new Agenda(time), ear) };
}

describe('SilenceTimer', () => {
  it('tells the silence when the limit has passed since something was heard', () => {
    const { time, ear, timer } = virtual(100);
    timer.start();
    time.advance(60);
    timer.heard();
    time.advance(99);
    expect(ear.heard).toEqual([]);
    expect(timer.silence).toBe(99);
    time.advance(1);
    expect(ear.heard).toEqual(['silent 100 at 160']);
    time.advance(1_000);
    expect(ear.heard).toHaveLength(1);
  });

  it('schedules nothing when something is heard', () => {
    const { time, timer } = virtual(100);
    timer.start();
    const schedule = jest.spyOn(time, 'schedule');
    for (let count = 0; count < 1_000; count++) timer.heard();
    expect(schedule).not.toHaveBeenCalled();
  });

  it('lets what waits behind a stall be heard, for four turns', () => {
    for (const turn of [1, 2, 3, 4]) {
      const { time, ear, timer } = late(100);
      timer.start();
      time.clock = 3_000;
      time.fire(3_000, turn);
      timer.heard();
      time.fire(3_001);
      time.fire(3_099);
      expect(ear.heard).toEqual(['stalled 2900 at 3000']);
      time.fire(3_100);
      time.fire(3_100, 3);
      expect(ear.heard).toEqual(['stalled 2900 at 3000']);
      time.fire();
      expect(ear.heard).toEqual(['stalled 2900 at 3000', 'silent 100 at 3100']);
    }
  });

  it('judges after those turns', () => {
    const { time, ear, timer } = late(100);
    timer.start();
    time.clock = 101;
    time.fire(101, 4);
    expect(ear.heard).toEqual([]);
    time.fire();
    expect(ear.heard).toEqual(['silent 101 at 101']);
  });

  it.each([
    { limit: 100, usual: 12, stall: 13 },
    { limit: 4, usual: 10, stall: 11 },
    { limit: 0, usual: 10, stall: 11 },
  ])(
    'tells a stall that is longer than an eighth of $limit ms and than timers are late anyway',
    ({ limit, usual, stall }) => {
      const { time, ear, timer } = late(limit);
      timer.start();
      timer.keep(usual);
      expect(ear.heard).toEqual([]);
      timer.keep(stall);
      expect(ear.heard).toEqual([`stalled ${stall} at 0`]);
      expect(time.waiting).toBe(1);
    },
  );

  it('is suspended while there is an excuse, and starts afresh when there is none any more', () => {
    const { time, ear, timer } = virtual(100);
    ear.sinceExcused = 0;
    timer.start();
    time.advance(250);
    expect(ear.heard).toEqual([]);
    // Ended at 250, and the timer looks at 300.
    ear.sinceExcused = 50;
    time.advance(50);
    ear.sinceExcused = 100;
    time.advance(49);
    expect(ear.heard).toEqual([]);
    time.advance(1);
    expect(ear.heard).toEqual(['silent 100 at 350']);
  });

  it('goes by the limit of the moment', () => {
    const { time, ear, timer } = virtual(100);
    timer.start();
    ear.limit = 150;
    time.advance(149);
    expect(ear.heard).toEqual([]);
    time.advance(1);
    expect(ear.heard).toEqual(['silent 150 at 150']);
  });

  it('looks again at a limit that has fallen, by default as soon as a mark is known', () => {
    const { time, ear, timer } = virtual(1_000);
    timer.start();
    ear.limit = 50;
    timer.hurry();
    time.advance(49);
    expect(ear.heard).toEqual([]);
    time.advance(1);
    expect(ear.heard).toEqual(['silent 50 at 50']);
    timer.hurry(0);
    time.advance(0);
    expect(ear.heard).toEqual(['silent 50 at 50', 'silent 50 at 50']);
  });

  it('is not put off by hurrying', () => {
    const { time, ear, timer } = virtual(5);
    timer.start();
    for (let count = 0; count < 5; count++) {
      timer.hurry();
      time.advance(1);
    }
    expect(ear.heard).toEqual(['silent 5 at 5']);
  });

  it('never tells with a limit of Infinity', () => {
    const { time, ear, timer } = virtual(Infinity);
    timer.start();
    expect(time.actions).toHaveLength(0);
    time.advance(1e9);
    expect(ear.heard).toEqual([]);
  });

  it('waits longer than the longest timer of Node', () => {
    const { time, ear, timer } = virtual(3 * 2 ** 31);
    const schedule = jest.spyOn(time, 'schedule');
    timer.start();
    expect(schedule.mock.calls.map(([, delay]) => delay)).toEqual([2 ** 31 - 1]);
    time.advance(3 * 2 ** 31 - 1);
    expect(ear.heard).toEqual([]);
    time.advance(1);
    expect(ear.heard).toHaveLength(1);
  });

  it('takes a clock that is set back for no silence', () => {
    const { time, ear, timer } = late(100);
    time.clock = 1_000;
    timer.start();
    time.clock = 0;
    expect(timer.silence).toBe(0);
    time.fire();
    expect(ear.heard).toEqual([]);
    expect(time.waiting).toBe(1);
  });

  it.each(['stalled', 'sinceExcused', 'silent'] as const)(
    'leaves no timer when its listener leaves as it is asked or told: %s',
    (way) => {
      const { time, ear, timer } = late(100);
      let asked = 0;
      const leave = (): void => {
        ear.closed = true;
        timer.stop();
      };
      if (way === 'sinceExcused')
        // In the last turn before the verdict.
        Object.defineProperty(ear, 'sinceExcused', {
          get: () => {
            if (++asked === 5) leave();
            return Infinity;
          },
        });
      else ear[way] = leave;
      timer.start();
      time.fire(500, 8);
      expect(time.waiting).toBe(0);
      expect(ear.heard.filter((each) => each.startsWith('silent'))).toEqual([]);
    },
  );

  it('is stopped', () => {
    const { time, ear, timer } = late(100);
    timer.start();
    timer.stop();
    expect(time.waiting).toBe(0);
    time.fire(500);
    expect(ear.heard).toEqual([]);
  });
});
