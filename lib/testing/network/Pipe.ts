import type { SchedulerLike } from 'rxjs';
import { TCP } from './TCP';

const NOWHERE = { address: '', port: 0 };

/** That of a Unix socket, which knows no addresses and no resets. It has the name of Node's, too. */
export class Pipe extends TCP {
  constructor(scheduler: SchedulerLike) {
    super(scheduler, NOWHERE, NOWHERE);
    // By these Node, and `isCut`, see that it can't be asked.
    Object.assign(this, { getpeername: undefined, getsockname: undefined });
  }

  /** Who writes to it from now on is told by its own kernel, at the first time. */
  override close(closed?: () => void): void {
    super.close(closed);
    this.endpoint.remote.receiveReset();
  }
}
