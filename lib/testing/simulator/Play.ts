import { type ObservableInput, of, type SchedulerLike, Subscription } from 'rxjs';
import { Connection } from '../../connection/Connection';
import type { ConnectionOptions } from '../../connection/ConnectionOptions';
import type { Ending } from '../../connection/Ending';
import { serveEach } from '../../server/serveEach';
import { Judge } from './Judge';
import { peerDeeds } from '../marbles/peerDeeds';
import { random, type Random } from '../random';
import { refusingPromises } from '../virtualTime/refusingPromises';
import type { Happening, Schedule } from './Schedule';
import { SocketScheduler } from '../virtualTime/SocketScheduler';
import { TestSocket } from '../TestSocket';

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

/** The same in each run, since messages have it. */
const REMOTE = { address: '192.0.2.2', port: 49_152 };

/** One run of a scenario, by a schedule, in virtual time. */
export class Play {
  /** When the pipeline was left that would have gone on. */
  leftAt: number | undefined;
  private readonly judge: Judge;
  private readonly socket: TestSocket;
  private readonly connection: Connection;
  private readonly holds: Subscription[] = [];
  private pipeline = Subscription.EMPTY;

  private constructor(
    private readonly scheduler: SocketScheduler,
    private readonly setting: Setting,
  ) {
    const { input, options, within } = setting;
    const { highWaterMark } = options;
    this.socket = new TestSocket({ scheduler, highWaterMark, remote: REMOTE });
    this.connection = new Connection(this.socket, { ...options, scheduler });
    this.judge = new Judge(scheduler, this.connection, this.socket.peer, input, within);
  }

  /** Plays it to the end, or to where a law is broken. */
  static of(setting: Setting, schedule: Schedule, seed: number): Play {
    const scheduler = new SocketScheduler(() => undefined);
    const plays: Play[] = [];
    const run = (): void =>
      scheduler.run(() => {
        const play = new Play(scheduler, setting);
        plays.push(play);
        play.start(schedule, seed);
      });
    try {
      refusingPromises(run, () => plays[0]?.judge.waits());
    } catch (error) {
      if (!plays[0]) throw error;
      plays[0].judge.accuse(`${String(error)} was thrown`);
    }
    const [play] = plays as [Play];
    play.judge.finish();
    return play;
  }

  /** The law that was broken, if any. */
  get broken(): string | undefined {
    return this.judge.broken;
  }

  get ending(): Ending | undefined {
    return this.judge.ending;
  }

  private start(schedule: Schedule, seed: number): void {
    const { connection, judge, scheduler, setting, socket } = this;
    const tools = { scheduler, dice: random(seed), accuse: judge.accuse };
    this.pipeline = of(connection)
      .pipe(serveEach((each) => judge.follow(() => setting.scenario(each, tools))))
      .subscribe((outcome) => judge.told(outcome));
    for (const happening of schedule)
      judge.pending.add(scheduler.schedule(() => this.happen(happening), happening.at));
    const leave = (): void => {
      this.leftAt = scheduler.now();
      judge.waited();
      this.leave();
    };
    const last = schedule.at(-1)?.at ?? 0;
    judge.pending.add(scheduler.schedule(() => socket.peer.finish(), last));
    judge.pending.add(scheduler.schedule(leave, last + setting.within));
  }

  private happen({ sends, does }: Happening): void {
    const { holds, judge, setting, socket } = this;
    if (sends) {
      if (judge.isMute) return;
      judge.sends(sends[1] - sends[0]);
      socket.peer.send(setting.input.subarray(...sends));
    } else if (does === 'hold') holds.push(judge.holdForReader());
    else if (does === 'release') holds.pop()?.unsubscribe();
    else if (does === 'leave') this.leave();
    else if (does) {
      if (does !== 'end') judge.does(does);
      peerDeeds[does](socket.peer);
    }
  }

  private leave(): void {
    this.pipeline.unsubscribe();
    this.judge.left();
  }
}
