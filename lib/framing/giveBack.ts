import type { Observable } from 'rxjs';

/** A source that takes back what was too much, as a connection does. */
export type Source = Observable<Uint8Array> & { readonly unshift?: (bytes: Buffer) => unknown };

/** Gives bytes back that nobody has used, for the next subscriber. Leave the source first. */
export function giveBack(source: Source, bytes: Buffer): void {
  if (bytes.length > 0) source.unshift?.(bytes);
}
