import {
  defer,
  type Observable,
  type ObservableInput,
  of,
  type SchedulerLike,
  Subscription,
  tap,
} from 'rxjs';
import { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import type { Ending } from '../connection/Ending';
import type { Outcome } from '../server/Outcome';
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
  readonly options: ConnectionOptions;
  readonly within: number;
}

/** One run of a scenario, by a schedule, in virtual time. */
export class Play {
  readonly done: { readonly at: number; readonly what: NonNullable<Happening['does']> }[] = [];
  ending: Ending | undefined;
  /** The law that was broken, if any. */
  broken: string | undefined;
  private readonly socket: TestSocket;
  private readonly connection: Connection;
  private readonly account: Account;
  private readonly sentAccount: SentAccount;
  private readonly pending = new Subscription();
  private readonly holds: Subscription[] = [];
  private pipeline = Subscription.EMPTY;
  private outcomes = 0;
  private went: Outcome['pipeline'] = 'unsubscribed';
  private hasLeft = false;

  private constructor(
    private readonly scheduler: SocketScheduler,
    private readonly setting: Setting,
    private readonly schedule: Schedule,
    private readonly seed: number,
  ) {
    const { highWaterMark } = setting.options;
    this.socket = new TestSocket({ scheduler, highWaterMark });
    this.connection = new Connection(this.socket, { ...setting.options, scheduler });
    this.sentAccount = new SentAccount(this.connection, this.socket.peer);
    this.account = new Account(this.connection, setting.input, this.accuse);
    this.start();
  }

  /** Plays it to the end, or to where a law is broken. */
  static of(setting: Setting, schedule: Schedule, seed: number): Play {
    const scheduler = new SocketScheduler(() => undefined);
    const plays: Play[] = [];
    try {
      scheduler.run(() => plays.push(new Play(scheduler, setting, schedule, seed)));
    } catch (error) {
      const [play] = plays;
      if (!play) throw error;
      play.accuse(`${String(error)} was thrown`);
    }
    const [play] = plays as [Play];
    play.finish();
    return play;
  }

  /** Only the first one counts: others may follow from it. A throw would be taken for the scenario's. */
  private readonly accuse = (law: string): void => {
    this.broken ??= law;
    this.scheduler.maxFrames = -1;
  };

  private finish(): void {
    if (!this.ending) this.accuse('the connection never closed');
    if (this.outcomes !== 1 && !this.hasLeft) this.accuse(`there were ${this.outcomes} outcomes`);
  }

  private start(): void {
    const { connection, scheduler, schedule, setting } = this;
    const tools = { scheduler, dice: random(this.seed), accuse: this.accuse };
    connection.whenClosed((ending) => this.closed(ending));
    this.pipeline = of(connection)
      .pipe(serveEach((each) => this.followed(() => setting.scenario(each, tools))))
      .subscribe(({ pipeline }) => {
        this.outcomes++;
        if (this.went !== pipeline)
          this.accuse(`the pipeline has ${this.went}, and its outcome says ${pipeline}`);
        this.checkLater();
      });
    for (const happening of schedule)
      this.pending.add(scheduler.schedule(() => this.happen(happening), happening.at));
    const last = schedule.at(-1)?.at ?? 0;
    this.pending.add(scheduler.schedule(() => this.leave(), last + setting.within));
  }

  private followed(scenario: () => ObservableInput<unknown>): Observable<unknown> {
    return defer(scenario).pipe(
      tap({ error: () => (this.went = 'failed'), complete: () => (this.went = 'completed') }),
    );
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
