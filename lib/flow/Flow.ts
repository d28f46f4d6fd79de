import type { Holdable } from '../connection/Holdable';

/** What is held while too much is in flight: where all values come from, or which of many a value comes from. */
export type Flow<T> = Holdable | ((value: T) => Holdable);
