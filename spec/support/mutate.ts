import type { FramingTrial } from './FramingTrial';
import type { Random } from '../../lib/testing/random';

const LARGEST = 4_096;
/** Bytes that mean something to one framing or the other. */
const TOKENS = Array.from('\0\u0001\u007f\u0080\u00ff\r\n"\\{}[],: 019', (token) =>
  Buffer.from(token, 'latin1'),
);

/** A trial like the first, with something of the second. */
export function mutate(trial: FramingTrial, other: FramingTrial, dice: Random): FramingTrial {
  let bytes: Buffer = Buffer.concat(trial.chunks);
  const donor = Buffer.concat(other.chunks);
  for (let changes = dice.int(1, 5); changes > 0; changes--)
    bytes = changed(bytes, donor, dice).subarray(0, LARGEST);
  return {
    framing: trial.framing,
    options: dice.chance(0.1) ? other.options : trial.options,
    way: dice.pick(['fail', 'skip', 'tell']),
    chunks: Array.from(pieces(bytes, dice)),
  };
}

function changed(bytes: Buffer, donor: Buffer, dice: Random): Buffer {
  const from = dice.int(0, bytes.length + 1);
  const to = Math.min(bytes.length, from + dice.pick([0, 0, 1, 2, 8, 64]));
  const some = bytes.subarray(from, to);
  const start = dice.int(0, donor.length + 1);
  const instead = dice.pick([
    [],
    [dice.pick(TOKENS)],
    [Buffer.of(dice.int(0, 256))],
    [donor.subarray(start, start + dice.int(0, 64))],
    Array.from({ length: dice.int(2, 20) }, () => some),
  ]);
  return Buffer.concat([bytes.subarray(0, from), ...instead, bytes.subarray(to)]);
}

/** Cut into chunks, mostly of about the same size. */
function* pieces(bytes: Buffer, dice: Random): Generator<Buffer> {
  const most = dice.pick([1, 3, 20, 500, LARGEST]);
  let at = 0;
  while (at < bytes.length) {
    const size = dice.int(most === 1 ? 1 : 0, most + 1);
    yield bytes.subarray(at, (at += size));
  }
}
