import {
  filter,
  identity,
  ignoreElements,
  Observable,
  type Observer,
  type OperatorFunction,
  Subscriber,
  timeout,
} from 'rxjs';
import { heartbeat, heartbeatLines, idleTimeout, liveness, phiAccrual, probe } from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { bench } from './harness/bench';
import { shuffled } from './harness/shuffled';
import { median, spread } from './harness/spread';
import { UnderTest } from './harness/UnderTest';

// What one item costs in a pipeline, without any sockets: the CPU time of its source and of one operator behind that.
//
// 64 pipelines stand for as many connections, and in each turn of the event loop each gets one item, as when all have
// something to read. Without turns no timer would fire, and the first mark that our operators share would stay open for
// ever. Here it is closed within some 5 ms as in life, though by then far more items have shared it than on a server:
// what opening one takes, 2 us up to 200 times a second, doesn't show. What such turns cost without any pipeline is taken off
// all else, since it is about half of the whole and would flatter the ratios.
//
// All of a run share a process and take turns, as in `duel`, so that their calls are no more inlined than an application's.
const RUNS = 9;
const SLICES = 16;
const WARM_UP = 6;
const PIPELINES = 64;
const TURNS = 1_500;
const SIZE = 64;
/** How often the cost of a pass-through, and how often that of ours rxjs' timeout; ns on top of the source. */
const [AT_MOST, CHEAPER, MORE] = [3, 7, 15];

const EMPTY = 'turns alone';
const SOURCE = 'bare source';
const PASS = 'pass-through';
const AGAIN = 'pass-through again';
const OURS = 'idleTimeout';
const THEIRS = 'rxjs timeout';

const connection = fakeWritable();
const [each, frame] = [30_000, '.'];

const operators: Readonly<Record<string, OperatorFunction<Buffer, Buffer>>> = {
  [SOURCE]: identity,
  // The form of ours with nothing in it, one subscriber of rxjs more: no operator can cost less. `filter` and `map`
  // of rxjs have a function of the user's to call and a `try` around it, and would be an easier measure.
  [PASS]: passThrough,
  [AGAIN]: passThrough,
  'rxjs filter': filter(() => true),
  [OURS]: idleTimeout({ each }),
  'idleTimeout, unless': idleTimeout({ each, unless: connection }),
  heartbeat: heartbeat(connection, { every: 10_000, frame }),
  probe: probe(connection, { after: 10_000, timeout: 2_000, frame }),
  liveness: liveness(connection, heartbeatLines()),
  // Swallows the items, and so saves what it costs to pass them on.
  phiAccrual: (source) => source.pipe(phiAccrual(), ignoreElements()),
  [THEIRS]: timeout({ each }),
};
const names = [EMPTY, ...Object.keys(operators)];

function passThrough<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) =>
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- rxjs 7 has no other way to link two, and to link them is what is measured
    source.subscribe(new Subscriber(subscriber)),
  );
}

/** Takes an item in: where a pipeline begins. */
type Entry = Pick<Observer<Buffer>, 'next'>;

let taken = 0;
/** Looks at the item and leaves something behind, so that the compiler can't do without either. */
const take = (item: Buffer): void => void (taken += item.length);
const item = Buffer.alloc(SIZE, 'x');

/** With a plain Observable as the source: a Subject costs more per item than all that is to be told apart here. */
function pipeline(operator: OperatorFunction<Buffer, Buffer> | undefined): Entry {
  if (!operator) return { next: take };
  let entry: Entry | undefined;
  new Observable<Buffer>((subscriber) => void (entry = subscriber)).pipe(operator).subscribe(take);
  return entry!;
}

function give(entries: readonly Entry[]): Promise<void> {
  return new Promise((resolve) => {
    let left = TURNS;
    const turn = (): void => {
      for (const entry of entries) entry.next(item);
      if (--left > 0) setImmediate(turn);
      else resolve();
    };
    setImmediate(turn);
  });
}

/** In ns of CPU time for one item, by name. */
type Costs = Readonly<Record<string, number>>;

async function run(): Promise<Costs> {
  const sides = names.map((name) => ({
    name,
    sum: 0,
    entries: Array.from({ length: PIPELINES }, () => pipeline(operators[name])),
  }));
  for (let i = -WARM_UP; i < SLICES; i++)
    for (const side of shuffled(sides)) {
      // What the one before left behind isn't for this one to clean up.
      globalThis.gc?.({ type: 'minor' });
      taken = 0;
      const before = process.cpuUsage();
      await give(side.entries);
      const { user, system } = process.cpuUsage(before);
      if (taken !== (side.name === 'phiAccrual' ? 0 : TURNS * PIPELINES * SIZE))
        throw new Error(`${side.name} lost items`);
      if (i >= 0) side.sum += (1000 * (user + system)) / (SLICES * TURNS * PIPELINES);
    }
  return Object.fromEntries(sides.map(({ name, sum }) => [name, sum]));
}

async function compare(): Promise<void> {
  const runs: Costs[] = [];
  while (runs.length < RUNS) {
    const process = new UnderTest();
    runs.push(await process.ask<Costs>('run'));
    process.stop();
  }
  const cost = (name: string, costs: Costs): number => costs[name]! - costs[EMPTY]!;
  const ratios = (name: string, to: string): number[] =>
    runs.map((costs) => cost(name, costs) / cost(to, costs));
  const more = (name: string): number => median(runs.map((costs) => costs[name]! - costs[SOURCE]!));

  const empty = runs.map((costs) => costs[EMPTY]!);
  console.log(`  ${EMPTY}, taken off all others: ${spread(empty, 1)} ns an item`);
  for (const name of Object.keys(operators)) {
    const ns = median(runs.map((costs) => cost(name, costs)));
    console.log(
      `  ${name.padEnd(20)} ${spread(ratios(name, PASS), 2).padEnd(20)} ` +
        `${ns.toFixed(1).padStart(6)} ns an item, source + ${more(name).toFixed(1)}`,
    );
  }
  const cheaper = ratios(THEIRS, OURS);
  console.log(`  ${THEIRS} in ratio to ${OURS}: ${spread(cheaper, 1)}`);
  tell(`${OURS} at most ${AT_MOST} x ${PASS}`, median(ratios(OURS, PASS)) <= AT_MOST);
  tell(`${OURS} at least ${CHEAPER} x cheaper than ${THEIRS}`, median(cheaper) >= CHEAPER);
  for (const name of [OURS, 'liveness'])
    tell(`${name} at most source + ${MORE} ns`, more(name) <= MORE);
}

function tell(target: string, isMet: boolean): void {
  console.log(`    target ${target}: ${isMet ? 'met' : 'missed'}`);
}

const title = `one item: CPU time of source and operator in ratio to ${PASS}, ${RUNS} runs`;
bench(title, compare, { run });
