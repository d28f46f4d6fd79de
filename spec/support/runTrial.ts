import type { FrameSizeError } from 'rxjs-sockets';
import type { Decoder } from '../../lib/framing/Decoder';
import { type Decoded, decode, told } from './decode';
import type { FramingTrial } from './FramingTrial';
import { subjects } from './framings';

/** What a decoder does that is driven in a way of its own. */
export type Driven = Pick<Decoder<unknown>, 'push' | 'end'>;

/** Decodes the chunks of a trial, or other ones, to the end. */
export function runTrial(
  { chunks: own, framing, options, way }: FramingTrial,
  chunks = own,
  drive = (decoder: Decoder<unknown>): Driven => decoder,
): Decoded {
  const frames: unknown[] = [];
  const tell = (error: FrameSizeError): void => void frames.push(told(error));
  const onOversize = way === 'tell' ? tell : way;
  const { decoder } = subjects[framing]!.make({ ...options, onOversize });
  return decode(drive(decoder()), chunks, frames);
}
