import type { Codec } from 'rxjs-sockets';

/** What a codec makes of a frame, in one. */
export function encoded<In>({ encode }: Codec<unknown, In>, frame: In): Buffer {
  return Buffer.concat(encode(frame));
}
