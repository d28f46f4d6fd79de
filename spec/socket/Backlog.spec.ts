import { delay, of } from 'rxjs';
import { pacedMap } from 'rxjs-sockets';
import { runSockets } from 'rxjs-sockets/testing';

describe('Backlog', () => {
  it('sees a cut as soon as it is full again, though some is taken now and then', () => {
    runSockets(({ connection, expectObservable, expectEnding }) => {
      const a = 'more than is read ahead, and so it is full with one';
      const peer = connection('      (aaaa)----#', { a }, { highWaterMark: 32 });
      const work = pacedMap(peer, () => of('.').pipe(delay(300)), { high: 1, low: 0 });
      expectEnding(peer).toBe('      300ms e', { e: { type: 'reset' } });
      expectObservable(peer.pipe(work)).toBe('300ms (.#)');
    });
  });
});
