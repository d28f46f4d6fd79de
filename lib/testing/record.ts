import { Observable } from 'rxjs';
import type { Connection } from '../connection/Connection';
import { byteLimit } from '../connection/byteLimit';
import { OptionError } from '../connection/OptionError';
import { Recorder } from './trace/Recorder';
import { type Redact, Retention } from './trace/Retention';
import type { Trace } from './trace/Trace';
import { wiretap } from './trace/wiretap';

/** What is kept of a connection. */
export interface RecordOptions {
  /**
   * How much is kept, in bytes, each event counting as 128 more than it carries; after that bytes are only counted, and `missing` says
   * how many. 0 and `Infinity`: all. Default: 1 MiB.
   */
  readonly limit?: number | undefined;
  /**
   * `true` puts an `x` in the place of each byte; a function gets a copy of the bytes, and from whom they are, and returns what is to be
   * kept in their place. If it throws, that is `x`s too. Default: nothing is replaced.
   */
  readonly redact?: boolean | Redact | undefined;
}

/** A recording that goes on. */
export interface Recording {
  /** All so far, as JSON. */
  readonly trace: Trace;
  /** Emits the whole when the connection has closed, and completes; at once if it has, or if the recording was stopped. */
  readonly closed: Observable<Trace>;
  /** Leaves the connection. */
  stop(): void;
}

/**
 * Records what happens to a connection, so that an incident becomes a test: see {@link replay}. The connection isn't read by that, nor held, nor
 * kept: it is listened to below its buffers, and all that differs is time: a copy of what is kept, and receiving in bulk takes about a third
 * more of the processor for as long as it goes on. Begin when you get the connection; what came before is only counted.
 *
 * @example
 * ```ts
 * listen(7000).pipe(tap((connection) => {
 *   record(connection, { redact: true }).closed.subscribe((trace) => {
 *     if (trace.ending?.type === 'reset') writeFileSync('incident.json', JSON.stringify(trace));
 *   });
 * }))
 * ```
 *
 * @param connection any, also one of `fromDuplex`
 * @param options see {@link RecordOptions}; a bad one throws an `OptionError`
 */
export function record(connection: Connection, options: RecordOptions = {}): Recording {
  const limit = byteLimit(options, 'limit', 1_048_576);
  const { life } = connection;
  const recorder = new Recorder(life, new Retention(limit, redactOf(options.redact)));
  const waiting = new Set<() => void>();
  let isOver = false;
  const stopListening = wiretap(life.socket, recorder);
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    stopListening();
    for (const tell of waiting) tell();
    waiting.clear();
  };
  // Not `whenClosed` of the connection, for which its failures count as heard.
  life.whenClosed((ending) => {
    if (!isOver) recorder.closed(ending);
    stop();
  });
  return {
    get trace() {
      return recorder.trace;
    },
    closed: new Observable((subscriber) => {
      const tell = (): void => {
        subscriber.next(recorder.trace);
        subscriber.complete();
      };
      if (isOver) tell();
      else waiting.add(tell);
      return () => waiting.delete(tell);
    }),
    stop,
  };
}

function redactOf(redact: unknown): Redact {
  if (redact === true) return (bytes) => bytes.fill('x');
  if (typeof redact === 'function') return redact as Redact;
  if (redact === undefined || redact === false) return (bytes) => bytes;
  throw new OptionError('redact', redact, 'a function of bytes, or whether to replace all');
}
