import { runSockets, type SocketHelpers } from 'rxjs-sockets/testing';

/** Runs a marble test of connections with jest's own comparison. */
export function sockets(test: (helpers: SocketHelpers) => void): void {
  runSockets(test, (actual, expected) => {
    expect(actual).toEqual(expected);
  });
}
