import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a loop stands still: in the callback of a file, in `setImmediate`, or wherever it is when the process is stopped. */
export type Stall = 'poll' | 'check' | 'stop';

/** What came of the peers of one detector. Times are medians, in ms. */
export interface Cell {
  /** How many were given up although they went on beating. */
  readonly killed: number;
  /** How many of those that fell silent before it happened were given up, and how long after it. */
  readonly found: number;
  readonly foundAfter: number;
  /** The same for those that fell silent after it, and how much later than the limit. */
  readonly foundLater: number;
  readonly lateBy: number;
  /** How much later than the limit the last of all these was. */
  readonly latest: number;
  /** What of that is the machine's own: how long one turn of the loop took after the stall, and how late bare timers were. */
  readonly turn: number;
  readonly timers: number;
}

/** When it was over, and when the loop had been once around after that. */
export interface Happened {
  readonly over: number;
  readonly turn: number;
}

interface Peer {
  readonly kind: 'h' | 's' | 'l';
  readonly heardAt: number;
  readonly diedAt?: number;
  readonly timerAt?: number;
}
type Dead = Required<Peer>;

export const HEALTHY = 200;
export const SILENT = 20;
export const LIMIT = 1_000;

const BEAT = 300;
/** Peers by kind: healthy ones, those that fall silent before the stall, and those of the healthy that do so after it. */
const KINDS = 'h'.repeat(HEALTHY - SILENT) + 'l'.repeat(SILENT) + 's'.repeat(SILENT);
const support = join(process.cwd(), 'spec/support');
/** Of the clock that all processes share, and that nobody sets. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** A server in a process of its own, its peers in another, and what becomes of them when something happens to the server. */
export class Trial {
  private readonly server: ChildProcess;
  private readonly peers = fork(join(support, 'beatingPeers.mjs'));
  private readonly port: Promise<number>;
  private asked = 0;

  /** @param detector one of silenceServer.cjs */
  constructor(
    library: string,
    readonly detector: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    this.server = fork(join(support, 'silenceServer.cjs'), [library, detector], {
      env: { ...process.env, ...env },
    });
    this.port = this.told('port');
  }

  stop(): void {
    this.server.kill('SIGKILL');
    this.peers.kill('SIGKILL');
  }

  /** Has some fall silent, then something happen, and then more fall silent. */
  async measure(happen: () => Promise<Happened>): Promise<Cell> {
    await this.tellPeers({ order: 'dial', port: await this.port, kinds: KINDS });
    await sleep(2 * BEAT);
    await this.tellPeers({ order: 'silence', kind: 's' });
    // So that they are due 900 ms later at most, and none before.
    await sleep(LIMIT - 900 + BEAT / 2);
    const { over, turn } = await happen();
    await sleep(BEAT);
    const silencedAt = now();
    await this.tellPeers({ order: 'silence', kind: 'l' });
    await sleep(LIMIT + BEAT);
    const told = this.told<Peer[]>('peers');
    this.server.send({ order: 'tell' });
    const peers = await told;
    await this.tellPeers({ order: 'leave' });
    return { ...judge(peers, over, silencedAt), turn: turn - over };
  }

  /** The server stands still for so many ms. */
  async stall(stall: Stall, ms: number): Promise<Happened> {
    const turn = this.told<number>('turn');
    if (stall !== 'stop') {
      const over = this.told<number>('over');
      this.server.send({ order: stall, ms });
      return { over: await over, turn: await turn };
    }
    this.server.kill('SIGSTOP');
    await sleep(ms);
    this.server.kill('SIGCONT');
    const over = now();
    this.server.send({ order: 'turn' });
    return { over, turn: await turn };
  }

  private async told<T>(what: string): Promise<T> {
    for (;;) {
      const [message] = (await once(this.server, 'message')) as [Record<string, T>];
      if (what in message) return message[what]!;
    }
  }

  private async tellPeers(order: object): Promise<void> {
    const id = ++this.asked;
    this.peers.send({ id, ...order });
    for (;;) {
      const [message] = (await once(this.peers, 'message')) as [{ id: number }];
      if (message.id === id) return;
    }
  }
}

function judge(peers: readonly Peer[], over: number, silencedAt: number): Omit<Cell, 'turn'> {
  const dead = peers.filter((peer): peer is Dead => peer.diedAt !== undefined);
  const silent = dead.filter(({ kind }) => kind === 's');
  const later = dead.filter(({ kind, diedAt }) => kind === 'l' && diedAt >= silencedAt);
  return {
    killed: dead.length - silent.length - later.length,
    found: silent.length,
    foundAfter: median(silent.map(({ diedAt }) => diedAt - over)),
    foundLater: later.length,
    lateBy: median(later.map(({ diedAt, heardAt }) => diedAt - heardAt - LIMIT)),
    latest: Math.max(
      ...[...silent, ...later].map(({ diedAt, heardAt }) => diedAt - heardAt - LIMIT),
    ),
    timers: median(later.map(({ timerAt, heardAt }) => timerAt - heardAt - LIMIT)),
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
