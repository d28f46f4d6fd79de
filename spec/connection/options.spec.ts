import {
  connect,
  type ConnectOptions,
  listen,
  type ListenOptions,
  OptionError,
  serveEach,
} from 'rxjs-sockets';

const thrownBy = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('options', () => {
  const bad: [string, unknown][] = [
    ['port', -1],
    ['port', 65_536],
    ['port', 1.5],
    ['port', '80'],
    ['port', undefined],
    ['port', NaN],
    ['path', ''],
    ['path', 1],
    ['signal', {}],
    ['signal', null],
    ['closeTimeout', -1],
    ['closeTimeout', NaN],
    ['closeTimeout', '10'],
    ['closeTimeout', 2 ** 31],
    ['halfClosedTimeout', -1],
    ['abandonedTimeout', -Infinity],
    ['maxHold', '60'],
    ['highWaterMark', 0],
    ['highWaterMark', Infinity],
    ['scheduler', {}],
    ['highWaterMark', 1.5],
    ['highWaterMark', -1],
    ['writeBuffer', 1],
    ['writeBuffer', null],
    ['keepAlive', 1],
    ['keepAlive', null],
    ['transport', null],
    ['transport', 'memory'],
    ['transport', { accept: () => () => undefined }],
  ];

  it.each(bad)('%s: %p throws at the call, with its name and value', (option, value) => {
    const options = {
      ...(option !== 'path' && { port: 1 }),
      [option]: value,
    } as unknown as ListenOptions & ConnectOptions;
    for (const call of [() => listen(options), () => connect(options)]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(OptionError);
      expect(error).toMatchObject({ option, value });
    }
  });

  it.each([
    ['initialDelay', 0],
    ['initialDelay', '1'],
    ['interval', 32_767_001],
    ['interval', NaN],
    ['count', 0],
    ['count', 1.5],
    ['count', 128],
  ])('keepAlive.%s: %p throws at the call, with its name and value', (option, value) => {
    const options = { port: 1, keepAlive: { [option]: value } };
    for (const call of [() => listen(options), () => connect(options)])
      expect(thrownBy(call)).toMatchObject({ option: `keepAlive.${option}`, value });
  });

  it.each([
    ['soft', '1'],
    ['soft', 8_388_609],
    ['hard', -1],
    ['hard', 1.5],
  ])('writeBuffer.%s: %p throws at the call, with its name and value', (option, value) => {
    const options = { port: 1, writeBuffer: { [option]: value } };
    for (const call of [() => listen(options), () => connect(options)])
      expect(thrownBy(call)).toMatchObject({ option: `writeBuffer.${option}`, value });
  });

  it.each([{ soft: 0 }, { hard: 1 }, { soft: Infinity, hard: 0 }, { soft: 5, hard: 5 }])(
    'take %j for a writeBuffer',
    (writeBuffer) => {
      expect(() => listen({ port: 0, writeBuffer })).not.toThrow();
    },
  );

  it('of connect and of serveEach are checked as well', () => {
    expect(thrownBy(() => connect({ port: 1, connectTimeout: -1 }))).toMatchObject({
      option: 'connectTimeout',
      value: -1,
    });
    expect(thrownBy(() => connect(0))).toMatchObject({ option: 'port', value: 0 });
    expect(thrownBy(() => serveEach(() => [], { closeTimeout: NaN }))).toMatchObject({
      option: 'closeTimeout',
      value: NaN,
    });
  });

  it.each([0, Infinity, 1, 2 ** 31 - 1])('take %d for a duration', (closeTimeout) => {
    expect(() => listen({ port: 0, closeTimeout })).not.toThrow();
  });
});
