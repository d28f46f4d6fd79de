import { fix, ProbeTimeoutError } from 'rxjs-sockets';
import { playPolicy } from '../../support/playPolicy';

/** A whole message, with the true length of its body (9) and the true sum (10). */
function message(
  from: string,
  to: string,
  type: string,
  number: number,
  ...fields: string[]
): string {
  const head = [`35=${type}`, `34=${number}`, `49=${from}`, '52=20261123-09:00:00', `56=${to}`];
  const body = [...head, ...fields, ''].join('\x01');
  const text = `8=FIX.4.4\x019=${body.length}\x01${body}`;
  const sum = [...Buffer.from(text, 'latin1')].reduce((a, b) => a + b, 0) % 256;
  return `${text}10=${String(sum).padStart(3, '0')}\x01`;
}

/** As two sessions number their messages. */
function policy(): ReturnType<typeof fix> {
  let number = 0;
  return fix({
    heartBtInt: 30_000,
    heartbeat: (id) =>
      message('WE', 'PEER', '0', ++number, ...(id === undefined ? [] : [`112=${id}`])),
    testRequest: (id) => message('WE', 'PEER', '1', ++number, `112=${id}`),
  });
}

describe('fix', () => {
  const ours = {
    a: message('WE', 'PEER', '0', 1),
    b: message('WE', 'PEER', '1', 2, '112=1'),
    c: message('WE', 'PEER', '0', 3),
    d: message('WE', 'PEER', '0', 1, '112=are you there?'),
  };
  const theirs = {
    r: message('PEER', 'WE', '1', 1, '112=are you there?'),
    o: message('PEER', 'WE', 'D', 2, '11=order', '58=35=1'),
    h: message('PEER', 'WE', '0', 3),
    y: message('PEER', 'WE', '0', 4, '112=1'),
    w: message('PEER', 'WE', '0', 4, '112=2'),
  };
  const values = { ...ours, ...theirs };

  it('are true messages', () => {
    expect(ours.a.replaceAll('\x01', '|')).toBe(
      '8=FIX.4.4|9=45|35=0|34=1|49=WE|52=20261123-09:00:00|56=PEER|10=201|',
    );
  });

  it('answers a Test Request with a Heartbeat of its id', () => {
    playPolicy({ policy: policy(), values, peer: 'ro|', sent: 'd--', stream: '-o|' });
  });

  it('beats, asks who was silent for a fifth longer than it may, and gives up after as long again', () => {
    playPolicy({
      policy: policy(),
      values,
      peer: '  h                            ',
      sent: '  30s a 5999ms b 29999ms c     ',
      stream: 'h 71999ms #',
      error: new ProbeTimeoutError(1, 36_000, 72_000),
    });
  });

  it('takes the Heartbeat of its own id for the answer, and any message for life', () => {
    playPolicy({
      policy: policy(),
      values,
      peer: '  h 35999ms 500ms y |',
      sent: '  30s a 5999ms b    ',
      stream: 'h 35999ms 500ms - |',
    });
    playPolicy({
      policy: policy(),
      values,
      peer: '  h 35999ms 500ms w |',
      sent: '  30s a 5999ms b    ',
      stream: 'h 35999ms 500ms w |',
    });
  });
});
