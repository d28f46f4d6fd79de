import { grpcLike, ProbeTimeoutError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

const ping = (flags: number, opaque: string): string =>
  `\0\0\x08\x06${String.fromCharCode(flags)}\0\0\0\0${opaque}`;

describe('grpcLike', () => {
  const values = {
    p: ping(0, 'any data'),
    q: ping(1, 'any data'),
    a: ping(0, '\0\0\0\0\0\0\0\x01'),
    b: ping(1, '\0\0\0\0\0\0\0\x01'),
    c: ping(0, '\0\0\0\0\0\0\0\x02'),
    s: '\0\0\0\x04\0\0\0\0\0', // SETTINGS, empty
  };

  it('answers a PING with its own data, and not an answer', () => {
    playPolicy({
      policy: grpcLike({ time: 0 }),
      values,
      peer: '  spq|',
      sent: '  -q  ',
      stream: 's-q|',
    });
  });

  it('asks after a silence, and gives up when nothing comes', () => {
    playPolicy({
      policy: grpcLike({ time: 60_000 }),
      values,
      peer: '  s',
      sent: '  60s a',
      stream: 's 79999ms #',
      error: new ProbeTimeoutError(1, 20_000, 80_000),
    });
  });

  it('takes the answer out, and asks no sooner than 10 s after it has', () => {
    playPolicy({
      policy: grpcLike({ time: 3_000, timeout: 1_000 }),
      values,
      peer: '  s 2999ms 10ms b',
      sent: '  3s a 9999ms c',
      stream: 's 13999ms #',
      error: new ProbeTimeoutError(1, 1_000, 10_990),
    });
  });
});
