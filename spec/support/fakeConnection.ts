import type { Connection, Ending } from 'rxjs-sockets';

/** What serveEach needs of a connection, without a socket: it closes when it is told to. */
export function fakeConnection(): Pick<
  Connection,
  'close' | 'closed' | 'closeTimeout' | 'observed' | 'readableEnded' | 'readableLength' | 'reset'
> {
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
  return {
    closed,
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
}
