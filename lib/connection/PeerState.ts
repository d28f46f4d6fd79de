/**
 * What can be known of a peer's end of a connection without reading.
 *
 * | | |
 * |---|---|
 * | `open` | nothing has come that would say otherwise; silence, a stopped process and a dead host look like this too |
 * | `ended` | it has ended its side |
 * | `reset` | the connection was cut: by either side, or given up by the kernel |
 * | `unknown` | more bytes are unread than are read ahead, and behind them there may be an end |
 */
export type PeerState = 'open' | 'ended' | 'reset' | 'unknown';
