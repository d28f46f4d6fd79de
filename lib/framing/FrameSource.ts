import type { Decoder } from './Decoder';
import type { Framing } from './Framing';

/** What makes frames: a framing, or a function that makes decoders. */
export type FrameSource<T> = Framing<T> | (() => Decoder<T>);
