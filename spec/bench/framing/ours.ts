import { Observable } from 'rxjs';
import type { Framing } from 'rxjs-sockets';
import type { Side } from './Side';

/** A framing of ours, both as the plain object and as the operator that runs it. */
export function ours(name: string, framing: Framing<string | Buffer>): Record<string, Side> {
  return {
    [`${name}.decoder()`]: (chunks, take) => {
      const decoder = framing.decoder();
      for (const chunk of chunks) decoder.push(chunk, take);
      decoder.end(take);
    },
    [`pipe(${name})`]: (chunks, take) => {
      new Observable<Buffer>((subscriber) => {
        for (const chunk of chunks) subscriber.next(chunk);
        subscriber.complete();
      })
        .pipe(framing)
        .subscribe(take);
    },
  };
}
