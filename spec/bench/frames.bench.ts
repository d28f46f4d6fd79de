import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { lengthPrefixed, lines } from 'rxjs-sockets';
import { byHand, type Push } from './framing/byHand';
import { framesOf } from './framing/framesOf';
import { plain } from './framing/plain';
import { type Rivals, rivals } from './framing/rivals';
import { served } from './framing/served';
import type { Take } from './framing/Side';
import { duel } from './harness/duel';
import type { Did } from './harness/metered';
import { dial } from './harness/ports';

// One connection that sends frames as fast as it can; the server counts the bytes of those that it makes. Their sizes are
// those on the wire, so that a slice is a whole number of them.
const MiB = 2 ** 20;
const SLICE = 25;
const TARGET = 1.25;

const line = counted(1);
const prefixed = counted(4);

/** By how many bytes a frame is more than what is emitted. */
function counted(added: number): (did: Did) => Take {
  return (did) =>
    ({ length }) =>
      did((length + added) / MiB);
}

function looped(begin: () => Push, counter: (did: Did) => Take): (did: Did) => Promise<number> {
  return plain((socket, did) => {
    const [push, take] = [begin(), counter(did)];
    socket.on('data', (chunk) => push(chunk, take));
  });
}

const servers: Record<string, (did: Did) => Promise<number>> = {
  raw: plain((socket, did) => socket.on('data', ({ length }) => did(length / MiB))),
  'lines, 100 B': served(lines(), line),
  'lines by hand, 100 B': looped(byHand.strings, line),
  'lines, 64 KiB': served(lines(), line),
  'lines by hand, 64 KiB': looped(byHand.strings, line),
  'lengthPrefixed, 100 B': served(lengthPrefixed(), prefixed),
  'lengthPrefixed by hand, 100 B': looped(byHand.lengths, prefixed),
  'lengthPrefixed, 64 KiB': served(lengthPrefixed(), prefixed),
  'lengthPrefixed by hand, 64 KiB': looped(byHand.lengths, prefixed),
  'lines by readline, 100 B': plain((socket, did) =>
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', line(did)),
  ),
};

const theirs = ({ split2 }: Rivals): typeof servers => ({
  'lines by split2, 100 B': plain((socket, did) => socket.pipe(split2()).on('data', line(did))),
});

void rivals().then((rivals) => {
  const all = { ...servers, ...(rivals && theirs(rivals)) };
  const ours = ['lines, 100 B', 'lines, 64 KiB', 'lengthPrefixed, 100 B', 'lengthPrefixed, 64 KiB'];
  const others = Object.keys(all).filter((name) => name.includes(' by '));
  duel({
    title: 'frames through a socket',
    unit: 'MiB',
    targets: Object.fromEntries(ours.map((name) => [name, TARGET])),
    pairs: others.map((name) => [name, name.replace(/ by \w+/, '')]),
    slice: SLICE,
    servers: all,
    load(port, name) {
      const [kind] = name.split(/[ ,]/);
      const bytes = framesOf(kind!, name.endsWith('64 KiB') ? 65_536 : 100, SLICE * MiB);
      return async () => {
        const [socket] = await dial(port, 1);
        socket!.end(bytes);
        await once(socket!, 'close');
      };
    },
  });
});
