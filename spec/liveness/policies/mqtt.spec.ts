import { IdleTimeoutError, mqttClient, mqttServer, ProbeTimeoutError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

const values = {
  q: '\xc0\0', // PINGREQ
  r: '\xd0\0', // PINGRESP
  p: '\x30\x05\0\x01tHi', // PUBLISH to t
};

describe('mqttClient', () => {
  it('sends a PINGREQ when it has sent nothing for the interval, whatever it receives', () => {
    playPolicy({
      policy: mqttClient(60_000),
      values,
      peer: '  30s p 29999ms p 29999ms p 29999ms p |',
      sent: '  60s q 59999ms q',
      stream: '30s p 29999ms p 29999ms p 29999ms p |',
    });
  });

  it('asks a silent server, and gives it up after one and a half intervals, although it goes on sending', () => {
    playPolicy({
      policy: mqttClient(60_000),
      values,
      peer: '  p',
      writes: '30s p 29999ms p',
      sent: '  30s p 29999ms p 14999ms q',
      stream: 'p 89999ms #',
      error: new ProbeTimeoutError(1, 15_000, 90_000),
    });
  });

  it('takes the PINGRESP to a question for an answer', () => {
    playPolicy({
      policy: mqttClient(60_000),
      values,
      peer: '  p 75s r 10s |',
      writes: '30s p 29999ms p',
      sent: '  30s p 29999ms p 14999ms q',
      stream: 'p 75s - 10s |',
    });
  });

  it('lets the PINGRESP to what only was a sign of life pass, before a question and after it', () => {
    playPolicy({
      policy: mqttClient(60_000),
      values,
      peer: '  p 61s r 75499ms r 60500ms r 1s |',
      sent: '  60s q 59999ms q 16s q 59999ms q',
      stream: 'p 61s r 75499ms - 60500ms r 1s |',
    });
  });

  it('is off with an interval of 0', () => {
    playPolicy({ policy: mqttClient(0), values, peer: 'p 60m |', sent: '', stream: 'p 60m |' });
  });
});

describe('mqttServer', () => {
  it('answers a PINGREQ, and gives up a client that is silent for one and a half intervals', () => {
    playPolicy({
      policy: mqttServer(60_000),
      values,
      peer: '  p 60s q ',
      sent: '  - 60s r ',
      stream: 'p 60s - 89999ms #',
      error: new IdleTimeoutError('each', 90_000, 90_000, 2),
    });
  });

  it('answers also with an interval of 0', () => {
    playPolicy({ policy: mqttServer(0), values, peer: 'q 60m |', sent: 'r', stream: '- 60m |' });
  });
});
