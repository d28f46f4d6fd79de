import { VirtualTimeScheduler } from 'rxjs';
import type { Ending } from '../../connection/Ending';
import type { Lifecycle } from '../../connection/Lifecycle';
import { isCut } from '../../socket/isCut';
import type { Retention } from './Retention';
import { lastEventOf, type UntimedEvent } from './lastEventOf';
import type { Trace, TraceBytes, TraceEvent, TraceGap } from './Trace';
import { tracedEnding } from './tracedEnding';
import type { Eavesdropper, Sent } from './wiretap';

/** So many ms behind an event is as good as with it. */
const AT_ONCE = 5;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Makes a {@link Trace} of what it hears. */
export class Recorder implements Eavesdropper {
  private readonly events: TraceEvent[] = [];
  private readonly startedAt: number;
  private readonly before: TraceGap;
  private closing: Pick<Trace, 'closedAt' | 'ending'> = {};
  private isStopped = false;
  private peerEnded = false;
  private turn: number | undefined;
  private lastAt = -Infinity;

  constructor(
    private readonly life: Lifecycle,
    private readonly retention: Retention,
  ) {
    this.startedAt = life.now();
    const { bytesRead: read, bytesWritten: written } = life.socket;
    this.before = { read, written };
  }

  get trace(): Trace {
    const { before, closing, events } = this;
    const { missing } = this.retention;
    return {
      version: 1,
      events: events.map((event) => ({ ...event })),
      ...(before.read + before.written > 0 && { before }),
      ...(missing && { missing }),
      ...closing,
    };
  }

  came(bytes: Uint8Array): void {
    this.chunk(bytes, 'peer');
  }

  ended(): void {
    if (!this.peerEnded) this.add({ by: 'peer', type: 'end' });
    this.peerEnded = true;
  }

  went(bytes: Uint8Array): Sent {
    const chunk = this.chunk(bytes, 'local');
    return {
      waits: () => this.stop(chunk),
      failed: () => {
        if (chunk) (chunk as Mutable<TraceBytes>).failed = true;
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
    // It comes to nothing when the kernel has given up what nobody reads.
    if (!isCut(this.life.socket)) this.add({ by: 'local', type: 'end' });
  }

  closed(ending: Ending): void {
    const closedAt = this.closingTime();
    const last = lastEventOf(this.life, ending);
    if (last) this.events.push({ at: closedAt, ...last });
    this.closing = { closedAt, ending: tracedEnding(ending) };
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
    const kept = this.retention.keep(bytes, by, this.now());
    return kept && this.add({ by, type: 'chunk', ...kept });
  }

  private add(event: UntimedEvent): TraceEvent {
    const timed = { at: this.now(), ...event } as TraceEvent;
    this.events.push(timed);
    this.lastAt = this.life.now();
    return timed;
  }

  /** Node tells of a close some turns behind what has closed it, which may be in another ms; in virtual time it is not. */
  private closingTime(): number {
    const { life } = this;
    const isVirtual = life.settings.scheduler instanceof VirtualTimeScheduler;
    const isAtOnce = !isVirtual && life.now() - this.lastAt < AT_ONCE;
    return isAtOnce ? (this.events.at(-1)?.at ?? 0) : this.now();
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
