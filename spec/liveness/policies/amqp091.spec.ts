import { amqp091, IdleTimeoutError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

describe('amqp091', () => {
  const values = {
    h: '\x08\0\0\0\0\0\0\xce',
    // basic.ack, on channel 1
    a: '\x01\0\x01\0\0\0\r\0<\0P\0\0\0\0\0\0\0\x01\0\xce',
  };

  it('beats after half the interval, and gives the peer two of them', () => {
    playPolicy({
      policy: amqp091(30_000, 60_000),
      values,
      peer: '   h 29999ms a         ',
      writes: ' 10s a                ',
      sent: '   10s a 14999ms h 14999ms h 14999ms h 14999ms h 14999ms h',
      stream: ' h 29999ms a 59999ms #',
      error: new IdleTimeoutError('each', 60_000, 60_000, 2),
    });
  });

  it.each([
    [0, 30_000, 30_000],
    [30_000, 0, 30_000],
    [0, 0, 0],
    [20_000, 10_000, 10_000],
  ])('agrees on %p and %p as RabbitMQ does', (ours, theirs, within) => {
    expect(amqp091(ours, theirs)).toMatchObject({
      send: { every: within / 2 },
      expect: { within, tolerance: 2 },
    });
  });
});
