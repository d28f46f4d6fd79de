import { Arrivals } from '../../lib/liveness/Arrivals';
import { phiRules } from '../../lib/liveness/phiRules';
import { Agenda, type Mark } from '../../lib/time/Agenda';
import { ManualTime } from '../support/ManualTime';

/** As in real time: some marks are known at once, and others only later. */
class LateMarks extends Agenda {
  open: { at: number } | undefined;

  override mark(): Mark {
    return this.open ?? { at: this.now() };
  }

  close(): void {
    if (this.open) this.open.at = this.now();
    this.open = undefined;
  }
}

describe('Arrivals', () => {
  it('take the chunks of a beat for one, although the second has a mark that is known later', () => {
    const time = new ManualTime();
    const agenda = new LateMarks(time);
    const rules = phiRules({
      form: 'exponential',
      threshold: 3 / Math.LN10,
      minStdDeviation: 1,
      maxSamples: 2,
    });
    const arrivals = new Arrivals(agenda, rules, { sinceExcused: Infinity });
    for (let count = 0; count < 5; count++) {
      arrivals.heard();
      agenda.open = { at: Infinity };
      expect(arrivals.heard()).toBe(false);
      time.advance(25);
      agenda.close();
      time.advance(75);
    }
    // Three times what is between two beats.
    expect(arrivals.patience).toBe(300);
    arrivals.stop();
  });
});
