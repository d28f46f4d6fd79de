const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isFull = major > 26 || (major === 26 && minor >= 4) || (major === 24 && minor >= 19);

/**
 * What of `keepAlive` this Node can set. The `interval` and the `count` only from 24.19 and 26.4 on; before that they are what
 * libuv sets, 1,000 ms and 10, whatever was asked for.
 */
export const keepAliveSupport: {
  readonly initialDelay: boolean;
  readonly interval: boolean;
  readonly count: boolean;
} = { initialDelay: true, interval: isFull, count: isFull };
