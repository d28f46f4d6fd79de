import { describe as nameOf } from '../../lib/connection/describe';

describe('the name of a connection', () => {
  it.each([
    ['10.0.0.1:80 <-> 10.0.0.2:5000', '10.0.0.1', 80, '10.0.0.2', 5000],
    ['[::1]:80 <-> [::ffff:1.2.3.4]:5000', '::1', 80, '::ffff:1.2.3.4', 5000],
    ['/run/it.sock <-> ?', '/run/it.sock', undefined, undefined, undefined],
  ])('%s', (name, localAddress, localPort, remoteAddress, remotePort) => {
    expect(nameOf({ localAddress, localPort, remoteAddress, remotePort })).toBe(name);
  });
});
