import type { Dice } from './Dice';
import type { Process } from './Process';
import type { World } from './World';

/** How a network treats what is sent. */
export interface Weather {
  /** ms from one end to the other. */
  readonly latency: (dice: Dice) => number;
  /** What part of the segments is lost. */
  readonly loss: number;
  /** After how many ms TCP sends again what was not acknowledged, and then after twice that, and so on. */
  readonly retransmission: number;
}

/** The longest that TCP waits before it sends again, on Linux. */
const LONGEST_WAIT = 120_000;

/**
 * One direction of a TCP connection, for messages of a segment each. They arrive in order; behind one that has to be sent
 * again the others wait. The kernels do that even while the processes stand still.
 */
export class Wire {
  private readonly waiting: (() => void)[] = [];
  private isStuck = false;
  private isClosed = false;
  private lastArrival = 0;

  constructor(
    private readonly world: World,
    private readonly from: Process,
    private readonly to: Process,
    private readonly weather: Weather,
    private readonly dice: Dice,
  ) {}

  send(take: () => void): void {
    if (this.isStuck) this.waiting.push(take);
    else this.attempt(take, this.weather.retransmission);
  }

  close(): void {
    this.isClosed = true;
  }

  private attempt(take: () => void, wait: number): void {
    if (this.isClosed || !this.from.alive) return;
    const { world, dice, weather } = this;
    // Drawn in any case, so that an outage changes nothing of what comes after it.
    const latency = weather.latency(dice);
    if (dice.chance(weather.loss) || world.isCut) {
      this.isStuck = true;
      world.after(wait, () => this.attempt(take, Math.min(2 * wait, LONGEST_WAIT)));
      return;
    }
    this.lastArrival = Math.max(this.lastArrival, world.now + latency);
    world.at(this.lastArrival, () => {
      if (!this.isClosed) this.to.arrive(take);
    });
    if (this.isStuck) world.at(this.lastArrival + latency, () => this.acknowledged());
  }

  private acknowledged(): void {
    this.isStuck = false;
    // Those behind one that is lost wait again.
    for (const take of this.waiting.splice(0)) this.send(take);
  }
}
