import { ConnectionError, KernelTimeoutError, ResetError } from 'rxjs-sockets';
import { socketError } from '../../lib/connection/socketError';

describe('socketError', () => {
  it.each([
    ['ECONNRESET', ResetError],
    ['ECONNABORTED', ResetError],
    ['EPIPE', ResetError],
    ['ETIMEDOUT', KernelTimeoutError],
    ['EHOSTUNREACH', KernelTimeoutError],
    ['EHOSTDOWN', KernelTimeoutError],
    ['ENETUNREACH', KernelTimeoutError],
    ['ENOBUFS', ConnectionError],
  ])('%s is a %p, with the system error as its cause', (code, type) => {
    const cause = Object.assign(new Error(`read ${code}`), { code });
    const error = socketError('here <-> there', cause);
    expect(error.constructor).toBe(type);
    expect(error.cause).toBe(cause);
    expect(error.message).toMatch(/^here <-> there .*/);
    expect(error.message).toContain(code);
  });
});
