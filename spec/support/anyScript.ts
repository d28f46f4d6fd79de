import type { Step } from './peers';
import type { Random } from '../../lib/testing/random';

/** What a peer sends that may do anything, and how many bytes in all. */
export interface AnyScript {
  readonly steps: Step[];
  readonly sent: number;
  readonly last: 'end' | 'reset';
}

/** Chunks of 1 B to 256 KiB, small ones as likely as large ones, with pauses between some. */
export function anyScript(dice: Random): AnyScript {
  const steps: Step[] = [];
  let sent = 0;
  for (let chunks = dice.int(0, 12); chunks > 0; chunks--) {
    const size = Math.floor(2 ** (dice.int(0, 1_801) / 100));
    sent += size;
    steps.push(['send', size]);
    if (dice.chance(0.2)) steps.push(['wait', dice.int(1, 4)]);
    else if (dice.chance(0.5)) steps.push(['turn']);
  }
  if (dice.chance(0.2)) steps.push(['sent']);
  const last = dice.chance(0.5) ? 'end' : 'reset';
  steps.push([last]);
  return { steps, sent, last };
}
