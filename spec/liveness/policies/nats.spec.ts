import { type PolicyFrame, type LivenessPolicy, nats, ProbeTimeoutError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

describe('nats', () => {
  const values = {
    p: 'PING\r\n',
    o: 'PONG\r\n',
    // As a framing by lines gives them.
    q: 'PING',
    l: 'ping\r\n',
    i: 'INFO {"server_id":"PING"}\r\n',
  };

  it('answers PING, and passes on what only looks like one', () => {
    playPolicy({
      policy: nats(),
      values,
      peer: '  ipql|',
      sent: '  -ooo ',
      stream: 'i---|',
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

  it('can be part of another policy, which asks a peer that is not silent as well', () => {
    const policy: LivenessPolicy<PolicyFrame> = {
      ...nats(),
      probe: { ...nats().probe, after: 10_000, when: 'always' },
    };
    playPolicy({
      policy,
      values,
      peer: '  8s i 2499ms o 7s i 3s |',
      sent: '  10s p 9999ms p',
      stream: '8s i 2499ms - 7s i 3s |',
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
