import type { DeadlineError } from './DeadlineError';

/** How this side cut a connection, in the words of its `Ending`. */
export type Cut =
  | { readonly type: 'local'; readonly by: 'reset'; readonly cause?: unknown }
  | { readonly type: 'local'; readonly by: 'deadline'; readonly cause: DeadlineError }
  | { readonly type: 'failed'; readonly cause: unknown };
