// The clients, in a process of their own, and the tour's handle on it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { filter, firstValueFrom, fromEvent, map } from 'rxjs';
import { BEAT, type Way } from './ways';

/** What the tour tells its clients: to connect, then to leave. */
type Order = { readonly port: number; readonly way: Way } | 'leave';

/** What they tell the tour, one at a time. */
interface Report {
  readonly ready?: true;
  /** When it left, by {@link now}. */
  readonly leftAt?: number;
  /** How many bytes it had got from us when its socket closed. */
  readonly got?: number;
}

/** ms, on a clock that all processes of a machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Whether it is done to the process of the client, not by it. */
export function isSignal(act: Way['act']): act is 'SIGKILL' | 'SIGSTOP' {
  return act.startsWith('SIG');
}

/** A process that plays one client after the other. */
export class Clients {
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;

  constructor(file: string) {
    this.child = fork(file, ['clients']);
    this.exited = once(this.child, 'exit');
  }

  /** Lets a client connect, and waits until it is ready to leave. */
  async connect(port: number, way: Way): Promise<void> {
    const ready = this.next('ready');
    this.order({ port, way });
    await ready;
  }

  /** Lets it leave, and tells when it did and how many bytes it had got when its socket closed. */
  async leave({ act }: Way): Promise<{ leftAt: number; got: Promise<number> | undefined }> {
    if (isSignal(act)) {
      const leftAt = now();
      this.child.kill(act);
      return { leftAt, got: undefined };
    }
    const leftAt = this.next('leftAt');
    const got = this.next('got');
    this.order('leave');
    return { leftAt: await leftAt, got };
  }

  /** Ends the process, even a stopped one, and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private order(order: Order): void {
    this.child.send(order);
  }

  private next<K extends keyof Report>(key: K): Promise<NonNullable<Report[K]>> {
    return firstValueFrom(
      fromEvent(this.child, 'message').pipe(
        map((args) => (args as [Report])[0][key]),
        filter((value) => value !== undefined),
      ),
    );
  }
}

/** The other side: what runs in that process. */
export function playClients(): void {
  let leave: (() => void) | undefined;
  process.on('message', (order: Order) => {
    if (order === 'leave') leave?.();
    else leave = playClient(order.port, order.way);
  });
  process.once('disconnect', () => process.exit());
}

function playClient(port: number, { act, beats, sends = 0 }: Way): () => void {
  const socket = connect(port, '127.0.0.1');
  let got = 0;
  socket.once('close', () => report({ got })).on('error', () => undefined);
  // Nobody reads what the killed one is sent: 'readable' only tells that there is something.
  if (act === 'SIGKILL') socket.once('readable', () => report({ ready: true }));
  else
    socket
      .once('connect', () => report({ ready: true }))
      .on('data', (chunk) => {
        got += chunk.length;
      });

  if (beats) {
    const beating = setInterval(() => socket.write('.'), BEAT);
    socket.once('close', () => clearInterval(beating));
  }

  return () => {
    const leave = (): void => {
      const leftAt = now();
      if (!isSignal(act)) socket[act]();
      report({ leftAt });
    };
    if (sends > 0) socket.write(Buffer.alloc(sends));
    // Right behind the data: as soon as the kernel has all of it.
    if (socket.writableLength === 0) leave();
    else socket.once('drain', leave);
  };
}

function report(message: Report): void {
  process.send?.(message);
}
