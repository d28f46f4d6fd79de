// As a user of jest would write it: `npx jest`, in vitest with another first line.
import { expect, it } from '@jest/globals';
import { map } from 'rxjs';
import type { Outcome } from 'rxjs-sockets';
import { runSockets, type SocketHelpers } from 'rxjs-sockets/testing';
import { answers } from './answers';

function sockets(test: (helpers: SocketHelpers) => void): void {
  runSockets(test, (actual, expected) => {
    expect(actual).toEqual(expected);
  });
}
const said = { h: 'you said hello\n', y: 'you said you\n' };
const wentOf = ({ pipeline, error }: Outcome) => (error instanceof Error ? error.name : pipeline);

it('answers each line, and ends when the peer does', () => {
  sockets(({ connection, hot, expectObservable, expectWritten, expectEnding }) => {
    const peer = connection('     --a-b-|', { a: 'hel', b: 'lo\nyou\n' });
    const outcomes = hot('        p', { p: peer }).pipe(answers, map(wentOf));
    expectObservable(outcomes).toBe('------o', { o: 'completed' });
    expectWritten(peer).toBe('    ----[hy]-|', said);
    expectEnding(peer).toBe('     ------e', { e: { type: 'end', bytesRead: 10 } });
  });
});

it('beats while the peer does, and gives it up 30 s later', () => {
  sockets(({ connection, hot, expectObservable, expectWritten }) => {
    const peer = connection('     15s b', { b: 'HB\n' });
    const outcomes = hot('        p', { p: peer }).pipe(answers, map(wentOf));
    expectObservable(outcomes).toBe('45s o', { o: 'IdleTimeoutError' });
    expectWritten(peer).toBe('    10s b 9999ms b 9999ms b 9999ms b 4999ms #', { b: 'HB\n' });
  });
});
