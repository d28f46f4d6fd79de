import { bench } from './bench';
import { type Cost, type Did, metered } from './metered';
import { shuffled } from './shuffled';
import { median, spread } from './spread';
import { UnderTest } from './UnderTest';

type Server = (did: Did) => Promise<number>;

/** Gives so much of the work, from outside the process that is measured. */
export type Load = (amount: number) => unknown;

export interface Duel<Name extends string = string> {
  readonly title: string;
  readonly unit: string;
  /** Each server by its name, with its port. The first is the measure. */
  readonly servers: Readonly<Record<Name, Server>>;
  /** What each server may cost at most, in ratio to the first; who has none is shown only. */
  readonly targets: Readonly<Partial<Record<NoInfer<Name>, number>>>;
  /** Who is shown in ratio to another one as well. */
  readonly pairs?: readonly (readonly [NoInfer<Name>, NoInfer<Name>])[];
  /** How much work is some 50 ms of CPU. */
  readonly slice: number;
  readonly load: (port: number, name: string) => Load | Promise<Load>;
}

const RUNS = 7;
const SLICES = 24;
const WARM_UP = 6;
const AGAIN = 'raw again';

/**
 * Compares what the same work costs several servers, by the CPU time of their process.
 *
 * Of two equal processes one may need half as much again for its whole life: where its buffers lie and how its collector
 * settles in is luck. So the servers of a run share one process, fresh for each run, and take turns in short slices in
 * shuffled order. What changes around them meets all alike; how nearly so is what the first server tells, which runs once
 * more as its own rival.
 */
export function duel<Name extends string>(duel: Duel<Name>): void {
  const [first, ...others] = Object.entries<Server>(duel.servers);
  const servers = new Map([first!, ...others, [AGAIN, first![1]]]);
  const names = [...servers.keys()];
  bench(
    `${duel.title}: CPU time in ratio to ${first![0]}, ${RUNS} runs`,
    async () => {
      const runs: Map<string, Cost>[] = [];
      while (runs.length < RUNS) runs.push(await run(duel, names));
      report(duel, names, runs);
    },
    metered(servers),
  );
}

async function run({ load, slice }: Duel, names: readonly string[]): Promise<Map<string, Cost>> {
  const process = new UnderTest();
  const costs = new Map(names.map((name) => [name, { cpu: 0, wall: 0 }]));
  const sides = [];
  for (const name of names)
    sides.push({ name, give: await load(await process.ask<number>('listen', name), name) });
  for (let i = -WARM_UP; i < SLICES; i++)
    for (const { name, give } of shuffled(sides)) {
      await process.ask('begin', slice);
      await give(slice);
      const { cpu, wall } = await process.ask<Cost>('finish');
      const sum = costs.get(name)!;
      if (i >= 0) costs.set(name, { cpu: sum.cpu + cpu, wall: sum.wall + wall });
    }
  process.stop();
  return costs;
}

function report(
  { unit, slice, targets, pairs = [] }: Duel,
  names: readonly string[],
  runs: readonly Map<string, Cost>[],
): void {
  const ratiosOf = (name: string, to: string): number[] =>
    runs.map((costs) => costs.get(name)!.cpu / costs.get(to)!.cpu);
  const width = Math.max(...names.map(({ length }) => length));
  for (const [index, name] of names.entries()) {
    const ratios = ratiosOf(name, names[0]!);
    const cpu = median(runs.map((costs) => costs.get(name)!.cpu));
    const rate = median(runs.map((costs) => (1000 * slice * SLICES) / costs.get(name)!.wall));
    console.log(
      `  ${name.padEnd(width)} ${index === 0 ? '1'.padEnd(19) : spread(ratios)}  ` +
        `${((1000 * cpu) / (slice * SLICES)).toFixed(2)} us a ${unit}, ${rate.toFixed(0)}/s, ` +
        `${(cpu / 1000).toFixed(2)} s CPU a run`,
    );
    if (index > 0) console.log(`    ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`);
    const target = targets[name];
    if (target !== undefined)
      console.log(`    target ${target}: ${median(ratios) <= target ? 'met' : 'missed'}`);
  }
  for (const [name, to] of pairs)
    console.log(`  ${name} in ratio to ${to}: ${spread(ratiosOf(name, to), 2)}`);
}
