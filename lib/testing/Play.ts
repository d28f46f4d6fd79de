import { type ObservableInput, of, type SchedulerLike, Subscription } from 'rxjs';
import { Connection } from '../connection/Connection';
import type { Ending } from '../connection/Ending';
import { serveEach } from '../server/serveEach';
import { Account } from './Account';
import { peerDeeds } from './peerDeeds';
import { random, type Random } from './random';
import type { Happening, Schedule } from './Schedule';
import { SocketScheduler } from './SocketScheduler';
import { TestSocket } from './TestSocket';
import { SentAccount } from './SentAccount';
import { isOrderly } from './isOrderly';
import { wrongVerdict } from './wrongVerdict';

/** What a {@link Scenario} gets besides its connection. */
export interface ScenarioTools {
  /** The virtual time. */
  readonly scheduler: SchedulerLike;
  /** They fall the same way for the same seed. */
  readonly dice: Random;
  /** Says that something is wrong: a law of the scenario's own was broken. */
  readonly accuse: (law: string) => void;
}

/** The pipeline of a connection, as for `serveEach`. */
export type Scenario = (connection: Connection, tools: ScenarioTools) => ObservableInput<unknown>;

/** What is played. */
export interface Setting {
  readonly scenario: Scenario;
  readonly input: Buffer;
  readonly within: number;
}

/** One run of a scenario, by a schedule, in virtual time. */
export class Play {
  readonly done: { readonly at: number; readonly what: NonNullable<Happening['does']> }[] = [];
  ending: Ending | undefined;
  private readonly scheduler = new SocketScheduler(() => undefined);
  private readonly socket = new TestSocket({ scheduler: this.scheduler });
  private readonly connection = new Connection(this.socket, { scheduler: this.scheduler });
  private readonly account: Account;
  private readonly sentAccount = new SentAccount(this.connection, this.socket.peer);
  private readonly pending = new Subscription();
  private readonly holds: Subscription[] = [];
  private pipeline = Subscription.EMPTY;
  private outcomes = 0;
  private hasLeft = false;
  private broken: string | undefined;

  constructor(
    private readonly setting: Setting,
    private readonly schedule: Schedule,
    private readonly seed: number,
  ) {
    this.account = new Account(this.connection, setting.input, this.accuse);
  }

  /** The law that was broken, if any. */
  run(): string | undefined {
    try {
      this.scheduler.run(() => this.start());
      if (!this.ending) this.accuse('the connection never closed');
      if (this.outcomes !== 1 && !this.hasLeft) this.accuse(`there were ${this.outcomes} outcomes`);
    } catch (error) {
      this.accuse(`${String(error)} was thrown`);
    }
    return this.broken;
  }

  /** Only the first one counts: others may follow from it. A throw would be taken for the scenario's. */
  private readonly accuse = (law: string): void => {
    this.broken ??= law;
    this.scheduler.maxFrames = -1;
  };

  private start(): void {
    const { connection, scheduler, schedule, setting } = this;
    const tools = { scheduler, dice: random(this.seed), accuse: this.accuse };
    connection.whenClosed((ending) => this.closed(ending));
    this.pipeline = of(connection)
      .pipe(serveEach((each) => setting.scenario(each, tools)))
      .subscribe(() => {
        this.outcomes++;
        this.checkLater();
      });
    for (const happening of schedule)
      this.pending.add(scheduler.schedule(() => this.happen(happening), happening.at));
    const last = schedule.at(-1)?.at ?? 0;
    this.pending.add(scheduler.schedule(() => this.leave(), last + setting.within));
  }

  private happen({ sends, does }: Happening): void {
    const { account, connection, holds, setting, socket } = this;
    if (sends) {
      if (this.isMute) return;
      account.sent += sends[1] - sends[0];
      socket.peer.send(setting.input.subarray(...sends));
    } else if (does === 'hold') holds.push(connection.hold());
    else if (does === 'release') holds.pop()?.unsubscribe();
    else if (does === 'leave') this.leave();
    else if (does) {
      if (!this.isMute && (does === 'end' || does === 'close')) account.hasEnded = true;
      this.done.push({ at: this.scheduler.now(), what: does });
      peerDeeds[does](socket.peer);
    }
  }

  private get isMute(): boolean {
    return this.done.some(({ what }) => ['end', 'close', 'reset', 'lose'].includes(what));
  }

  private leave(): void {
    this.hasLeft = true;
    this.pipeline.unsubscribe();
    this.checkLater();
  }

  private closed(ending: Ending): void {
    if (this.ending) this.accuse('it closed more than once');
    this.ending = ending;
    const why = wrongVerdict(ending, this.done, this.account.sent, this.scheduler.now());
    if (why) this.accuse(why);
    if (isOrderly(ending) && !this.sentAccount.isComplete)
      this.accuse('it ended in order, and the peer did not get what was written');
    this.checkLater();
  }

  /** When all is over, and what was to be done in the same ms as well. */
  private checkLater(): void {
    if (!this.ending || (this.outcomes === 0 && !this.hasLeft)) return;
    this.pending.unsubscribe();
    this.scheduler.schedule(() => this.check(), 1);
  }

  private check(): void {
    this.account.close();
    if (this.connection.held) this.accuse('a hold was left behind');
    if (this.scheduler.actions.some(({ closed }) => !closed))
      this.accuse('a timer was left behind');
  }
}
