import type { SchedulerAction, Subscription } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { dueActions } from './dueActions';
import { Turns } from './Turns';

/** A day. What goes on for longer, such as a heartbeat that nobody stops, would go on for ever. */
const LONGEST = 86_400_000;

/** rxjs' own, in which Node's sockets find what they need as well. */
export class SocketScheduler extends TestScheduler {
  /** How many there were that live in its time. */
  sockets = 0;
  override actions = dueActions();
  private readonly turns = new Turns(this);

  override run<T>(callback: (helpers: RunHelpers) => T): T {
    return this.turns.during(() =>
      super.run((helpers) => {
        this.maxFrames = LONGEST;
        return callback(helpers);
      }),
    );
  }

  /** There is to be time for what is drawn, and for a day more. */
  reach(frame: number): void {
    this.maxFrames = Math.max(this.maxFrames, frame + LONGEST);
  }

  /** Nothing happens any more. What happens right now may still ask for something. */
  stop(): void {
    const { actions } = this;
    actions.length = 0;
    actions.push = () => 0;
  }

  override schedule<T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay?: number,
    state?: T,
  ): Subscription {
    const { turns } = this;
    return super.schedule(
      function (this: SchedulerAction<T>, given?: T) {
        work.call(this, given);
        turns.drain();
      },
      delay,
      state,
    );
  }

  override flush(): void {
    this.turns.drain();
    super.flush();
  }
}
