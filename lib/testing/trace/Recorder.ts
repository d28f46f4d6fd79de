import type { Ending } from '../../connection/Ending';
import type { Lifecycle } from '../../connection/Lifecycle';
import { isOrderly } from '../simulator/isOrderly';
import { isCut } from '../../socket/isCut';
import type { Retention } from './Retention';
import { lastEventOf, type UntimedEvent } from './lastEventOf';
import type { Trace, TraceBytes, TraceEvent, TraceGap } from './Trace';
import { tracedEnding } from './tracedEnding';
import type { Eavesdropper, Sent } from './wiretap';

/** In so many turns of the event loop Node has told of a close. */
const TURNS = 8;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Makes a {@link Trace} of what it hears. */
export class Recorder implements Eavesdropper {
  private readonly events: TraceEvent[] = [];
  private readonly startedAt: number;
  private readonly before: TraceGap;
  private last: Pick<Trace, 'closedAt' | 'ending'> = {};
  private isStopped = false;
  private peerEnded = false;
  private turn: number | undefined;
  /** An end of ours that may have come to nothing. */
  private doubtful: { readonly at: number; readonly place: number } | undefined;
  /** An end of just now, or a write that failed, with which it may have closed. */
  private closing: { readonly at: number } | undefined;

  constructor(
    private readonly life: Lifecycle,
    private readonly retention: Retention,
  ) {
    this.startedAt = life.now();
    const { bytesRead: read, bytesWritten: written } = life.socket;
    this.before = { read, written };
  }

  get trace(): Trace {
    const { before, events, last } = this;
    const { missing } = this.retention;
    return {
      version: 1,
      events: events.map((event) => ({ ...event })),
      ...(before.read + before.written > 0 && { before }),
      ...(missing && { missing }),
      ...last,
    };
  }

  came(bytes: Uint8Array): void {
    this.chunk(bytes, 'peer');
  }

  ended(): void {
    if (!this.peerEnded) this.end({ by: 'peer', type: 'end' });
    this.peerEnded = true;
  }

  went(bytes: Uint8Array): Sent {
    const chunk = this.chunk(bytes, 'local');
    return {
      waits: () => this.stop(chunk),
      failed: () => {
        if (!chunk) return;
        (chunk as Mutable<TraceBytes>).failed = true;
        this.mayClose();
      },
    };
  }

  drained(): void {
    if (this.isStopped) this.add({ by: 'peer', type: 'drain' });
    this.isStopped = false;
  }

  finished(): void {
    // Behind all that waited, before that is told.
    this.drained();
    if (!isCut(this.life.socket)) this.end({ by: 'local', type: 'end' });
    // It comes to nothing when the kernel has given up what nobody reads. Otherwise it is told by how all ends.
    else this.doubtful = { at: this.now(), place: this.events.length };
  }

  closed(ending: Ending): void {
    const closedAt = Math.max(this.closing?.at ?? this.now(), this.events.at(-1)?.at ?? 0);
    const { doubtful } = this;
    if (doubtful && isOrderly(ending))
      this.events.splice(doubtful.place, 0, { at: doubtful.at, by: 'local', type: 'end' });
    const last = lastEventOf(this.life, ending);
    if (last) this.events.push({ at: closedAt, ...last });
    this.last = { closedAt, ending: tracedEnding(ending) };
  }

  private stop(chunk: TraceEvent | undefined): void {
    if (this.isStopped || !chunk) return;
    this.isStopped = true;
    // It stopped before that was written.
    this.events.splice(this.events.lastIndexOf(chunk), 0, {
      at: chunk.at,
      by: 'peer',
      type: 'stop',
    });
  }

  private chunk(bytes: Uint8Array, by: 'peer' | 'local'): TraceEvent | undefined {
    const kept = this.retention.keep(bytes, by, () => this.now());
    return kept && this.add({ by, type: 'chunk', ...kept });
  }

  private add(event: UntimedEvent): TraceEvent {
    const timed = { at: this.now(), ...event } as TraceEvent;
    this.events.push(timed);
    return timed;
  }

  private end(event: UntimedEvent): void {
    this.add(event);
    this.mayClose();
  }

  /** What closes a connection Node tells some turns later, which may be in another ms: not so in virtual time. */
  private mayClose(): void {
    const closing = (this.closing = { at: this.now() });
    const wait = (turns: number): void => {
      if (this.closing !== closing) return;
      if (turns === 0) this.closing = undefined;
      else this.life.settings.scheduler.schedule(() => wait(turns - 1));
    };
    wait(TURNS);
  }

  /** The same within a turn of the event loop: what is done about a chunk at once is so in virtual time as well. */
  private now(): number {
    const { life } = this;
    if (this.turn === undefined) {
      this.turn = Math.floor(life.now() - this.startedAt);
      life.settings.scheduler.schedule(() => (this.turn = undefined));
    }
    return this.turn;
  }
}
