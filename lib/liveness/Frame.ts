/** What a ready-made policy looks at: a frame as your framing makes it. */
export type Frame = string | Uint8Array;
