import * as library from 'rxjs-sockets';
import { ConnectionError, DeadlineError, OptionError, ResetError } from 'rxjs-sockets';

type ErrorClass = typeof ConnectionError;
const classes = Object.values(library).filter(
  (value): value is ErrorClass =>
    typeof value === 'function' && Object.prototype.isPrototypeOf.call(Error, value),
);

describe('the errors', () => {
  it('have a code of their own each, and the name of their class', () => {
    expect(classes.length).toBeGreaterThanOrEqual(9);
    expect(new Set(classes.map(({ code }) => code)).size).toBe(classes.length);
    for (const { code, name } of classes) {
      expect(code).toMatch(/^ERR_[A-Z_]+$/);
      expect(name).toMatch(/Error$/);
    }
    const error = new ResetError('gone', { cause: 'why' });
    expect(error).toMatchObject({ name: 'ResetError', code: 'ERR_RESET', cause: 'why' });
  });

  it('are recognized by instanceof, as what they are and no more', () => {
    const error: unknown = new ResetError('gone');
    expect(error instanceof ResetError).toBe(true);
    expect(error instanceof ConnectionError).toBe(true);
    expect(error instanceof Error).toBe(true);
    expect(error instanceof DeadlineError).toBe(false);
    expect(new ConnectionError('gone') instanceof ResetError).toBe(false);
    for (const value of [
      null,
      undefined,
      'ERR_RESET',
      {},
      new Error('gone'),
      { code: 'ERR_RESET' },
    ])
      expect((value as unknown) instanceof ConnectionError).toBe(false);
  });

  it('are recognized across two copies of the package', () => {
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the only way to load a second copy
      const other = require('rxjs-sockets') as typeof library;
      expect(other.ResetError).not.toBe(ResetError);
      expect(new other.ResetError('gone') instanceof ResetError).toBe(true);
      expect(new other.ResetError('gone') instanceof ConnectionError).toBe(true);
      expect(new other.ResetError('gone') instanceof OptionError).toBe(false);
    });
  });

  it('can be extended, and then only the extension counts', () => {
    class MyError extends ResetError {}
    expect(new MyError('gone') instanceof MyError).toBe(true);
    expect(new MyError('gone') instanceof ResetError).toBe(true);
    expect(new ResetError('gone') instanceof MyError).toBe(false);
    expect(new MyError('gone')).toMatchObject({ name: 'MyError', code: 'ERR_RESET' });
  });

  it('say which option was wrong, and its value', () => {
    expect(new OptionError('port', '80', 'a number')).toMatchObject({
      option: 'port',
      value: '80',
      message: 'port must be a number, not "80"',
    });
    expect(new OptionError('port', Object.create(null), 'a number').message).toBe(
      'port must be a number, not an object without a name',
    );
  });
});
