import type { SchedulerLike } from 'rxjs';

/** What lies between two ends that are both in memory. */
export interface WireOptions {
  /** How long all takes from one end to the other, in ms. Default 0: it is there in the next turn of the event loop. */
  readonly latency?: number | undefined;
  /** How many bytes fit through in a second, each way. They come in segments of 1460 then, as on Ethernet. Default: any number; 0 is that too. */
  readonly bytesPerSecond?: number | undefined;
  /** Has what arrives be read in chunks of random sizes, the same ones for the same seed. Default: all that came at once is a chunk. */
  readonly split?: number | undefined;
  /** How many bytes may be under way to an end that hasn't read them; more waits with the sender. Default 65,536. */
  readonly receiveBuffer?: number | undefined;
  /** Whose time it is, such as that of `runSockets`, also for the connections. Default: real time. */
  readonly scheduler?: SchedulerLike | undefined;
}
