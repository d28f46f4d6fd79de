import type { Decoder } from './Decoder';
import type { Framing } from './Framing';

/** What makes the decoders of a framing, or is that itself. */
export function decoderOf<T>(framing: Framing<T> | (() => Decoder<T>)): () => Decoder<T> {
  return 'decoder' in framing ? framing.decoder : framing;
}
