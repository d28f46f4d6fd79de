import type { Connection } from '../connection/Connection';
import type { Ending } from '../connection/Ending';

/**
 * What became of a served connection: how its pipeline went and how its socket went. A pipeline has `failed` when it
 * errored, or when something that it subscribed to the connection threw; it was `unsubscribed` when it outlived its socket.
 */
export type Outcome = {
  readonly connection: Connection;
  readonly ending: Ending;
} & (
  | { readonly pipeline: 'completed' | 'unsubscribed'; readonly error?: undefined }
  | { readonly pipeline: 'failed'; readonly error: unknown }
);
