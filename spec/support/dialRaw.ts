import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** A raw socket of Node's to a loopback port or a path: the peer that a spec plays itself. Its errors are ignored. */
export async function dialRaw(to: number | string): Promise<Socket> {
  const where = typeof to === 'number' ? { host: '127.0.0.1', port: to } : { path: to };
  const socket = createConnection({ ...where, allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
