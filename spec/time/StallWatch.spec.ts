import { Agenda } from '../../lib/time/Agenda';
import { StallWatch } from '../../lib/time/StallWatch';
import { LateTime } from '../support/LateTime';

describe('StallWatch', () => {
  it('counts how often the event loop was late by more than a tenth of a second', () => {
    const time = new LateTime();
    const watch = StallWatch.of(new Agenda(time));
    watch.join();
    for (const clock of [100, 200, 305, 500, 1_000, 1_100]) time.fire(clock);
    expect(watch.count).toBe(1);
  });

  it('counts one already before its timer has fired, and that once', () => {
    const time = new LateTime();
    const watch = StallWatch.of(new Agenda(time));
    expect(watch.count).toBe(0);
    watch.join();
    time.clock = 200;
    expect(watch.count).toBe(0);
    time.clock = 201;
    expect(watch.count).toBe(1);
    time.fire();
    expect(watch.count).toBe(1);
  });

  it('is one for all of an agenda, and has a timer only while somebody watches', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    const watch = StallWatch.of(agenda);
    expect(StallWatch.of(agenda)).toBe(watch);
    expect(StallWatch.of(new Agenda(time))).not.toBe(watch);
    watch.join();
    watch.join();
    expect(time.waiting).toBe(1);
    watch.leave();
    expect(time.waiting).toBe(1);
    watch.leave();
    expect(time.waiting).toBe(0);
  });
});
