import { NEVER, of, ReplaySubject, retry, take } from 'rxjs';
import { ConnectionError, type LivenessEvent, writeTimeout, WriteStallError } from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

// It looks twice a frame.
const stall = 16;

describe('writeTimeout', () => {
  it('errors when the peer has taken nothing of what waits for so long', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      fake.stick();
      script(cold, '         ---w                ', { w: () => fake.write('waits') });
      const source = cold('  -a--b----c----------');
      const subscription = ' ^------------------! ';
      const expected = '     -a--b----c---------# ';
      const error = new WriteStallError(stall, 5);
      expectObservable(source.pipe(writeTimeout(fake, { stall }))).toBe(expected, undefined, error);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('counts from what waited before it began', () => {
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      fake.stick();
      fake.write('waits');
      const expected = ' ----------------#';
      expectObservable(NEVER.pipe(writeTimeout(fake, { stall }))).toBe(
        expected,
        undefined,
        new WriteStallError(stall, 5),
      );
    });
  });

  // What stands behind the 255 ms is how late.
  it.each([
    ['     w', '     - 255ms     #'],
    [' 1ms w', ' 1ms - 255ms 7ms #'],
    [' 8ms w', ' 8ms - 255ms     #'],
    ['15ms w', '15ms - 255ms 1ms #'],
    ['16ms w', '16ms - 255ms     #'],
    ['17ms w', '17ms - 255ms 7ms #'],
    ['31ms w', '31ms - 255ms 1ms #'],
    ['32ms w', '32ms - 255ms     #'],
  ])('is a thirty-second late at most, and never early: %s', (write, dies) => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, write, {
        w: () => {
          fake.stick();
          fake.write('waits');
        },
      });
      const error = new WriteStallError(256, 5);
      expectObservable(NEVER.pipe(writeTimeout(fake, { stall: 256 }))).toBe(dies, undefined, error);
    });
  });

  it('waits anew with each byte that is taken', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      fake.stick();
      fake.write('waits');
      script(cold, '     ----------t----------t----------w          ', {
        t: () => fake.take(1),
        w: () => fake.write('more'),
      });
      const expected = ' -------------------------------------#     ';
      expectObservable(NEVER.pipe(writeTimeout(fake, { stall }))).toBe(
        expected,
        undefined,
        new WriteStallError(stall, 7),
      );
    });
  });

  it('counts from when something waits again, all that waited having been taken', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      fake.stick();
      fake.write('waits');
      script(cold, '     ------t-------------w               ', {
        t: () => fake.take(),
        w: () => {
          fake.stick();
          fake.write('waits');
        },
      });
      const expected = ' ------------------------------------#';
      expectObservable(NEVER.pipe(writeTimeout(fake, { stall }))).toBe(
        expected,
        undefined,
        new WriteStallError(stall, 5),
      );
    });
  });

  it('takes no notice of what does not wait', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      script(cold, '         -w--w--w--w--w--w--w--w--w--w--w', { w: () => fake.write('gone') });
      const source = cold('  -------------------------------|');
      const expected = '     -------------------------------|';
      expectObservable(source.pipe(writeTimeout(fake, { stall: 4 }))).toBe(expected);
    });
  });

  it('gives the loop two more turns after a stall, in which what was taken shows', () => {
    for (const [turn, isDead] of [
      [1, false],
      [2, false],
      [3, true],
    ] as const) {
      const time = new LateTime();
      const fake = fakeWritable();
      const error = jest.fn();
      fake.stick();
      fake.write('waits');
      const operator = writeTimeout(fake, { stall, scheduler: time });
      const subscription = NEVER.pipe(operator).subscribe({ error });
      time.fire(100, turn);
      fake.take(1);
      time.fire(100, 3);
      expect(error).toHaveBeenCalledTimes(isDead ? 1 : 0);
      subscription.unsubscribe();
      expect(time.waiting).toBe(0);
    }
  });

  it('gives them after each stall', () => {
    const time = new LateTime();
    const fake = fakeWritable();
    const error = jest.fn();
    fake.stick();
    fake.write('waits');
    NEVER.pipe(writeTimeout(fake, { stall, scheduler: time })).subscribe({ error });
    for (const at of [100, 200, 300]) {
      time.fire(at, 2);
      fake.take(1);
      time.fire();
    }
    time.fire(400, 2);
    expect(error).not.toHaveBeenCalled();
    time.fire();
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('passes what ends the source, and then keeps no timer', () => {
    marbles(({ cold, expectObservable, expectTimers, scheduler }) => {
      const completing = cold('a--|  ');
      const failing = cold('   a--#  ');
      const timers = '         -2--0 ';
      const operator = writeTimeout<string>(fakeWritable(), { stall, scheduler });
      expectObservable(completing.pipe(operator)).toBe('a--|');
      expectObservable(failing.pipe(operator)).toBe('  a--#');
      expectObservable(of('a').pipe(operator)).toBe('(a|)');
      expectObservable(cold('ab').pipe(operator, take(1))).toBe('(a|)');
      expectTimers(timers);
    });
  });

  it('starts afresh for each subscription', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const fake = fakeWritable();
      fake.stick();
      fake.write('waits');
      const source = cold('  -a----                 ');
      const first = '        ^---!                  ';
      const second = '       ----^---!              ';
      const expected = '     -a---a--#              ';
      expectObservable(source.pipe(writeTimeout(fake, { stall: 4 }), retry(1))).toBe(
        expected,
        undefined,
        new WriteStallError(4, 5),
      );
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    });
  });

  it('tells the death before the error', () => {
    marbles(({ expectObservable }) => {
      const events = new ReplaySubject<LivenessEvent>(Infinity);
      const fake = fakeWritable();
      fake.stick();
      fake.write('waits');
      const expected = ' ----#';
      const told = '     ----d';
      const error = new WriteStallError(4, 5);
      expectObservable(NEVER.pipe(writeTimeout(fake, { stall: 4, events }))).toBe(
        expected,
        undefined,
        error,
      );
      expectObservable(events).toBe(told, { d: { type: 'dead', at: 4, error } });
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ code: 'ERR_WRITE_STALL', limit: 4, writableLength: 5 });
    });
  });

  it('is no more than a pass-through when it is off, and refuses a bad limit', () => {
    expect(writeTimeout(fakeWritable(), { stall: 0 })(NEVER)).toBe(NEVER);
    expect(() => writeTimeout(fakeWritable(), { stall: -1 })).toThrow(
      expect.objectContaining({ option: 'stall' }) as Error,
    );
  });
});
