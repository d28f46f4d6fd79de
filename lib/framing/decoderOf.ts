import { OptionError } from '../connection/OptionError';
import type { Decoder } from './Decoder';
import type { FrameSource } from './FrameSource';

/** What makes the decoders of a framing, or is that itself. */
export function decoderOf<T>(framing: FrameSource<T>): () => Decoder<T> {
  if ('decoder' in framing) return framing.decoder;
  return () => {
    const decoder = framing();
    // Such as `lines` in place of `lines()`.
    if (typeof (decoder as Partial<typeof decoder>).push !== 'function')
      throw new OptionError(
        'framing',
        framing.name,
        'a framing, or a function that makes decoders',
      );
    return decoder;
  };
}
