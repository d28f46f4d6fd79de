/** What is sent to the peer as it stands; a string as UTF-8. */
export type Frame = string | Uint8Array;
