import { idleTimeout, OptionError, phiAccrual, type PhiOptions } from 'rxjs-sockets';

const bad: PhiOptions[] = [
  { threshold: 0 },
  { threshold: -1 },
  { threshold: NaN },
  { threshold: Infinity },
  { threshold: '8' as never },
  { maxSamples: 1 },
  { maxSamples: 2.5 },
  { maxSamples: Infinity },
  { minStdDeviation: 0 },
  { minStdDeviation: Infinity },
  { acceptablePause: -1 },
  { acceptablePause: NaN },
  { firstEstimate: -1 },
  { firstEstimate: Infinity },
  { form: 'gamma' as never },
];

describe('the options of phi', () => {
  it.each(bad)('%p is refused at the call, by name', (options) => {
    const [option] = Object.keys(options);
    for (const call of [() => phiAccrual(options), () => idleTimeout({ each: 1, margin: options })])
      expect(call).toThrow(expect.objectContaining({ name: 'OptionError', option }) as Error);
  });

  it('are an object', () => {
    expect(() => idleTimeout({ each: 1, margin: 500 as never })).toThrow(OptionError);
  });

  it('may be at their limits', () => {
    phiAccrual({ threshold: 1e-9, maxSamples: 2, minStdDeviation: 1e-9, firstEstimate: 0 });
    phiAccrual({ every: 0 });
    phiAccrual({ every: Infinity });
  });
});
