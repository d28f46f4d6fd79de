import { createCipheriv } from 'node:crypto';

/**
 * What the peers of `peersProcess.mjs` send: bytes that tell their place in the stream, so that one that is lost, doubled or
 * moved shows. Nothing repeats within it, and no peer sends more.
 */
export const pattern = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(8 * 1024 * 1024),
);
