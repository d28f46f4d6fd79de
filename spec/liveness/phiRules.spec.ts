import { idleTimeout, OptionError, phiAccrual, type PhiOptions, probe } from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';

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
  { firstEstimate: 1e16 },
  { minStdDeviation: 1e16 },
  { maxSamples: '9' as never },
  { form: 'gamma' as never },
];

describe('the options of phi', () => {
  it.each(bad)('%p is refused at the call, by name', (options) => {
    const [option] = Object.keys(options);
    const named = (name?: string): Error =>
      expect.objectContaining({ name: 'OptionError', option: name }) as Error;
    expect(() => phiAccrual(options)).toThrow(named(option));
    const margin = options;
    const path = named(`margin.${option}`);
    expect(() => idleTimeout({ each: 1, margin })).toThrow(path);
    expect(() => probe(fakeWritable(), { after: 1, timeout: 1, frame: '?', margin })).toThrow(path);
  });

  it('are an object', () => {
    expect(() => idleTimeout({ each: 1, margin: 500 as never })).toThrow(OptionError);
  });

  it('may be at their limits', () => {
    phiAccrual({ threshold: 1e-9, maxSamples: 2, minStdDeviation: 1e-9, firstEstimate: 0 });
    phiAccrual({ minStdDeviation: 9e15, acceptablePause: 9e15, firstEstimate: 9e15 });
    phiAccrual({ every: 0 });
    phiAccrual({ every: Infinity });
  });
});
