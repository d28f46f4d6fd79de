import type { Happening, Schedule } from './Schedule';

/** How many shorter schedules are tried. */
const TRIES = 500;
/** In ms: so long that a diagram can show what happens in between. */
const STEP = 50;

/** The shortest schedule found, of a schedule's parts and with shorter pauses, that still `breaks` a law. */
export function shrink(schedule: Schedule, breaks: (schedule: Schedule) => boolean): Schedule {
  let shortest = schedule;
  let tries = 0;
  for (let isShorter = true; isShorter;) {
    isShorter = false;
    for (const shorter of shorterThan(shortest)) {
      if (tries++ >= TRIES) return shortest;
      if (!breaks(shorter)) continue;
      shortest = shorter;
      isShorter = true;
      break;
    }
  }
  return shortest;
}

function* shorterThan(schedule: Schedule): Generator<Schedule> {
  for (let i = schedule.length - 1; i >= 0; i--) yield schedule.toSpliced(i, 1).map(resend());
  for (const [i, { sends }] of schedule.entries()) {
    const next = schedule[i + 1]?.sends;
    if (sends && next) yield merged(schedule, i, [sends[0], next[1]]);
  }
  for (const [i, { at }] of schedule.entries()) {
    const before = schedule[i - 1]?.at ?? 0;
    for (const pause of [0, STEP, Math.round((at - before) / 2)])
      if (before + pause < at) yield earlier(schedule, i, at - before - pause);
  }
}

function earlier(schedule: Schedule, from: number, by: number): Schedule {
  return schedule.map((each, i) => (i < from ? each : { ...each, at: each.at - by }));
}

function merged(schedule: Schedule, i: number, sends: readonly [number, number]): Schedule {
  return schedule.toSpliced(i + 1, 1).map((each, j) => (j === i ? { ...each, sends } : each));
}

/** A peer that leaves out a part says the next one instead. */
function resend(): (happening: Happening) => Happening {
  let from = 0;
  return (happening) => {
    if (!happening.sends) return happening;
    const [start, end] = happening.sends;
    const sends = [from, (from += end - start)] as const;
    return { ...happening, sends };
  };
}
