import { map, of, tap, timer } from 'rxjs';
import { heartbeat, idleTimeout, lines, pacedMap, probe } from 'rxjs-sockets';
import { type Scenario, simulate } from 'rxjs-sockets/testing';
import { bench } from './harness/bench';
import { median, spread } from './harness/spread';

// How long the simulator takes for one schedule, by what is simulated; all of it is computation. The pipeline that
// takes the longest is then played as often as the target says, in one run.
const SLICES = 7;
const SCHEDULES = 1_000;
const [MANY, AT_MOST] = [100_000, 300];

const input = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');

const scenarios: Readonly<Record<string, Scenario>> = {
  reading: (connection) => connection,
  echo: (connection) => connection.pipe(tap((chunk) => connection.write(chunk))),
  liveness: (connection) =>
    connection.pipe(
      heartbeat(connection, { every: 10_000, frame: '.' }),
      idleTimeout({ each: 30_000 }),
    ),
  'lines, answered': (connection) =>
    connection.pipe(
      lines(),
      pacedMap(connection, (line) => of(line)),
      tap((line) => connection.write(`${line}\n`)),
    ),
  'lines, work and liveness': (connection, { dice }) =>
    connection.pipe(
      heartbeat(connection, { every: 10_000, frame: '\n' }),
      probe(connection, { after: 20_000, timeout: 5_000, frame: 'ping\n' }),
      lines(),
      pacedMap(connection, (line) => timer(dice.int(0, 200)).pipe(map(() => line))),
      tap((line) => connection.write(`${line}\n`)),
    ),
};

/** In ms for one schedule. */
function play(scenario: Scenario, seed: number, schedules = SCHEDULES): number {
  const start = process.hrtime.bigint();
  simulate({ scenario, input, seed, schedules });
  return Number(process.hrtime.bigint() - start) / 1e6 / schedules;
}

function compare(): Promise<void> {
  const names = Object.keys(scenarios);
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (let i = -1; i < SLICES; i++)
    for (const [name, list] of times) {
      const ms = play(scenarios[name]!, i * SCHEDULES);
      if (i >= 0) list.push(ms);
    }
  for (const [name, list] of times)
    console.log(`  ${name.padEnd(26)} ${spread(list)} ms a schedule`);
  const ofName = (name: string): number => median(times.get(name)!);
  const [slowest = ''] = names.toSorted((a, b) => ofName(b) - ofName(a));
  const seconds = (play(scenarios[slowest]!, SCHEDULES * SLICES, MANY) * MANY) / 1000;
  console.log(`  ${MANY} schedules of ${slowest}: ${seconds.toFixed(1)} s`);
  console.log(`    target at most ${AT_MOST} s: ${seconds <= AT_MOST ? 'met' : 'missed'}`);
  return Promise.resolve();
}

bench(`the simulator: ms a schedule, ${SLICES} x ${SCHEDULES}`, compare, {});
