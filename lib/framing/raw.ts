import { bytesCodec } from './bytesCodec';
import type { Decoder, Emit } from './Decoder';
import type { Codec } from './Framing';

const EMPTY: Buffer = Buffer.alloc(0);

class RawDecoder implements Decoder<Buffer> {
  readonly buffered = 0;

  push(chunk: Buffer, emit: Emit<Buffer>): void {
    emit(chunk);
  }

  end(): void {}

  reset(): Buffer {
    return EMPTY;
  }
}

/** No framing: the chunks as they come. For what follows a header in `switchDecoder`. */
export function raw(): Codec<Buffer, string | Uint8Array> {
  return bytesCodec(
    () => new RawDecoder(),
    (frame) => [frame],
  );
}
