/**
 * How the kernel asks after a silent peer, by TCP keepalive. Durations are in ms, of which the kernel takes whole seconds only,
 * so they are rounded up.
 *
 * It finds a host that is gone or can't be reached. It doesn't find a stopped process, whose kernel still answers, and it
 * doesn't run while our own bytes wait for an acknowledgement. Before Node 24.19 and 26.4 `interval` and `count` are always
 * 1,000 and 10: others are ignored, with one warning. See `keepAliveSupport`.
 */
export interface KeepAliveOptions {
  /** After how long a silence it begins. Default 60,000. */
  readonly initialDelay?: number | undefined;
  /** How long it waits for each answer. Default 1,000. */
  readonly interval?: number | undefined;
  /** After how many without one it gives up, 1 to 127. Default 10. */
  readonly count?: number | undefined;
}
