/** One end of a connection as the other one sees it: what is sent to it, and what it answers by itself. */
export interface Kernel {
  /** How many bytes it takes that nobody has read there. */
  readonly room: number;
  /** Bytes arrive. */
  receive(bytes: Buffer): void;
  /** So many of the bytes that were sent from here have been read there. */
  acknowledge(bytes: number): void;
  /** The other side has ended. */
  receiveEnd(): void;
  /** The other side has cut the connection, or knows of none. */
  receiveReset(): void;
}
