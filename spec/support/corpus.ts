import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FramingTrial } from './FramingTrial';

const folder = join(__dirname, '../framing/corpus');

/** Chunks are hexadecimal digits there, with a space between two of them. */
type Kept = Omit<FramingTrial, 'chunks'> & { readonly chunks: string };

/** The trials in which a defect was found once, or one made on purpose to see that it is. */
export const corpus = {
  *[Symbol.iterator](): Generator<[string, FramingTrial]> {
    for (const name of readdirSync(folder)) {
      const { chunks, ...trial } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Kept;
      yield [name, { ...trial, chunks: chunks.split(' ').map((each) => Buffer.from(each, 'hex')) }];
    }
  },
  /** Keeps a trial, to be tried again by each `npm test`. Returns its name. */
  add({ chunks, ...trial }: FramingTrial): string {
    const kept: Kept = { ...trial, chunks: chunks.map((each) => each.toString('hex')).join(' ') };
    const text = `${JSON.stringify(kept, undefined, 2)}\n`;
    const name = `${trial.framing}-${createHash('sha1').update(text).digest('hex').slice(0, 8)}.json`;
    writeFileSync(join(folder, name), text);
    return name;
  },
};
