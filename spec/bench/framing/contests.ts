import { lengthPrefixed, lines, varintPrefixed } from 'rxjs-sockets';
import { byHand, type Push } from './byHand';
import { ours } from './ours';
import type { Rivals } from './rivals';
import type { Side } from './Side';
import { theirs } from './theirs';

/** Those who make the same frames of the same bytes. */
export interface Contest {
  /** What a frame is on the wire that has this in it. */
  readonly encode: (body: Buffer) => Buffer;
  readonly byHand: Side;
  readonly ours: Readonly<Record<string, Side>>;
  readonly theirs: Readonly<Record<string, Side>>;
}

/** Each by its name. */
export function contests(rivals?: Rivals): Readonly<Record<string, Contest>> {
  const { buffers, lengths, strings, varints } = theirs(rivals);
  const encodedBy =
    ({ encode }: { readonly encode: (body: Buffer) => readonly Uint8Array[] }) =>
    (body: Buffer) =>
      Buffer.concat(encode(body));
  return {
    'lines as strings': {
      encode: encodedBy(lines()),
      byHand: looped(byHand.strings),
      ours: ours('lines()', lines()),
      theirs: strings,
    },
    'lines as buffers': {
      encode: encodedBy(lines()),
      byHand: looped(byHand.buffers),
      ours: ours('lines()', lines({ encoding: 'buffer' })),
      theirs: buffers,
    },
    lengthPrefixed: {
      encode: encodedBy(lengthPrefixed()),
      byHand: looped(byHand.lengths),
      ours: ours('lengthPrefixed()', lengthPrefixed()),
      theirs: lengths,
    },
    varintPrefixed: {
      encode: encodedBy(varintPrefixed()),
      byHand: looped(byHand.varints),
      ours: ours('varintPrefixed()', varintPrefixed()),
      theirs: varints,
    },
  };
}

/** Each stream anew. */
function looped(begin: () => Push): Side {
  return (chunks, take) => {
    const push = begin();
    for (const chunk of chunks) push(chunk, take);
  };
}
