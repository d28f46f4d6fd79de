import { liveness } from 'rxjs-sockets';
import { type Detector, peerPolicy } from './detectors';
import { Dice } from './Dice';
import { End } from './End';
import { Process } from './Process';
import type { Mishap, Trace } from './traces';
import { Wire } from './Wire';
import { World } from './World';

/** What a detector did on a trace. */
export interface Findings {
  /** After how many ms each crash was found. Time in which the process itself stood still doesn't count: it finds nothing then. */
  readonly found: readonly number[];
  /** How many peers were taken for dead that lived. */
  readonly kills: number;
  /** For how many ms a peer lived and was watched. */
  readonly healthy: number;
}

/** How long a peer lives: many times what it takes to beat, so that it crashes at any time between two beats. */
const [SHORTEST, LONGEST] = [120_000, 600_000];
/** Far longer than any of them should need. */
const GIVE_UP = 3_600_000;
/** For how long a network is gone after a sleep. */
const RETURN = 2_000;

/** Watches so many peers, one after the other, each until its crash is found. Who is taken for dead before that is dialled again. */
export function observe(trace: Trace, detector: Detector, lives: number, seed: number): Findings {
  const fate = new Dice(seed);
  const found: number[] = [];
  let [kills, healthy] = [0, 0];
  for (let i = 0; i < lives; i++) {
    const crashAt = fate.uniform(SHORTEST, LONGEST);
    const life = observeOne(trace, detector, crashAt, 1_000_003 * seed + 3 * i);
    found.push(life.found);
    kills += life.kills;
    healthy += crashAt;
  }
  return { found, kills, healthy };
}

function observeOne(
  trace: Trace,
  detector: Detector,
  crashAt: number,
  seed: number,
): { found: number; kills: number } {
  const world = new World();
  const [us, them] = [new Process(world), new Process(world)];
  const [to, fro, chance] = [new Dice(seed), new Dice(seed + 1), new Dice(seed + 2)];
  let kills = 0;
  let awakeAtCrash = 0;
  let found: number | undefined;

  const dial = (): void => {
    const [near, far] = [new End(us), new End(them)];
    const there = new Wire(world, us, them, trace, to);
    const back = new Wire(world, them, us, trace, fro);
    near.transmit = (message) => there.send(() => far.receive(message));
    far.transmit = (message) => back.send(() => near.receive(message));
    const peer = far.pipe(liveness(far, peerPolicy, { scheduler: them })).subscribe();
    near.pipe(detector.watch(near, us)).subscribe({
      error: () => {
        peer.unsubscribe();
        there.close();
        back.close();
        if (!them.alive) found = us.awake - awakeAtCrash;
        else {
          kills++;
          dial();
        }
      },
    });
  };

  dial();
  for (const mishap of trace.mishaps) befall(world, us, them, mishap, chance);
  world.at(crashAt, () => {
    them.crash();
    awakeAtCrash = us.awake;
  });
  world.run(() => found === undefined, crashAt + GIVE_UP);
  if (found === undefined) throw new Error(`${detector.name} found no crash on ${trace.name}`);
  return { found, kills };
}

/** Lets it happen again and again. */
function befall(world: World, us: Process, them: Process, mishap: Mishap, dice: Dice): void {
  world.after(dice.exponential(mishap.every), () => {
    const duration = mishap.lasts(dice);
    strike(world, us, them, mishap.what, duration);
    world.after(duration, () => befall(world, us, them, mishap, dice));
  });
}

function strike(
  world: World,
  us: Process,
  them: Process,
  what: Mishap['what'],
  duration: number,
): void {
  if (what === 'cut') world.cut(duration);
  else if (what === 'pause') them.stand(duration, 'runs');
  else if (what === 'doze') them.doze(duration);
  else us.stand(duration, what === 'stop' || what === 'blackout' ? 'runs' : 'stands');
  if (what === 'sleep' || what === 'blackout') world.cut(duration + RETURN);
}
