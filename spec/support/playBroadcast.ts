import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Who there is, and what is sent to them. */
export interface Cast {
  readonly onSlow: string;
  readonly readers: number;
  readonly stopped: number;
  /** Of 64 KiB each. */
  readonly frames: number;
  /** How many a second at most; default any number. */
  readonly rate?: number;
}

/** What the peers tell. */
interface Got {
  /** How many frames the readers got, each number once. */
  readonly frames: readonly (number | string)[];
  /** Of the time a frame takes to a reader, in ms. */
  readonly p99: number;
  /** How many frames those got that had stopped, all together. */
  readonly gotByStopped: number;
}

/** What the server tells. */
interface Gave {
  /** How many it left out. */
  readonly skipped: number;
  /** How many were cut. */
  readonly cut: number;
  /** How many bytes of ArrayBuffers were kept at most. */
  readonly most: number;
}

/** Broadcasts from one process to many peers in another one. */
export async function playBroadcast(library: string, cast: Cast): Promise<Gave & Got> {
  const { frames, onSlow, rate = Infinity, readers, stopped } = cast;
  const script = (name: string): string => join(process.cwd(), 'spec/support', name);
  const server = fork(
    script('broadcastServer.cjs'),
    [library, onSlow, String(frames), String(rate)],
    { execArgv: ['--expose-gc'] },
  );
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const peers = fork(script('broadcastPeers.mjs'), [port, readers, stopped].map(String));
  await once(peers, 'message');
  const gave = once(server, 'message') as Promise<[Gave]>;
  const got = new Promise<Got>((resolve) =>
    peers.on('message', (message: Got) => {
      if ('frames' in message) resolve(message);
      else server.send(message);
    }),
  );
  server.send({ expected: readers + stopped });
  const told = { ...(await gave)[0], ...(await got) };
  server.kill();
  return told;
}
