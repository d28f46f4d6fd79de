import type { AddressInfo } from 'node:net';
import { firstValueFrom, ReplaySubject, type Subscription } from 'rxjs';
import { type Connection, listen, type ListenOptions } from 'rxjs-sockets';

/** A listener on a free loopback port. */
export interface Bound {
  readonly port: number;
  /** Every connection so far and to come. */
  readonly connections: ReplaySubject<Connection>;
  /** The first connection. */
  first(): Promise<Connection>;
  stop(): void;
}

/** Listens on 127.0.0.1 with a port of the kernel's choice, and waits until it does. */
export async function bind(options: Partial<ListenOptions> = {}): Promise<Bound> {
  const connections = new ReplaySubject<Connection>(Infinity);
  let subscription: Subscription | undefined;
  const port = await new Promise<number>((resolve, reject) => {
    connections.subscribe({ error: reject });
    subscription = listen({
      port: 0,
      host: '127.0.0.1',
      backlog: 4096,
      ...options,
      onListening: (address) => {
        resolve((address as AddressInfo).port);
      },
    }).subscribe(connections);
  });
  return {
    port,
    connections,
    first: () => firstValueFrom(connections),
    stop: () => subscription?.unsubscribe(),
  };
}
