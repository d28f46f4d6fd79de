/**
 * How the kernel asks after a silent peer, by TCP keepalive. Durations are in ms, of which the kernel takes whole seconds only,
 * so they are rounded up.
 *
 * It finds a host that is gone or can't be reached, not a process that is stopped, since the kernel of that answers; and
 * nothing at all while bytes of ours are under way. See `keepAliveSupport` for what this Node can set.
 */
export interface KeepAliveOptions {
  /** After how long a silence it begins. Default 60,000. */
  readonly initialDelay?: number | undefined;
  /** How long it waits for each answer. Default 1,000. */
  readonly interval?: number | undefined;
  /** After how many without one it gives up, 1 to 127. Default 10. */
  readonly count?: number | undefined;
}
