/**
 * What becomes of a connection that is too far behind what is broadcast: `close` resets it. When it takes something again, `drop-oldest`
 * goes on with the last of what it missed, as much as is kept, and `skip` with what comes from then on.
 */
export type OnSlow = 'close' | 'drop-oldest' | 'skip';
