import { Subscription } from 'rxjs';
import type { Connection, Ending } from 'rxjs-sockets';

/** What serveEach needs of a connection, without a socket: it closes when it is told to. */
export function fakeConnection(): Connection {
  let settle: (ending: Ending) => void;
  const closed = new Promise<Ending>((resolve) => (settle = resolve));
  const facts = {
    began: 'local',
    bytesRead: 0,
    bytesWritten: 0,
    sinceLastRead: undefined,
    sinceLastWrite: undefined,
    duration: 0,
    verified: true,
  } as const;
  const fake: Partial<Connection> = {
    attend: () => new Subscription(),
    wait: () => new Subscription(),
    whenClosed: (callback) => void closed.then(callback),
    closeTimeout: 10,
    observed: false,
    readableEnded: false,
    readableLength: 0,
    close: () => {
      settle({ ...facts, type: 'local', by: 'end' });
      return closed;
    },
    reset: (cause) => settle({ ...facts, type: 'local', by: 'reset', cause }),
  };
  return fake as Connection;
}
