import { bgpLike, IdleTimeoutError, WriteStallError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

describe('bgpLike', () => {
  const marker = '\xff'.repeat(16);
  const values = {
    k: `${marker}\0\x13\x04`,
    n: `${marker}\0\x15\x03\x04\0`, // NOTIFICATION: Hold Timer Expired
    u: `${marker}\0\x17\x02\0\0\0\0`, // UPDATE: End-of-RIB
  };
  afterEach(() => jest.restoreAllMocks());

  it('beats every third of the Hold Time, whatever else it writes, and says why it leaves', () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    playPolicy({
      policy: bgpLike(90_000),
      values,
      peer: '   k 60s u                         ',
      writes: ' 20s u                            ',
      sent: '   20s u 9999ms k 29999ms k 29999ms k 29999ms k 29999ms kn',
      stream: ' k 60s u 89999ms #',
      error: new IdleTimeoutError('each', 90_000, 90_000, 2),
    });
  });

  it('beats up to a quarter sooner, so that not all do so at once', () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    playPolicy({
      policy: bgpLike(90_000),
      values,
      peer: '  50s |',
      sent: '  22500ms k 22499ms k',
      stream: '50s |',
    });
  });

  it('beats no more often than once a second', () => {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    playPolicy({
      policy: bgpLike(3_000),
      values,
      peer: '  2500ms |',
      sent: '  1s k 999ms k',
      stream: '2500ms |',
    });
    playPolicy({
      policy: bgpLike(3_600),
      values,
      peer: '  2500ms |',
      sent: '  1s k 999ms k',
      stream: '2500ms |',
    });
  });

  it('gives up a peer that takes nothing for two Hold Times', () => {
    const error = new WriteStallError(180_000, 23);
    expect(error.message).toContain('180000 ms');
    // Written as it looks, which it does every thirty-second.
    playPolicy({
      policy: bgpLike(90_000),
      values,
      isStuck: true,
      peer: '  k 59999ms k 59999ms k 59999ms k        ',
      writes: '5625ms u                               ',
      sent: '  5625ms u                               ',
      stream: 'k 59999ms k 59999ms k 59999ms k 5624ms #',
      error,
    });
  });

  it('is off with a Hold Time of 0', () => {
    playPolicy({ policy: bgpLike(0), values, peer: 'k 60m |', sent: '', stream: 'k 60m |' });
  });
});
