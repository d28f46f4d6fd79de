// As a user of node:test would write it: `node --test`, once compiled.
import { it } from 'node:test';
import { map } from 'rxjs';
import { type Outcome, TruncatedFrameError } from 'rxjs-sockets';
import { runSockets } from 'rxjs-sockets/testing';
import { answers } from './answers';

const said = { h: 'you said hello\n', y: 'you said you\n' };
const wentOf = ({ pipeline, error }: Outcome) => (error instanceof Error ? error.name : pipeline);

it('answers each line, and ends when the peer does', () => {
  runSockets(({ connection, hot, expectObservable, expectWritten, expectEnding }) => {
    const peer = connection('     --a-b-|', { a: 'hel', b: 'lo\nyou\n' });
    const outcomes = hot('        p', { p: peer }).pipe(answers, map(wentOf));
    expectObservable(outcomes).toBe('------o', { o: 'completed' });
    expectWritten(peer).toBe('    ----[hy]-|', said);
    expectEnding(peer).toBe('     ------e', { e: { type: 'end', bytesRead: 10 } });
  });
});

it('beats while the peer does, and gives it up 30 s later', () => {
  runSockets(({ connection, hot, expectObservable, expectWritten }) => {
    const peer = connection('     15s b', { b: 'HB\n' });
    const outcomes = hot('        p', { p: peer }).pipe(answers, map(wentOf));
    expectObservable(outcomes).toBe('45s o', { o: 'IdleTimeoutError' });
    expectWritten(peer).toBe('    10s b 9999ms b 9999ms b 9999ms b 4999ms #', { b: 'HB\n' });
  });
});

it('tells when the peer ends within a line', () => {
  runSockets(({ connection, hot, expectObservable, expectEnding }) => {
    const peer = connection('     --a-|', { a: 'hel' });
    const outcomes = hot('        p', { p: peer }).pipe(answers, map(wentOf));
    expectObservable(outcomes).toBe('----o', { o: 'TruncatedFrameError' });
    const ending = { type: 'local', by: 'reset', cause: TruncatedFrameError };
    expectEnding(peer).toBe('     ----e', { e: ending });
  });
});
