import { detectors, probing } from '../bench/detector/detectors';
import { Dice } from '../bench/detector/Dice';
import { observe } from '../bench/detector/observe';
import { Process } from '../bench/detector/Process';
import { type Score, scoreOf } from '../bench/detector/Score';
import { type Trace, traces } from '../bench/detector/traces';
import { Wire } from '../bench/detector/Wire';
import { World } from '../bench/detector/World';

const weather = { latency: () => 10, loss: 0, retransmission: 200 };

/** A message each second, the cut or the crash at 1,500 ms: when what arrives. */
function arrivals(disturb: (world: World, from: Process) => void): string[] {
  const world = new World();
  const [from, to] = [new Process(world), new Process(world)];
  const wire = new Wire(world, from, to, weather, new Dice(1));
  const log: string[] = [];
  for (const second of [1, 2, 3])
    world.at(second * 1_000, () => wire.send(() => log.push(`${second} at ${world.now}`)));
  world.at(1_500, () => disturb(world, from));
  world.run(() => true, 60_000);
  return log;
}

/** A timer for 1,000 ms and a message at 900 ms, in a process that stands still from 500 to 3,000 ms: what it sees of that. */
function standing(clock: 'runs' | 'stands'): string[] {
  const world = new World();
  const process = new Process(world);
  const log: string[] = [];
  const look = (what: string) => () =>
    log.push(`${what} at ${world.now}, own clock ${process.now()}`);
  process.schedule(look('timer'), 1_000);
  world.at(500, () => process.stand(2_500, clock));
  world.at(900, () => process.arrive(look('message')));
  world.run(() => true, 60_000);
  return [...log, `awake ${process.awake}`];
}

function score(trace: string, detector = probing.name, lives = 150): Score {
  return scoreOf(
    observe(
      traces.find(({ name }) => name === trace)!,
      detectors.find(({ name }) => name === detector)!,
      lives,
      1,
    ),
  );
}

describe('the simulation of failure detectors', () => {
  it('has timers fire before the messages that came while a process stood still', () => {
    expect(standing('runs')).toEqual([
      'timer at 3000, own clock 3000',
      'message at 3000, own clock 3000',
      'awake 500',
    ]);
  });

  it('has a clock that may stand still as well', () => {
    expect(standing('stands')).toEqual([
      'message at 3000, own clock 500',
      'timer at 3500, own clock 1000',
      'awake 1000',
    ]);
  });

  it('delivers in order', () => {
    expect(arrivals(() => undefined)).toEqual(['1 at 1010', '2 at 2010', '3 at 3010']);
  });

  it('sends again what an outage took after 200, 400, 800 ... ms, and has the others wait for it', () => {
    expect(arrivals((world) => world.cut(4_000))).toEqual(['1 at 1010', '2 at 8210', '3 at 8230']);
  });

  it('lets nothing come from one that has crashed', () => {
    expect(arrivals((_, from) => from.crash())).toEqual(['1 at 1010']);
  });

  it('is the same for the same seed, and another for another', () => {
    const [first, again, other] = [1, 1, 2].map(
      (seed) => observe(traces[1]!, probing, 5, seed).found,
    );
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('has crashes at any time between two beats', () => {
    const { mean, p99 } = score('LAN', 'fixed 10.5 s', 1_000);
    expect(mean).toBeCloseTo(5.5, 0);
    expect(p99).toBeCloseTo(10.4, 0);
  });
});

describe('the default policy', () => {
  const targets: Trace[] = traces.filter(({ hasTarget }) => hasTarget);

  it.each(targets.map(({ name }) => name))('finds crashes in 8 s and kills nobody: %s', (name) => {
    const { mean, kills } = score(name);
    expect(kills).toBe(0);
    expect(mean).toBeLessThanOrEqual(8);
  });

  it('does what a timeout of the interval and a little cannot', () => {
    expect(score('heavy tail', 'fixed 10.5 s').kills).toBeGreaterThan(0);
    expect(score('3 % loss', 'fixed 10.5 s').kills).toBeGreaterThan(0);
  });

  it('asks those whose timers are late, whom a timeout as patient kills', () => {
    const { kills } = score('mobile', 'fixed 12.5 s');
    expect(score('mobile').kills).toBeLessThan(kills / 10);
  });

  it('is not patient enough for outages, which the simulation shows as well', () => {
    expect(score('outages').kills).toBeGreaterThan(0);
    expect(score('outages', 'fixed 30 s').kills).toBe(0);
  });
});

// As patient as the default policy and less so, so that a verdict is due in many a stall.
describe.each(['own stalls', 'own stops'])('%s', (trace) => {
  it.each([
    ['fixed 12.5 s', 150],
    ['fixed 10.5 s', 150],
    ['probe at 5.5 s, 2 s', 150],
    ['phi 8', 20],
    ['10 s + phi 8', 20],
  ])('kill nobody: %s', (detector, lives) => {
    expect(score(trace, detector, lives).kills).toBe(0);
  });

  it('kill those that are judged before what has come from them is read', () => {
    expect(score(trace, 'rxjs timeout 12.5 s').kills).toBeGreaterThan(0);
  });
});
