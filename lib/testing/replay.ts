import type { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import { OptionError } from '../connection/OptionError';
import { deedsOf } from './trace/deedsOf';
import { diagramOf } from './marbles/diagramOf';
import { Legend } from './trace/Legend';
import type { ChunkValues } from './marbles/peerScript';
import type { ExpectedEnding, SocketHelpers } from './runSockets';
import { sentOf } from './trace/sentOf';
import type { Trace, TraceEnding } from './trace/Trace';
import { traceOf } from './trace/traceOf';

const durations: ReadonlySet<string> = new Set<keyof TraceEnding>([
  'duration',
  'sinceLastRead',
  'sinceLastWrite',
]);

/** A connection whose peer does what one did before, and what else was to be seen then. */
export interface Replay {
  readonly connection: Connection;
  /** What this side sent, for `expectWritten(connection).toBe(...written)`. */
  readonly written: readonly [marbles: string, values: ChunkValues];
  /** When and how it ended, for `expectEnding(connection).toBe(...ending)`; how long that took is left out, which no two clocks agree upon.
   * Of a trace that is incomplete it throws an `OptionError`. */
  readonly ending: readonly [marbles: string, values: Readonly<Record<string, ExpectedEnding>>];
}

/**
 * Plays the peer's side of a {@link Trace} within `runSockets`, at the times that were recorded: runs a pipeline against an incident, in
 * milliseconds. What our side did is not played, but can be expected of the pipeline.
 *
 * Of an incomplete trace the beginning is played, and silence after that.
 *
 * @example
 * ```ts
 * runSockets((helpers) => {
 *   const { connection, written, ending } = replay(readFileSync('incident.json', 'utf8'), helpers);
 *   helpers.expectObservable(connection.pipe(lines())).toBe('12ms a 3ms #', { a: 'hello' }, ResetError);
 *   helpers.expectWritten(connection).toBe(...written);
 *   helpers.expectEnding(connection).toBe(...ending);
 * });
 * ```
 *
 * @param trace of `record`, or its JSON; an `OptionError` names what is wrong with it
 * @param helpers what `runSockets` gives
 * @param options those of the connection
 */
export function replay(
  trace: Trace | string,
  helpers: Pick<SocketHelpers, 'connection'>,
  options?: ConnectionOptions,
): Replay {
  const checked = traceOf(trace);
  const { closedAt, ending, missing } = checked;
  const legend = new Legend();
  const deeds = diagramOf(deedsOf(checked, legend));
  const written = diagramOf(sentOf(checked, legend));
  const { values } = legend;
  return {
    connection: helpers.connection(deeds, values, options),
    written: [written, values],
    get ending(): Replay['ending'] {
      // What is silent from there on ends in another way.
      if (missing)
        throw new OptionError('trace.missing', missing.at, 'not there where an ending is expected');
      if (closedAt === undefined || !ending) return ['', {}];
      return [diagramOf([{ at: closedAt, sign: 'e' }]), { e: untimed(ending) }];
    },
  };
}

function untimed(ending: TraceEnding): ExpectedEnding {
  return Object.fromEntries(Object.entries(ending).filter(([name]) => !durations.has(name)));
}
