import { IdleTimeoutError, stomp } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

describe('stomp', () => {
  const values = { n: '\n', m: 'MESSAGE\nmessage-id:1\n\nhello\0' };

  it('sends an end of line as often as we can and the server wants, and expects what was agreed', () => {
    // heart-beat:5000,10000 in CONNECT, and heart-beat:20000,15000 in CONNECTED.
    playPolicy({
      policy: stomp(5_000, 10_000, 20_000, 15_000),
      values,
      peer: '  m 20s n                                        ',
      sent: '  15s n 14999ms n 14999ms n 14999ms n ',
      stream: 'm 20s n 39999ms #',
      error: new IdleTimeoutError('each', 40_000, 40_000, 2),
    });
  });

  it('sends nothing and expects nothing when one side says 0', () => {
    playPolicy({
      policy: stomp(0, 10_000, 0, 15_000),
      values,
      peer: '  m 60m |',
      sent: '',
      stream: 'm 60m |',
    });
  });

  it('is swapped on the server', () => {
    const [cx, cy, sx, sy] = [1_000, 0, 3_000, 2_000] as const;
    const client = stomp(cx, cy, sx, sy);
    const server = stomp(sx, sy, cx, cy);
    expect(server.expect.within).toBe(client.send.every);
    expect(client.expect.within).toBe(server.send.every);
  });
});
