import { VirtualTimeScheduler } from 'rxjs';
import { deadline } from '../../lib/time/deadline';

describe('deadline', () => {
  it('expires once, at its limit', () => {
    const scheduler = new VirtualTimeScheduler();
    const expired: number[] = [];
    deadline(250, () => expired.push(scheduler.now()), scheduler);
    scheduler.flush();
    expect(expired).toEqual([250]);
  });

  it.each([0, Infinity])('never expires with a limit of %d', (limit) => {
    const scheduler = new VirtualTimeScheduler();
    deadline(
      limit,
      () => {
        throw new Error('expired');
      },
      scheduler,
    );
    expect(scheduler.actions).toHaveLength(0);
  });

  it('does not expire once it is unsubscribed, and leaves no timer', () => {
    const scheduler = new VirtualTimeScheduler();
    const expire = jest.fn();
    deadline(250, expire, scheduler).unsubscribe();
    scheduler.flush();
    expect(expire).not.toHaveBeenCalled();
  });

  it('gives the loop one more turn, in which it can still be called off', () => {
    const scheduler = new VirtualTimeScheduler();
    const expire = jest.fn();
    const timer = deadline(250, expire, scheduler);
    // Comes with the timer's own turn, as the bytes do that waited behind a stalled loop.
    scheduler.schedule(() => {
      timer.unsubscribe();
    }, 250);
    scheduler.flush();
    expect(expire).not.toHaveBeenCalled();
  });
});
