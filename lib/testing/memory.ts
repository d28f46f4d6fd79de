import type { Transport } from '../socket/Transport';
import { MemoryTransport } from './network/MemoryTransport';
import type { WireOptions } from './network/WireOptions';

/** A network within this process. */
export interface Memory extends Transport {
  /** The connections of now go silent for ever, and so does who dials right now: nothing arrives, nobody is told. Who dials anew gets through. */
  lose(): void;
}

/**
 * A network in memory, for the `transport` of `listen` and `connect`: a whole server and its clients in one test, without a port of this machine, and
 * in virtual time if you like. All are on one host, so names and addresses don't matter; ports and paths do. Where nobody listens
 * dialling fails with `ECONNREFUSED`, a path with `ENOENT`; what is taken is `EADDRINUSE`.
 *
 * Node's own options but `port`, `path`, `highWaterMark` and `maxConnections` have no effect.
 *
 * @example
 * ```ts
 * runSockets(({ scheduler, expectObservable }) => {
 *   const transport = memory({ latency: 5, scheduler });
 *   const echo = serveEach((each) => each.pipe(tap((chunk) => each.write(chunk))));
 *   listen({ port: 7000, transport }).pipe(echo).subscribe();
 *
 *   const client = connect({ port: 7000, transport });
 *   const answers = client.pipe(mergeMap((server) => (server.write('hello'), server)));
 *   // Two ways to connect, and two for the echo.
 *   expectObservable(answers, '^ 100ms !').toBe('20ms a', { a: 'hello' });
 * });
 * ```
 *
 * @param options see {@link WireOptions}; a bad one throws an `OptionError`
 */
export function memory(options: WireOptions = {}): Memory {
  return new MemoryTransport(options);
}
