import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { Queue, type Timed } from './Queue';
import type { Happening, World } from './World';

interface Timer extends Timed {
  fire(): void;
}

/** By how many ms at most the world's time, counted by another clock and back, is wrong. */
const ROUNDING = 1e-6;

/**
 * A process with an event loop as Node has it: in each turn the timers that are due, then what has arrived. So after it
 * stood still the timers come before what arrived meanwhile. It is the scheduler of what runs in it, with a steady clock.
 */
export class Process implements SchedulerLike {
  alive = true;
  private readonly timers = new Queue<Timer>();
  private arrived: (() => void)[] = [];
  private alarm: Happening | undefined;
  private standsSince: number | undefined;
  private stood = 0;
  private clockLost = 0;
  private dozesUntil = 0;

  constructor(private readonly world: World) {}

  now(): number {
    return this.world.now - this.clockLost;
  }

  /** How long it has not stood still so far. */
  get awake(): number {
    return (this.standsSince ?? this.world.now) - this.stood;
  }

  schedule<T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay = 0,
    state?: T,
  ): Subscription {
    const action = new Subscription() as SchedulerAction<T>;
    action.schedule = (nextState, nextDelay = 0) => {
      // Whole ms, and at least one, as with setTimeout.
      const at = this.now() + Math.max(1, Math.ceil(nextDelay));
      const timer = { at, fire: () => work.call(action, nextState) };
      this.timers.add(timer);
      action.add(() => this.timers.remove(timer));
      this.wind();
      return action;
    };
    return action.schedule(state, delay);
  }

  /** Something has come for it over the network: it learns of that when it gets round to it. */
  arrive(take: () => void): void {
    this.arrived.push(take);
    this.dozesUntil = this.world.now;
    this.turn();
  }

  /** A blocked event loop, SIGSTOP, a suspended machine: nothing runs. Its clock may stand still as well. */
  stand(duration: number, clock: 'runs' | 'stands'): void {
    if (this.standsSince !== undefined) return;
    this.standsSince = this.world.now;
    this.world.after(duration, () => {
      this.standsSince = undefined;
      this.stood += duration;
      if (clock === 'stands') this.clockLost += duration;
      this.turn();
    });
  }

  /** A mobile system puts timers off to save power, until it ends or something arrives. */
  doze(duration: number): void {
    this.dozesUntil = this.world.now + duration;
    this.world.after(duration, () => this.turn());
  }

  /** The machine is off. */
  crash(): void {
    this.alive = false;
  }

  private turn(): void {
    if (!this.alive || this.standsSince !== undefined || this.world.now < this.dozesUntil) return;
    const soon = this.now() + ROUNDING;
    for (let timer = this.timers.first; timer && timer.at <= soon; timer = this.timers.first) {
      this.timers.takeFirst();
      timer.fire();
    }
    const { arrived } = this;
    this.arrived = [];
    for (const take of arrived) take();
    this.wind();
  }

  private wind(): void {
    const at = (this.timers.first?.at ?? Infinity) + this.clockLost;
    if (at === this.alarm?.at) return;
    if (this.alarm) this.world.cancel(this.alarm);
    this.alarm = undefined;
    if (at === Infinity) return;
    this.alarm = this.world.at(Math.max(at, this.world.now), () => {
      this.alarm = undefined;
      this.turn();
    });
  }
}
