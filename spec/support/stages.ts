import type { Socket } from 'node:net';
import { Connection, type ConnectionOptions } from 'rxjs-sockets';
import { socketPair, TestSocket } from 'rxjs-sockets/testing';
import { pair } from './pair';
import type { ScenarioPeer, Stage } from './scenarios';
import { tlsPair } from './tlsPair';
import { unixPair } from './unixPair';

/** What a connection may be over, in real time. */
export const stages: Readonly<Record<string, (options: ConnectionOptions) => Promise<Stage>>> = {
  async TCP(options) {
    const { connection, peer } = await pair(options);
    return { connection, peer: peerOf(peer, () => peer.resetAndDestroy()) };
  },
  async 'a Unix socket'(options) {
    const { connection, peer } = await unixPair(options);
    return { connection, peer: peerOf(peer, () => peer.destroy()) };
  },
  async TLS(options) {
    const { connection, peer, under } = await tlsPair(options);
    return { connection, peer: peerOf(peer, () => under.resetAndDestroy()) };
  },
  'a pair in memory': (options) => {
    const { client, server } = socketPair({ server: options });
    const { socket } = client;
    return Promise.resolve({
      connection: server,
      peer: peerOf(socket, () => socket.resetAndDestroy()),
    });
  },
  'a TestSocket': (options) => {
    const socket = new TestSocket();
    return Promise.resolve({
      connection: new Connection(socket, options),
      peer: testPeerOf(socket),
    });
  },
};

/** The other end of a real socket. It reads all. */
function peerOf(socket: Socket, cut: () => unknown): ScenarioPeer {
  const peer = {
    heard: '',
    isGone: false,
    send: (text: string) => void socket.write(text),
    end: () => void socket.end(),
    close() {
      peer.isGone = true;
      socket.destroy();
    },
    reset() {
      peer.isGone = true;
      cut();
    },
  };
  socket
    .on('data', (chunk: Buffer) => (peer.heard += chunk.toString()))
    .on('end', () => (peer.heard += '|'))
    .on('error', () => (peer.heard += '#'));
  return peer;
}

/** That of a test socket. */
export function testPeerOf({ peer: test }: TestSocket): ScenarioPeer {
  const peer = {
    heard: '',
    isGone: false,
    send: (text: string) => test.send(text),
    end: () => test.end(),
    close() {
      peer.isGone = true;
      test.close();
    },
    reset() {
      peer.isGone = true;
      test.reset();
    },
  };
  test.written.subscribe({
    next: (chunk) => (peer.heard += chunk.toString()),
    complete: () => (peer.heard += '|'),
    error: () => (peer.heard += '#'),
  });
  return peer;
}
