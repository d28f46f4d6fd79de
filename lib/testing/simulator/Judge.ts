import { defer, finalize, type Observable, type ObservableInput, Subscription, tap } from 'rxjs';
import type { Connection } from '../../connection/Connection';
import type { Ending } from '../../connection/Ending';
import type { Outcome } from '../../server/Outcome';
import { Account } from './Account';
import { isOrderly } from './isOrderly';
import { mistakeOf } from './mistakeOf';
import type { PeerDeed } from '../marbles/peerDeeds';
import { SentAccount } from './SentAccount';
import type { SocketScheduler } from '../virtualTime/SocketScheduler';
import type { TestPeer } from '../TestPeer';
import { wrongVerdict } from './wrongVerdict';

const PROMISE =
  'a promise was waited for, which nothing settles in virtual time: give an Observable';

/** In ms. */
const SOON = 100;

/** Watches one connection from its beginning to its end, and tells which law was broken. */
export class Judge {
  /** Only the first one counts: others may follow from it. */
  broken: string | undefined;
  ending: Ending | undefined;
  /** What is yet to be done, but for when all is over. */
  readonly pending = new Subscription();
  private went: Outcome['pipeline'] = 'unsubscribed';
  /** Those of the pipeline. */
  private readonly holds = new Set<Subscription>();
  /** Holds the connection, as one who is not of the pipeline. */
  readonly holdForReader: () => Subscription;
  private readonly account: Account;
  private readonly sentAccount: SentAccount;
  private readonly done: { readonly at: number; readonly what: PeerDeed }[] = [];
  private outcomes = 0;
  private hasLeft = false;

  constructor(
    private readonly scheduler: SocketScheduler,
    private readonly connection: Connection,
    peer: TestPeer,
    input: Buffer,
    private readonly within: number,
  ) {
    this.sentAccount = new SentAccount(connection, peer);
    this.account = new Account(connection, input, this.accuse);
    connection.whenClosed((ending) => this.closed(ending));
    const { life } = connection;
    const hold = life.hold.bind(life, connection);
    this.holdForReader = hold;
    // It may end of its own accord, as an answer.
    const end = peer.end.bind(peer);
    peer.end = () => {
      this.does('end');
      end();
    };
    life.hold = () => this.count(hold());
  }

  /** A throw would be taken for the scenario's. */
  readonly accuse = (law: string): void => {
    this.broken ??= law;
    this.scheduler.stop();
  };

  readonly waits = (): void => this.accuse(PROMISE);

  /** The peer says nothing any more. */
  get isMute(): boolean {
    return this.done.some(({ what }) => ['end', 'close', 'reset', 'lose'].includes(what));
  }

  sends(bytes: number): void {
    this.account.sent += bytes;
  }

  does(what: PeerDeed): void {
    if (!this.isMute && (what === 'end' || what === 'close')) this.account.hasEnded = true;
    this.done.push({ at: this.scheduler.now(), what });
  }

  /** A pipeline, and how it goes. */
  follow(pipeline: () => ObservableInput<unknown>): Observable<unknown> {
    return defer(pipeline).pipe(
      tap({
        error: (error: unknown) => {
          this.went = 'failed';
          const mistake = mistakeOf(error);
          if (mistake !== undefined) this.accuse(mistake);
        },
        complete: () => (this.went = 'completed'),
      }),
      finalize(() => this.over()),
    );
  }

  /** Nothing has happened for so long that the pipeline is to be left. */
  waited(): void {
    const { hasClosed, holds, within } = this;
    // A peer that takes nothing may hold us back for ever.
    if (holds.size > 0 && !hasClosed && this.connection.writableLength === 0)
      this.accuse(
        `the pipeline still held the connection ${within} ms later: work that takes longer wants a longer \`within\``,
      );
  }

  left(): void {
    this.hasLeft = true;
    this.checkLater();
  }

  told({ pipeline }: Outcome): void {
    this.outcomes++;
    if (this.went !== pipeline)
      this.accuse(`the pipeline has ${this.went}, and its outcome says ${pipeline}`);
    this.checkLater();
  }

  finish(): void {
    if (!this.ending) this.accuse('the connection never closed');
    if (this.outcomes !== 1 && !this.hasLeft) this.accuse(`there were ${this.outcomes} outcomes`);
  }

  private count(hold: Subscription): Subscription {
    this.holds.add(hold);
    hold.add(() => this.holds.delete(hold));
    return hold;
  }

  private over(): void {
    // What rxjs tears down it does behind the last event, in the same call.
    globalThis.queueMicrotask(() => {
      if (this.holds.size > 0 && !this.hasClosed)
        this.accuse('the pipeline was over, and still held the connection');
    });
  }

  /** With which all holds have come to nothing, as is said of them. */
  private get hasClosed(): boolean {
    const { cut, ending, failure } = this.connection.life;
    return Boolean(cut ?? ending ?? failure);
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

  /** When all is over, and what was to be done in the same ms as well; others that it has to do with may take their time. */
  private checkLater(): void {
    if (!this.ending || (this.outcomes === 0 && !this.hasLeft)) return;
    this.pending.unsubscribe();
    this.scheduler.schedule(() => this.check(), this.scheduler.sockets > 1 ? this.within : 1);
  }

  private check(): void {
    this.account.close();
    if (this.connection.held) this.accuse('a hold was left behind');
    // Those of connections in real time, which have no scheduler, are over by then.
    if (this.hasTimers)
      this.scheduler.schedule(() => {
        if (this.hasTimers) this.accuse('a timer was left behind');
      }, SOON);
  }

  private get hasTimers(): boolean {
    return this.scheduler.actions.some(({ closed }) => !closed);
  }
}
