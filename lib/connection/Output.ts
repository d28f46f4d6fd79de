/** What can be sent: bytes, a string as UTF-8, or parts of both kinds, which go out as one. */
export type Output = string | Uint8Array | readonly (string | Uint8Array)[];
