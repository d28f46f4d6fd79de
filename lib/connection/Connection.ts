import type { Socket } from 'node:net';
import { map, Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { type Addresses, addressesOf } from '../socket/addressesOf';
import { unacknowledged } from '../socket/unacknowledged';
import { deadline } from '../time/deadline';
import type { ConnectionOptions } from './ConnectionOptions';
import { drained } from './drained';
import type { Ending } from './Ending';
import { gone } from './gone';
import { GuardedSubscriber } from './GuardedSubscriber';
import type { Holdable } from './Holdable';
import { Lifecycle } from './Lifecycle';
import { numberOption } from './numberOption';
import type { PeerState } from './PeerState';
import type { Output } from './Output';
import { ResetError } from './ResetError';
import { send } from './send';
import { Settings } from './Settings';
import { timeLimit } from './timeLimit';
import type { Writable } from './Writable';

/**
 * One connection: an Observable of the chunks that the peer sends, and the way to send some back.
 *
 * It completes after the last byte when the peer ended its side, and errors when the connection was cut, with a
 * {@link ResetError}, a `KernelTimeoutError`, a `DeadlineError` or another `ConnectionError`; bytes that had arrived come
 * first in either case. {@link Connection.closed} tells how the socket went, whether or not anybody was subscribed.
 *
 * The first subscription starts reading, the last one's end stops it, and all subscribers get the same chunks. In
 * between nothing is lost: up to `highWaterMark` bytes are read ahead, which is what lets an end or a reset be seen
 * without reading, and the rest waits in the kernel and slows the peer.
 *
 * You get them from `listen` and `connect`. Construct one yourself for a connected `net.Socket` that came from
 * elsewhere, in the same turn that you got it in; from then on leave its events and its reading to the connection.
 *
 * @example
 * ```ts
 * listen(7000)
 *   .pipe(serveEach((connection) => connection.pipe(tap((chunk) => connection.write(chunk)))))
 *   .subscribe(({ connection, ending }) => console.log(`${connection} ${ending.type}`));
 * ```
 */
export class Connection extends Observable<Buffer> implements Holdable, Writable {
  /** @internal For who looks on, and must not count as somebody who reads, holds or asks. */
  readonly life: Lifecycle;
  private closedPromise: Promise<Ending> | undefined;
  private peerEndedPromise: Promise<boolean> | undefined;
  private drainedObservable: Observable<void> | undefined;
  private goneObservable: Observable<never> | undefined;

  /**
   * @param socket a connected socket
   * @param options see {@link ConnectionOptions}; a bad one throws an `OptionError`
   * @param addresses what to call the two ends, where the socket itself can't tell
   */
  constructor(
    socket: Socket,
    options: ConnectionOptions = {},
    addresses: Addresses = addressesOf(socket),
  ) {
    super();
    this.life = new Lifecycle(socket, Settings.of(options), addresses);
  }

  /** Node's socket underneath, for its settings. Reading there takes bytes away here, and writing overtakes what waits. */
  get socket(): Socket {
    return this.life.socket;
  }

  get localAddress(): string | undefined {
    return this.life.addresses.localAddress;
  }

  get localPort(): number | undefined {
    return this.life.addresses.localPort;
  }

  get remoteAddress(): string | undefined {
    return this.life.addresses.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.life.addresses.remotePort;
  }

  /** Bytes received, delivered or not. */
  get bytesRead(): number {
    return this.life.socket.bytesRead;
  }

  /** Bytes given to {@link Connection.write}, sent or not. */
  get bytesWritten(): number {
    return this.life.writes.bytesWritten;
  }

  /** Bytes that wait to be sent: that the kernel hasn't taken, since the peer hasn't made room for more. */
  get writableLength(): number {
    return this.life.writes.unsent;
  }

  /**
   * More waits to be sent than `writeBuffer.soft`: time to leave out what can be left out, or to make one of several.
   *
   * @example
   * ```ts
   * if (!connection.backedUp) connection.write('the latest price');
   * ```
   */
  get backedUp(): boolean {
    const { settings, writes } = this.life;
    return writes.unsent > settings.writeBuffer.soft;
  }

  /** {@link Connection.write} still has an effect: this side has neither ended nor been cut. */
  get writable(): boolean {
    const { cut, socket } = this.life;
    return !cut && !socket.destroyed && !socket.writableEnded;
  }

  /**
   * ms since the last {@link Connection.write}, to within 50 ms and what the event loop was blocked for; `undefined` if there
   * was none.
   */
  get sinceLastWrite(): number | undefined {
    return this.life.since(this.life.lastWriteAt);
  }

  /** What can be known of the peer right now, without reading: see {@link PeerState}. */
  get peerState(): PeerState {
    return this.life.peerState;
  }

  /** Bytes that were read ahead and wait for a subscriber. */
  get readableLength(): number {
    return this.life.reads.length;
  }

  /** The last event, completion or error, has been delivered to a subscriber; whoever subscribes now gets it too. */
  get readableEnded(): boolean {
    return this.life.reads.ended;
  }

  /** How long {@link Connection.close} waits by default, in ms; `Infinity` is for ever. */
  get closeTimeout(): number {
    return this.life.settings.closeTimeout;
  }

  /** Somebody is subscribed. */
  get observed(): boolean {
    return this.life.reads.observed;
  }

  /** Somebody holds the connection: see {@link Connection.hold}. */
  get held(): boolean {
    return this.life.reads.held;
  }

  /** For how many ms it has been held without a break, to within 50 ms; `undefined` when nobody holds it. See `maxHold`. */
  get heldFor(): number | undefined {
    return this.life.since(this.life.holding?.since);
  }

  /** ms since the last hold ended, 0 during one, `undefined` if there was none. */
  get sinceHeld(): number | undefined {
    return this.held ? 0 : this.life.since(this.life.holding?.until);
  }

  /**
   * How the socket ended. Settles once, when the descriptor is gone, and never rejects. Who asks is told what a subscriber threw
   * as well, so that it isn't reported as unhandled.
   */
  get closed(): Promise<Ending> {
    this.life.isHeard = true;
    return this.closing;
  }

  /**
   * Whether the peer ended its side: `true` as soon as its end is there, behind bytes that nobody has read yet as well;
   * `false` when the connection closed without. Never rejects. More unread bytes than are read ahead hide an end.
   */
  get peerEnded(): Promise<boolean> {
    return (this.peerEndedPromise ??= new Promise((resolve) => {
      this.life.whenPeerEnded(resolve);
    }));
  }

  /**
   * Emits nothing, and errors when the connection has closed, without reading: with a {@link ResetError} or whatever else cut it, and with a
   * `ConnectionError` when both sides had ended.
   *
   * @example
   * ```ts
   * const result = firstValueFrom(merge(save(chunk), connection.gone));
   * ```
   */
  get gone(): Observable<never> {
    return (this.goneObservable ??= gone(this.life));
  }

  /**
   * Emits once and completes when all that was written is with the kernel, so that {@link Connection.write} may go on after it
   * has returned `false`: at once if nothing waits. Errors with a `ConnectionError` if the connection closes before.
   *
   * @example
   * ```ts
   * const slowly = chunks.pipe(concatMap((chunk) => (connection.write(chunk) ? EMPTY : connection.drained)));
   * ```
   */
  get drained(): Observable<void> {
    return (this.drainedObservable ??= drained(this.life, this.gone));
  }

  /**
   * Subscribes as to any Observable. A throw in the `next` of an observer given here ends this connection only: it is
   * reset, and `error` and {@link Connection.closed} tell the error; without either, rxjs reports it as unhandled.
   */
  override subscribe(
    observerOrNext?: Partial<Observer<Buffer>> | ((chunk: Buffer) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const sink = isSubscriber(observerOrNext)
      ? observerOrNext
      : this.guarded(
          typeof observerOrNext === 'object' && observerOrNext
            ? observerOrNext
            : ({ next: observerOrNext, error, complete } as Partial<Observer<Buffer>>),
        );
    sink.add(this.life.reads.subscribe(sink));
    return sink;
  }

  /**
   * Stops the delivery of chunks until the returned subscription, and that of every other hold, is unsubscribed. What
   * comes meanwhile is read ahead and then left to the kernel, so that in the end the peer has to wait. Of a chunk that was
   * delivered before all frames still come: `pacedMap` counts them. An error or the close releases all holds.
   *
   * @example
   * ```ts
   * const hold = connection.hold();
   * void save(chunk).finally(() => {
   *   hold.unsubscribe();
   * });
   * ```
   */
  hold(): Subscription {
    return this.life.hold(this);
  }

  /**
   * Puts bytes back that you have got and that somebody else is to get, before all others: the next subscriber, or who has
   * subscribed since. Leave first. While anybody else is subscribed who has got them too, the next subscriber has to come in the
   * same turn of the event loop, as it does behind an `await`; otherwise it would miss what comes in between.
   *
   * @returns `false` when they can't be put back, since the last event has been delivered
   */
  unshift(chunk: Uint8Array): boolean {
    return this.life.reads.unshift(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  /**
   * Sends bytes, a string as UTF-8, or several of these as one, such as what a framing encodes. That it was accepted proves
   * nothing about the peer.
   *
   * After {@link Connection.end} it fails the connection with a `WriteAfterEndError`, and, unless nothing was waiting before, with
   * more than `writeBuffer.hard` bytes waiting with a `SlowConsumerError`. Once the connection has failed or closed it does nothing.
   *
   * @returns `false` when the queue is full and the caller should wait for {@link Connection.drained}
   */
  write(output: Output): boolean {
    return send(this.life, output);
  }

  /**
   * Asks for the bytes written that the peer's kernel has not acknowledged: {@link Connection.writableLength}, and what our own
   * kernel has taken. Emits that once and completes. It takes some ms, and more when there are very many sockets: all who ask at
   * about the same time share the answer. `undefined` where it can't be known: on other systems than Linux, over Unix sockets, and when the connection has
   * closed. Of a TLS socket some is counted twice, encrypted and not.
   *
   * @example
   * ```ts
   * const underWay = await firstValueFrom(connection.unacknowledged());
   * ```
   *
   * @param options.maxAge how old an answer to somebody else may be, in ms; default 0: what is true after the subscription
   */
  unacknowledged(
    options: { readonly maxAge?: number | undefined } = {},
  ): Observable<number | undefined> {
    const { maxAge = 0 } = options;
    const isAge = (ms: number): boolean => ms >= 0 && ms < Infinity;
    numberOption('maxAge', maxAge, isAge, 'a duration in ms, 0 or more');
    return unacknowledged(this.socket, maxAge).pipe(
      map((sent) =>
        // Of the same moment as `bytesWritten`: somebody may have written since they asked.
        sent === undefined || this.socket.destroyed ? undefined : this.writableLength + sent,
      ),
    );
  }

  /** Ends this side once what is queued has been sent, after `output` if there is any. The peer may go on sending. */
  end(output?: Output): void {
    if (output !== undefined) this.write(output);
    this.life.end();
  }

  /** Cuts the connection: the peer sees a reset, subscribers here get a `ResetError` with this `cause`. */
  reset(cause?: unknown): void {
    this.life.abort(
      { type: 'local', by: 'reset', ...(cause !== undefined && { cause }) },
      new ResetError(`${this.life.name} was reset by this side`, { cause }),
    );
  }

  /**
   * Closes in order: ends this side and waits for the peer's end. What still comes is delivered; with nobody subscribed
   * it is thrown away, so that unread bytes can't keep the end from being seen.
   *
   * @param options.within how long to wait before resetting, in ms; default the connection's `closeTimeout`, 0 and
   * `Infinity` wait for ever
   * @returns what {@link Connection.closed} is
   */
  close(options: { readonly within?: number | undefined } = {}): Promise<Ending> {
    const { life } = this;
    const within = timeLimit(options, 'within', life.settings.closeTimeout);
    if (!life.ending) {
      life.end();
      life.reads.discard();
      life.expect('closeTimeout', within);
    }
    // Not `closed`: who closes need not want to hear of what was thrown.
    return this.closing;
  }

  /** Lets the process live on for this connection, as is the default. */
  ref(): this {
    this.life.socket.ref();
    return this;
  }

  /** Lets the process exit although this connection is open. */
  unref(): this {
    this.life.socket.unref();
    return this;
  }

  /** `local <-> remote`, for logs. */
  override toString(): string {
    return this.life.name;
  }

  /** {@link Connection.close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @internal Counts as being read, for who serves a connection that its pipeline may not read for a while. */
  attend(): Subscription {
    return this.life.reads.attend();
  }

  /** @internal What `closed.then` does, and in virtual time as well, where no promise is ever settled. */
  whenClosed(callback: (ending: Ending) => void): void {
    this.life.isHeard = true;
    this.life.whenClosed((ending) => queueMicrotask(() => callback(ending)));
  }

  /** @internal Calls back `ms` from now, as the deadlines of this connection do. */
  wait(ms: number, callback: () => void): Subscription {
    return deadline(ms, callback, this.life.settings.scheduler);
  }

  /** @internal What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Connection ${this.life.name}`;
  }

  private get closing(): Promise<Ending> {
    return (this.closedPromise ??= new Promise((resolve) => {
      this.life.whenClosed(resolve);
    }));
  }

  private guarded(observer: Partial<Observer<Buffer>>): Subscriber<Buffer> {
    return new GuardedSubscriber(observer, (thrown, heard) => {
      this.life.threw(thrown, heard || this.life.isHeard);
    });
  }
}

/** What an operator, or rxjs itself, subscribes with. */
function isSubscriber(
  observer: Partial<Observer<Buffer>> | ((chunk: Buffer) => void) | null | undefined,
): observer is Subscriber<Buffer> {
  return typeof observer === 'object' && observer !== null && 'add' in observer;
}
