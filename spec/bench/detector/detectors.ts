import { type OperatorFunction, pipe, type SchedulerLike, tap, timeout } from 'rxjs';
import {
  heartbeatLines,
  idleTimeout,
  liveness,
  type LivenessPolicy,
  phiAccrual,
  type PhiOptions,
} from 'rxjs-sockets';
import type { End } from './End';

/** Something that ends a stream when it takes the peer for dead. */
export interface Detector {
  readonly name: string;
  /** Whether it looks ten times a second whether its own process stalls: in virtual time that takes fifty times as long. */
  readonly looksOften?: boolean;
  readonly watch: (connection: End, scheduler: SchedulerLike) => OperatorFunction<string, unknown>;
}

const BEAT = 10_000;

/** What the peers do: beat, and answer when they are asked. */
export const peerPolicy: LivenessPolicy<string> = {
  ...heartbeatLines({ every: BEAT, deadAfter: Infinity }),
  answer: { match: (message) => message === 'PING', reply: 'PONG' },
};

// None of the detectors beats itself: that would wake peers whose timers are put off, and so help those that don't ask.

function fixed(limit: number): Detector {
  return {
    name: `fixed ${limit / 1000} s`,
    watch: (_, scheduler) => idleTimeout({ each: limit, scheduler }),
  };
}

function asking(name: string, within: number, margin: number | PhiOptions): Detector {
  const policy: LivenessPolicy<string> = {
    expect: { within, margin },
    probe: { frame: 'PING', match: (message) => message === 'PONG', timeout: 2_000, attempts: 1 },
  };
  return {
    name: `probe at ${name}, 2 s`,
    looksOften: typeof margin === 'object',
    watch: (connection, scheduler) => liveness(connection, policy, { scheduler }),
  };
}

/** Alone: by the intervals between beats. */
function accruing(threshold: number): Detector {
  const options = { threshold, firstEstimate: BEAT, every: 0 };
  return {
    name: `phi ${threshold}`,
    looksOften: true,
    watch: (_, scheduler) =>
      pipe(
        phiAccrual({ ...options, scheduler }),
        tap((level) => {
          if (level >= threshold) throw new Error(`phi ${level}`);
        }),
      ),
  };
}

/** Above the interval that was agreed: by how late beats are. */
function learning(threshold: number): Detector {
  // The first beat is due when the first limit has passed, and has no margin of its own.
  const options = { each: BEAT, first: 12_500, margin: { threshold } };
  return {
    name: `10 s + phi ${threshold}`,
    looksOften: true,
    watch: (_, scheduler) => idleTimeout({ ...options, scheduler }),
  };
}

/** The default policy, which has the target. */
export const probing = asking('10.5 s', BEAT, 500);

export const detectors: readonly Detector[] = [
  fixed(30_000),
  fixed(20_000),
  // As patient as the default policy, which shows what asking adds to patience.
  fixed(12_500),
  {
    name: 'rxjs timeout 12.5 s',
    watch: (_, scheduler) => timeout({ each: 12_500, scheduler }),
  },
  fixed(10_500),
  accruing(8),
  learning(8),
  // Doesn't wait for a beat.
  asking('5.5 s', 5_000, 500),
  asking('10 s + phi 8', BEAT, { threshold: 8 }),
  probing,
];
