/** What a ready-made policy looks at: a frame as your framing makes it. */
export type PolicyFrame = string | Uint8Array;
