import type { NetConnectOpts } from 'node:net';
import type { SchedulerLike } from 'rxjs';
import type { Acceptor, AcceptOptions } from './accept';
import type { Dialler } from './dial';

/** What brings sockets about: the network of this machine, or something that stands for it, such as `memory` of `rxjs-sockets/testing`. */
export interface Transport {
  /**
   * Binds, and accepts until the returned function is called. What happens is told later, never within the call, and nothing is told any more once that
   * function was called. An accepted socket is the acceptor's own.
   */
  accept(options: AcceptOptions, acceptor: Acceptor): () => void;
  /**
   * Dials, and tells once how that went, never within the call. The returned function gives up, unless it is connected by then. A connected socket is the
   * dialler's own.
   */
  dial(options: NetConnectOpts, dialler: Dialler): () => void;
  /** Whose time its sockets are in: the default for connections that are given no scheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}
