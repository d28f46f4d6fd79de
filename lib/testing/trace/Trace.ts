/**
 * What happened to one connection, as {@link record} saw it: plain JSON, to be kept in a file and given to {@link replay}. All times
 * are whole ms from when the recording began, all sizes bytes.
 */
export interface Trace {
  /** Of this form. Another one is refused. */
  readonly version: 1;
  /** In their order, and as they showed on this side of the network. */
  readonly events: readonly TraceEvent[];
  /** Bytes that had come and gone before the recording began. */
  readonly before?: TraceGap;
  /** Bytes that came and went when `limit` had been reached: from `at` on the events are incomplete. */
  readonly missing?: TraceGap & { readonly at: number };
  /** When the descriptor was gone. Without it the connection was still open. */
  readonly closedAt?: number;
  readonly ending?: TraceEnding;
}

/** Bytes that were only counted. */
export interface TraceGap {
  readonly read: number;
  readonly written: number;
}

/**
 * | `by` | `type` | what happened |
 * |---|---|---|
 * | `peer` | `chunk` | bytes came, at once as one read |
 * | `peer` | `end` | the peer ended its side |
 * | `peer` | `reset` | it cut the connection; `code` is that of Node's error |
 * | `peer` | `stop` | it takes no more: what is written from now on waits, in Node or in the kernel |
 * | `peer` | `drain` | it has taken all that waited |
 * | `network` | `timeout` | our kernel gave the connection up |
 * | `network` | `error` | another error of the socket |
 * | `local` | `chunk` | bytes went to the kernel, at once as one write; `failed` if it didn't take them |
 * | `local` | `end` | this side ended |
 * | `local` | `reset` | this side cut the connection |
 * | `local` | `destroy` | code that took the raw socket destroyed it |
 */
export type TraceEvent = { readonly at: number } & (
  | ({ readonly by: 'peer' | 'local'; readonly type: 'chunk' } & TraceBytes)
  | { readonly by: 'peer'; readonly type: 'end' | 'stop' | 'drain' }
  | { readonly by: 'peer'; readonly type: 'reset'; readonly code?: string }
  | { readonly by: 'network'; readonly type: 'timeout' | 'error'; readonly code?: string }
  | { readonly by: 'local'; readonly type: 'end' | 'reset' | 'destroy' }
);

/** As text where it is well-formed UTF-8, which is never changed by that. */
export type TraceBytes = { readonly failed?: true } & (
  | { readonly text: string; readonly base64?: undefined }
  | { readonly base64: string; readonly text?: undefined }
);

/** An {@link Ending} as JSON, which `expectEnding` takes. Of an error only what doesn't vary: messages have addresses in them. */
export interface TraceEnding {
  readonly type: 'end' | 'local' | 'reset' | 'timeout' | 'failed';
  readonly by?: 'end' | 'destroy' | 'reset' | 'deadline';
  readonly began: 'peer' | 'local' | 'network';
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly sinceLastRead?: number;
  readonly sinceLastWrite?: number;
  readonly duration: number;
  readonly verified: boolean;
  readonly cause?: TraceError;
}

/** What is kept of an error; `cause` is mostly Node's. */
export interface TraceError {
  readonly name: string;
  readonly code?: string;
  readonly cause?: TraceError;
}
