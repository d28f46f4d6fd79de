import { nats, ProbeTimeoutError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

describe('nats', () => {
  const values = {
    p: 'PING\r\n',
    o: 'PONG\r\n',
    // As a framing by lines gives them.
    q: 'PING',
    i: 'INFO {"server_id":"PING"}\r\n',
  };

  it('answers PING, and passes on what only looks like one', () => {
    playPolicy({
      policy: nats(),
      values,
      peer: '  ipq|',
      sent: '  -oo ',
      stream: 'i--|',
    });
  });

  it('asks twice, an interval apart, before it gives up', () => {
    playPolicy({
      policy: nats({ pingInterval: 20_000 }),
      values,
      peer: '  i',
      sent: '  20s p 19999ms p',
      stream: 'i 59999ms #',
      error: new ProbeTimeoutError(2, 20_000, 60_000),
    });
  });

  it('starts again after a PONG', () => {
    playPolicy({
      policy: nats({ pingInterval: 20_000, maxPingsOut: 1 }),
      values,
      peer: '  i 19999ms 100ms o',
      sent: '  20s p 99ms - 19999ms p',
      stream: 'i 19999ms 100ms - 39999ms #',
      error: new ProbeTimeoutError(1, 20_000, 40_000),
    });
  });
});
