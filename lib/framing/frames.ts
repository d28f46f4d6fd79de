import { Observable, type SchedulerLike } from 'rxjs';
import type { Held } from '../connection/Held';
import { timeLimit } from '../connection/timeLimit';
import { agendaFor } from '../time/agendaFor';
import type { Decoder } from './Decoder';
import { decoderOf } from './decoderOf';
import { FramesSubscriber } from './FramesSubscriber';
import type { Codec, Framing } from './Framing';

/** What {@link frames} goes by. */
export interface FramesOptions {
  /**
   * How long a frame may take from its first byte to its last, in ms, whatever comes of it meanwhile. Between frames it doesn't
   * run. Default 0: for ever, as `Infinity`.
   */
  readonly incompleteFrameTimeout?: number | undefined;
  /** Whose silence is nobody's fault: the connection, so that no deadline passes while it is held. */
  readonly unless?: Held | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Makes frames of chunks, the same however those were cut. Use it for a decoder of your own, or to give a framing a deadline
 * for each frame, which keeps a peer from sending a byte now and then for ever. What it makes is a framing again; where another
 * one takes over its decoder, as in `switchDecoder`, the deadline is that of the other one.
 *
 * What is no frame is a `FrameError`, and an end in the middle of one a `TruncatedFrameError`, behind the frames before that.
 * The deadline is a `DeadlineError`.
 *
 * Frames may be views of the chunk that they came in, up to 64 KiB: copy those that you keep for long (`Buffer.from(frame)`).
 * Short lines share a string of up to 1,024 bytes of text likewise.
 *
 * Who leaves right behind a connection gives back what is behind the last frame, so that the next subscriber goes on there: see
 * `Connection.unshift`. Behind other operators it is lost.
 *
 * @example
 * ```ts
 * const requests = connection.pipe(frames(lines(), { incompleteFrameTimeout: 10_000 }));
 * ```
 *
 * @param framing such as `lines()`, or a function that makes a `Decoder`
 * @param options see {@link FramesOptions}; a bad one throws an `OptionError`
 */
export function frames<T, In>(codec: Codec<T, In>, options?: FramesOptions): Codec<T, In>;
export function frames<T>(
  framing: Framing<T> | (() => Decoder<T>),
  options?: FramesOptions,
): Framing<T>;
export function frames<T>(
  framing: Framing<T> | (() => Decoder<T>),
  options: FramesOptions = {},
): Framing<T> {
  const decoder = decoderOf(framing);
  const limit = timeLimit(options, 'incompleteFrameTimeout', Infinity);
  const { scheduler, unless } = options;
  const operator = (source: Observable<Uint8Array>): Observable<T> =>
    new Observable((subscriber) =>
      source.subscribe(
        new FramesSubscriber(subscriber, source, decoder(), limit, unless, agendaFor(scheduler)),
      ),
    );
  const { encode } = framing as Partial<Codec<T>>;
  return Object.assign(operator, { decoder, ...(encode && { encode }) });
}
