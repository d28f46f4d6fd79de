import * as fc from 'fast-check';
import { asapScheduler, queueScheduler, type VirtualTimeScheduler } from 'rxjs';
import { Agenda, type Appointment } from '../../lib/time/Agenda';
import { LateTime } from '../support/LateTime';
import { ManualTime } from '../support/ManualTime';

/** Tells when it was kept. */
class Note implements Appointment {
  at = Infinity;
  place = -1;
  closed = false;

  constructor(readonly keep: (late: number) => void) {}
}

/** How many actions the scheduler still has to do. */
const waiting = (scheduler: VirtualTimeScheduler): number =>
  scheduler.actions.filter((action) => !action.closed).length;

describe('Agenda', () => {
  it('does what a naive list does, with one scheduled action', () => {
    const delay = fc.oneof(
      fc.nat(30),
      fc.constantFrom(Infinity, 0.25, 2 ** 31, 3 * 2 ** 31, 1e300),
    );
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), who: fc.nat(9), delay }),
      fc.record({ do: fc.constant('cancel' as const), who: fc.nat(9) }),
      fc.record({ do: fc.constant('advance' as const), ms: fc.nat(40) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const time = new ManualTime();
        const agenda = new Agenda(time);
        const kept: string[] = [];
        const due = new Map<number, number>();
        const notes = Array.from(
          { length: 10 },
          (_, who) => new Note((late) => kept.push(`${who} at ${time.now()}, ${late} late`)),
        );
        for (const each of steps)
          if (each.do === 'set') {
            agenda.set(notes[each.who]!, each.delay);
            due.set(each.who, time.now() + each.delay);
          } else if (each.do === 'cancel') {
            agenda.cancel(notes[each.who]!);
            due.delete(each.who);
          } else {
            const until = time.now() + each.ms;
            const expected = [...due]
              .filter(([, at]) => at <= until)
              .map(([who, at]) => `${who} at ${at}, 0 late`);
            for (const [who, at] of due) if (at <= until) due.delete(who);
            kept.length = 0;
            time.advance(each.ms);
            const at = (note: string): number => Number(note.split(' ')[2]!.slice(0, -1));
            expect([...kept].sort()).toEqual(expected.sort());
            expect(kept.map(at)).toEqual(kept.map(at).sort((one, other) => one - other));
            expect(waiting(time)).toBeLessThanOrEqual(1);
          }
        for (const note of notes) agenda.cancel(note);
        expect(waiting(time)).toBe(0);
      }),
    );
  });

  it('tells how late it is', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    const keep = jest.fn();
    agenda.set(new Note(keep), 10);
    time.fire(25);
    expect(keep.mock.calls).toEqual([[15]]);
  });

  it('keeps those that are due at once in their order, and none that another has called off', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    const kept: string[] = [];
    const second = new Note(() => kept.push('second'));
    const third = new Note(() => kept.push('third'));
    const fourth = new Note(() => kept.push('fourth'));
    const fifth = new Note(() => kept.push('fifth'));
    const first = new Note(() => {
      kept.push('first');
      agenda.cancel(second);
      agenda.set(third, Infinity);
      agenda.set(fourth, 5);
    });
    [first, second, third, fourth, fifth].forEach((note, delay) => agenda.set(note, delay));
    time.fire(10);
    expect(kept).toEqual(['first', 'fifth']);
    time.fire(15);
    expect(kept).toEqual(['first', 'fifth', 'fourth']);
    expect(time.waiting).toBe(0);
  });

  it('waits on when its action comes too early', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    const keep = jest.fn();
    agenda.set(new Note(keep), 10);
    time.fire(9.5);
    expect(keep).not.toHaveBeenCalled();
    time.fire(10);
    expect(keep).toHaveBeenCalledTimes(1);
  });

  it('leaves what is set for now while it rings to the next turn', () => {
    const time = new ManualTime();
    const agenda = new Agenda(time);
    const kept: string[] = [];
    const again = new Note(() => {
      kept.push('again');
      if (kept.length < 4) agenda.set(again, 0);
    });
    const other = new Note(() => kept.push('other'));
    agenda.set(again, 1);
    agenda.set(other, 1);
    // Comes between two turns.
    time.schedule(() => kept.push('turn'), 1);
    time.flush();
    expect(kept).toEqual(['again', 'other', 'turn', 'again']);
  });

  it('has time go on by what is lost to rounding', () => {
    const time = new ManualTime();
    const agenda = new Agenda(time);
    time.advance(1_000);
    let kept = 0;
    const rest = new Note(() => {
      kept++;
      if (time.now() === 1_000) agenda.set(rest, 1e-14);
    });
    agenda.set(rest, 0);
    // Would take for ever.
    time.advance(1);
    expect(kept).toBe(2);
  });

  it.each([queueScheduler, asapScheduler])(
    'leaves no action with a scheduler that may act at once',
    (scheduler) => {
      const set = jest.spyOn(globalThis, 'setInterval');
      const clear = jest.spyOn(globalThis, 'clearInterval');
      const agenda = new Agenda(scheduler);
      const note = new Note(() => agenda.set(note, 1_000));
      agenda.set(note, 0);
      agenda.cancel(note);
      expect(clear.mock.calls.length).toBe(set.mock.calls.length);
      jest.restoreAllMocks();
    },
  );

  it('does not take the others along when one throws', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    const kept: string[] = [];
    const gone = new Note(() => kept.push('gone'));
    const moved = new Note(() => kept.push('moved'));
    agenda.set(new Note(() => kept.push('first')), 1);
    agenda.set(
      new Note(() => {
        agenda.cancel(gone);
        agenda.set(moved, 5);
        throw new Error('second');
      }),
      2,
    );
    for (const [delay, note] of [gone, moved, new Note(() => kept.push('fifth'))].entries())
      agenda.set(note, 3 + delay);
    expect(() => time.fire(6)).toThrow('second');
    expect(kept).toEqual(['first']);
    expect(time.waiting).toBe(1);
    time.fire(7);
    expect(kept).toEqual(['first', 'fifth']);
    time.fire(11);
    expect(kept).toEqual(['first', 'fifth', 'moved']);
    expect(time.waiting).toBe(0);
  });

  it('takes no long time for many that are due at once', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    let kept = 0;
    for (let count = 0; count < 200_000; count++) agenda.set(new Note(() => kept++), count % 7);
    // Of this process alone, whatever else the machine does.
    const before = process.cpuUsage();
    time.fire(10);
    const { user, system } = process.cpuUsage(before);
    expect(kept).toBe(200_000);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });

  it('sets nothing for an owner that has left', () => {
    const time = new ManualTime();
    const agenda = new Agenda(time);
    const keep = jest.fn();
    const note = new Note(keep);
    agenda.set(note, 1);
    note.closed = true;
    agenda.set(note, 2);
    expect(waiting(time)).toBe(0);
    expect(note).toMatchObject({ at: Infinity, place: -1 });
    time.advance(10);
    expect(keep).not.toHaveBeenCalled();
  });

  it('schedules anew when its action got lost, and not for every appointment while that is only late', () => {
    const time = new LateTime();
    const agenda = new Agenda(time);
    const keep = jest.fn();
    agenda.set(new Note(keep), 10);
    const schedule = jest.spyOn(time, 'schedule');
    time.clock = 900;
    agenda.set(new Note(keep), 10);
    expect(schedule).not.toHaveBeenCalled();
    // As when the timers that a test has faked are gone with it.
    time.lose();
    time.clock = 2_000;
    agenda.set(new Note(keep), 10);
    agenda.set(new Note(keep), 10);
    expect(schedule).toHaveBeenCalledTimes(1);
    time.fire(2_010);
    expect(keep).toHaveBeenCalledTimes(4);
  });
});
