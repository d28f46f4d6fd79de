import type { Pair } from './pair';
import { pattern } from './pattern';
import { until } from './until';

const STEP = 16_384;

/**
 * Has the peer send the pattern to a connection that takes nothing, until nothing is read ahead any more, neither by the
 * connection nor by Node, and then some that stays with the kernel. Resolves with how many bytes were sent in all.
 */
export async function fill({ connection, peer }: Pair): Promise<number> {
  const { socket } = connection;
  let sent = 0;
  const send = (size: number): boolean => peer.write(pattern.subarray(sent, (sent += size)));
  while (socket.readableLength < socket.readableHighWaterMark) {
    send(STEP);
    await until(() => connection.readableLength === sent);
  }
  // It fits into the window of the kernel, so a reset can't overtake it.
  send(3 * STEP);
  return sent;
}
