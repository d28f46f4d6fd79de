import { NEVER } from 'rxjs';
import { heartbeatLines, IdleTimeoutError, liveness } from 'rxjs-sockets';
import { fakeWritable } from '../../support/fakeWritable';
import { marbles } from '../../support/marbles';

describe('heartbeatLines', () => {
  it('sends a line every 10 s in which nothing was written, and gives 30 s by default', () => {
    marbles(({ cold, expectObservable }) => {
      const fake = fakeWritable();
      const source = cold('  1s a 24999ms b 40s  |        ');
      const expected = '     1s a 24999ms b 29999ms #     ';
      const sent = '         10s B 9999ms B 9999ms B 9999ms B 9999ms B';
      expectObservable(source.pipe(liveness(fake, heartbeatLines()))).toBe(
        expected,
        undefined,
        new IdleTimeoutError('each', 30_000, 30_000, 2),
      );
      expectObservable(fake.sent).toBe(sent, { B: 'HEARTBEAT\n\n' });
    });
  });

  it('counts from the beginning when nothing ever comes', () => {
    marbles(({ expectObservable }) => {
      expectObservable(NEVER.pipe(liveness(fakeWritable(), heartbeatLines()))).toBe(
        '30s #',
        undefined,
        new IdleTimeoutError('first', 30_000, undefined, 0),
      );
    });
  });

  it('sends any other line, at any other interval, and is dead after three of them', () => {
    const frame = '{"msg":"keepalive"}\n';
    marbles(({ expectObservable }) => {
      const fake = fakeWritable();
      const expected = '---------#';
      const sent = '    ---B--B--B';
      expectObservable(NEVER.pipe(liveness(fake, heartbeatLines({ every: 3, frame })))).toBe(
        expected,
        undefined,
        new IdleTimeoutError('first', 9, undefined, 0),
      );
      expectObservable(fake.sent).toBe(sent, { B: frame });
    });
    expect(heartbeatLines({ every: 3, deadAfter: 5 })).toEqual({
      send: { every: 3, frame: 'HEARTBEAT\n\n' },
      expect: { within: 5 },
    });
  });

  it('refuses to give up a peer before its next beat', () => {
    for (const [options, option] of [
      [{ every: 5, deadAfter: 5 }, 'deadAfter'],
      [{ deadAfter: 9_999 }, 'deadAfter'],
      [{ every: NaN }, 'every'],
      [{ every: -1, deadAfter: 5 }, 'every'],
    ] as const)
      expect(() => heartbeatLines(options)).toThrow(
        expect.objectContaining({ name: 'OptionError', option }) as Error,
      );
    expect(heartbeatLines({ every: 0, deadAfter: 5 }).expect.within).toBe(5);
    expect(heartbeatLines({ deadAfter: 0 }).expect.within).toBe(0);
    expect(heartbeatLines({ every: 0 }).expect.within).toBe(0);
  });
});
