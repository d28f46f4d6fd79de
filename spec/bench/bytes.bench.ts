import { once } from 'node:events';
import type { Socket } from 'node:net';
import { lengthPrefixed, lines } from 'rxjs-sockets';
import { framesOf } from './framing/framesOf';
import { plain } from './framing/plain';
import { served } from './framing/served';
import type { Take } from './framing/Side';
import { bench } from './harness/bench';
import { type Cost, type Did, metered } from './harness/metered';
import { dial } from './harness/ports';
import { shuffled } from './harness/shuffled';
import { median, spread } from './harness/spread';
import { UnderTest } from './harness/UnderTest';

// What it costs to receive the same bytes in the worst chunks that there are. Each read costs Node far more than what is
// read, so that the ratio of any receiver to itself says little about its frames; that to raw with the same chunks does.
const RUNS = 5;
const SLICES = 4;
const WARM_UP = 1;
const TARGET = 3;
const KiB64 = 65_536;
/** At once it is this often as much, or there would be nothing to measure. */
const TIMES = 400;

/** By how many bytes a frame is more than what is emitted. */
const counted =
  (added: number) =>
  (did: Did): Take =>
  ({ length }) =>
    did(length + added);

const RAW = 'raw';
const servers = new Map([
  [RAW, plain((socket, did) => socket.on('data', ({ length }) => did(length)))],
  ['lines, 64 B', served(lines(), counted(1))],
  ['lines, 64 KiB', served(lines(), counted(1))],
  ['lengthPrefixed, 64 B', served(lengthPrefixed(), counted(4))],
  ['lengthPrefixed, 64 KiB', served(lengthPrefixed(), counted(4))],
]);
const names = [...servers.keys()];

function blockOf(name: string): Buffer {
  const [kind] = name.split(',');
  return framesOf(kind!, name.endsWith(' 64 B') ? 64 : KiB64, KiB64);
}

async function oneByOne(socket: Socket, block: Buffer): Promise<void> {
  socket.setNoDelay(true);
  for (let i = 0; i < block.length; i++)
    await new Promise((written) => socket.write(block.subarray(i, i + 1), written));
}

async function atOnce(socket: Socket, block: Buffer): Promise<void> {
  for (let i = 0; i < TIMES; i++) if (!socket.write(block)) await once(socket, 'drain');
}

const ways = [
  { way: oneByOne, times: 1 },
  { way: atOnce, times: TIMES },
];

/** In us of CPU time for 64 KiB, in the order of the ways. */
type Costs = [number, number];

async function run(): Promise<Map<string, Costs>> {
  const process = new UnderTest();
  const costs = new Map(names.map((name): [string, Costs] => [name, [0, 0]]));
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await process.ask<number>('listen', name));
  const turns = names.flatMap((name) => ways.map((each, index) => ({ name, index, ...each })));
  for (let i = -WARM_UP; i < SLICES; i++)
    for (const { name, index, way, times } of shuffled(turns)) {
      const [socket] = await dial(ports.get(name)!, 1);
      await process.ask('begin', times * KiB64);
      await way(socket!, blockOf(name));
      const { cpu } = await process.ask<Cost>('finish');
      socket!.destroy();
      if (i >= 0) costs.get(name)![index]! += (1000 * cpu) / times / SLICES;
    }
  process.stop();
  return costs;
}

async function compare(): Promise<void> {
  const runs: Map<string, Costs>[] = [];
  while (runs.length < RUNS) runs.push(await run());
  const all = (tell: (costs: Map<string, Costs>) => number): number[] => runs.map(tell);
  for (const name of names) {
    const [bytes, whole] = [0, 1].map((way) => median(all((costs) => costs.get(name)![way]!)));
    const more = all((costs) => costs.get(name)![0] / costs.get(name)![1]);
    console.log(
      `  ${name.padEnd(22)} ${bytes!.toFixed(0)} us, ${whole!.toFixed(1)} us at once: ${spread(more, 0)}`,
    );
    if (name === RAW) continue;
    const [toRaw, wholeToRaw] = [0, 1].map((way) =>
      spread(
        all((costs) => costs.get(name)![way]! / costs.get(RAW)![way]!),
        2,
      ),
    );
    console.log(`    in ratio to raw ${toRaw}, at once ${wholeToRaw}`);
    console.log(`    target ${TARGET}: ${median(more) <= TARGET ? 'met' : 'missed'}`);
  }
}

bench(
  `64 KiB in writes of one byte: CPU time, and in ratio to the same in one write, ${RUNS} runs`,
  compare,
  metered(servers),
);
