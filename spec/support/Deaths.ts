import { type ChildProcess, spawn } from 'node:child_process';
import { on } from 'node:events';
import { join } from 'node:path';
import type { ConnectionOptions, KeepAliveOptions, LivenessPolicy } from 'rxjs-sockets';
import type { Places } from './Hosts';

/** What a server does with its connections. All of it can be written as JSON. */
export interface Setup {
  readonly state: 'flowing' | 'held' | 'unsubscribed';
  readonly policy: LivenessPolicy;
  readonly options: ConnectionOptions & { readonly keepAlive?: KeepAliveOptions };
  /** How many bytes each peer has sent before anything happens. */
  readonly unread: number;
}

/** How a peer goes: `cut` is its host, which no packet comes from any more. */
export type Death = 'killed' | 'reset' | 'ended' | 'stopped' | 'cut';

/** How one was found, and when. */
export interface Found {
  readonly how: string;
  readonly at: number;
}

const support = join(process.cwd(), 'spec/support');
/** Of the clock that all processes share, in ms. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** A server in a process of its own, `count` peers in another, and how the one finds out that the others are dead. */
export class Deaths {
  private readonly server: ChildProcess;
  private readonly address: string;
  private peers: ChildProcess | undefined;

  /** @param places where the two run; default here */
  constructor(
    library: string,
    private readonly setup: Setup,
    private readonly count: number,
    private readonly places?: Places,
  ) {
    this.address = places?.nearAddress ?? '127.0.0.1';
    const script = join(support, 'deathServer.cjs');
    this.server = start([script, library, this.address, JSON.stringify(setup)], places?.near);
  }

  stop(): void {
    this.server.kill('SIGKILL');
    this.peers?.kill('SIGKILL');
  }

  /** Until all are connected, and have sent what they send at first. */
  async settle(): Promise<void> {
    const [port] = await this.told<number>('port');
    const script = join(support, 'dyingPeers.cjs');
    const settled = this.told('settled', this.count);
    const args = [
      script,
      this.address,
      String(port),
      String(this.count),
      String(this.setup.unread),
    ];
    this.peers = start(args, this.places?.far);
    await settled;
  }

  /** Has all die, and tells when they did. */
  async die(death: Death, cut: (() => void) | undefined): Promise<number> {
    const { peers } = this;
    const at = now();
    if (death === 'cut') cut?.();
    else if (death === 'killed') peers?.kill('SIGKILL');
    else if (death === 'stopped') peers?.kill('SIGSTOP');
    else {
      const died = told<number>(peers!, 'died');
      peers?.send(death);
      return (await died)[0]!;
    }
    return at;
  }

  /** How each is found. To be called before it dies. */
  find(): Promise<Found[]> {
    return this.told<Found>('found', this.count);
  }

  /** Has the server write to all more than the kernels take, and go on, or release all, and tells when. */
  async order(order: 'write' | 'release'): Promise<number> {
    const done = this.told<number>('done');
    this.server.send(order);
    return (await done)[0]!;
  }

  private told<T>(what: string, count?: number): Promise<T[]> {
    return told(this.server, what, count);
  }
}

function start(args: string[], host: string | undefined): ChildProcess {
  const command = [process.execPath, ...args];
  if (host) command.unshift('ip', 'netns', 'exec', host);
  const [program, ...rest] = command;
  return spawn(program!, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The next messages of that kind. */
async function told<T>(child: ChildProcess, what: string, count = 1): Promise<T[]> {
  const all: T[] = [];
  for await (const [message] of on(child, 'message') as AsyncIterable<[Record<string, T>]>) {
    if (what in message) all.push(message[what]!);
    if (all.length === count) break;
  }
  return all;
}
