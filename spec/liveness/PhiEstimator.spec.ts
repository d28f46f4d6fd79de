import fc from 'fast-check';
import { PhiEstimator, type PhiModel } from '../../lib/liveness/PhiEstimator';

const forms = ['logistic', 'normal', 'exponential'] as const;
const defaults: PhiModel = {
  maxSamples: 200,
  minStdDeviation: 100,
  acceptablePause: 0,
  firstEstimate: 1_000,
  form: 'logistic',
};

/** One that knows but two intervals, so that mean and deviation are these. */
function estimator(mean: number, deviation: number, form: PhiModel['form']): PhiEstimator {
  const made = new PhiEstimator({ ...defaults, maxSamples: 2, minStdDeviation: 1e-9, form });
  made.learn(mean - deviation);
  made.learn(mean + deviation);
  return made;
}

/** log10(1 + exp(y (1.5976 + 0.070566 y ** 2))), which is what Akka's formula says, by mpmath with 800 digits. */
const logistic: [deviations: number, phi: number][] = [
  [-10, 1.1299813052103756e-38],
  [-5, 2.176892222423143e-8],
  [-1, 0.07503303214093988],
  [-0.125, 0.259800117910908],
  [0, 0.3010299956639812],
  [0.125, 0.34658858224466316],
  [1, 0.7995083208395599],
  [3, 2.909475326484954],
  [6, 10.782600858295707],
  [10, 37.58471305287122],
  [21.75, 330.415190505282],
  [22, 341.5873621318689],
  [40, 1989.124316810577],
  [100, 30715.807296413732],
  [1e6, 30646424410678696],
];

describe('PhiEstimator', () => {
  describe('logistic', () => {
    const phi = estimator(4_096, 64, 'logistic');

    it.each(logistic)('%d deviations above the mean is %d', (deviations, level) => {
      expect(phi.level(4_096 + 64 * deviations) / level).toBeCloseTo(1, 12);
    });

    it("agrees with Akka's literal formula where that is a number", () => {
      for (let elapsed = 3_800; elapsed < 4_700; elapsed++) {
        const y = (elapsed - 4_096) / 64;
        const e = Math.exp(-y * (1.5976 + 0.070566 * y * y));
        const literal = elapsed > 4_096 ? -Math.log10(e / (1 + e)) : -Math.log10(1 - 1 / (1 + e));
        expect(phi.level(elapsed)).toBeCloseTo(literal, 9);
      }
    });
  });

  it('normal: 5 deviations above the mean is 6.54', () => {
    expect(estimator(1_000, 10, 'normal').level(1_050)).toBeCloseTo(6.5426456723906545, 12);
  });

  it('exponential: phi is 1 for each factor of 10, of which a mean takes 0.43', () => {
    const phi = estimator(1_000, 10, 'exponential');
    expect(phi.level(0)).toBe(0);
    expect(phi.level(1_000)).toBeCloseTo(0.4342944819032518, 15);
    expect(phi.patience(8)).toBeCloseTo(18_420.68074395237, 9);
  });

  it('begins with the first estimate, and a quarter of it as the deviation', () => {
    const phi = new PhiEstimator({ ...defaults, firstEstimate: 2_000, form: 'normal' });
    expect(phi.level(2_000)).toBeCloseTo(Math.log10(2), 12);
    expect(phi.level(2_500)).toBeCloseTo(0.7995455414919705, 12);
  });

  it('takes no deviation for less than the least, nor the mean of an exponential', () => {
    const deviation = (form: PhiModel['form']): PhiEstimator => {
      const phi = new PhiEstimator({ ...defaults, maxSamples: 2, form });
      for (let count = 0; count < 2; count++) phi.learn(0);
      return phi;
    };
    expect(deviation('normal').level(100)).toBeCloseTo(0.7995455414919705, 12);
    expect(deviation('exponential').level(100)).toBeCloseTo(0.4342944819032518, 12);
  });

  it.each(forms)('%s: an acceptable pause moves all by itself', (form) => {
    const phi = new PhiEstimator({ ...defaults, form });
    const patient = new PhiEstimator({ ...defaults, acceptablePause: 3_000, form });
    for (const elapsed of [0, 500, 1_500, 5_000])
      expect(patient.level(elapsed + 3_000)).toBe(phi.level(elapsed));
    expect(patient.patience(8)).toBe(phi.patience(8) + 3_000);
  });

  it('expects what it has learned', () => {
    const phi = new PhiEstimator({ ...defaults, maxSamples: 10 });
    for (let count = 0; count < 10; count++) phi.learn(5_000);
    expect(phi.level(5_000)).toBeCloseTo(Math.log10(2), 12);
    for (let count = 0; count < 10; count++) phi.learn(50);
    expect(phi.level(5_000)).toBeGreaterThan(8);
  });

  describe.each(forms)('%s, whatever it has learned', (form) => {
    const duration = fc.double({ min: 0, max: 1e9, noNaN: true });
    const model = fc.record({
      maxSamples: fc.integer({ min: 2, max: 20 }),
      minStdDeviation: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      acceptablePause: duration,
      firstEstimate: duration,
      form: fc.constant(form),
    });
    const known = fc
      .tuple(model, fc.array(duration, { maxLength: 60 }))
      .map(([model, intervals]) => {
        const phi = new PhiEstimator(model);
        for (const interval of intervals) phi.learn(interval);
        return phi;
      });

    it('has a finite level for each silence, and never -0', () => {
      const silence = fc.oneof(duration, fc.double({ min: 0, max: 1e80, noNaN: true }));
      fc.assert(
        fc.property(known, silence, (phi, elapsed) => {
          const level = phi.level(elapsed);
          expect(Number.isFinite(level)).toBe(true);
          expect(level).toBeGreaterThanOrEqual(0);
          expect(level).not.toBe(-0);
        }),
        { numRuns: 2_000 },
      );
    });

    it('has a level that never falls from one microsecond to another', () => {
      const step = fc.oneof(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), fc.constant(1e-3));
      fc.assert(
        fc.property(known, duration, step, (phi, elapsed, step) => {
          expect(phi.level(elapsed + step)).toBeGreaterThanOrEqual(phi.level(elapsed));
        }),
        { numRuns: 5_000 },
      );
    });

    it('has a level that falls by rounding at most within a microsecond', () => {
      const step = fc.double({ min: 0, max: 1e-3, noNaN: true });
      fc.assert(
        fc.property(known, duration, step, (phi, elapsed, step) => {
          const least = phi.level(elapsed) * (1 - 1e-12);
          expect(phi.level(elapsed + step)).toBeGreaterThanOrEqual(least);
        }),
        { numRuns: 2_000 },
      );
    });

    it('is patient exactly until the level is the threshold', () => {
      const threshold = fc.double({ min: 0.01, max: 1_000, noNaN: true });
      fc.assert(
        fc.property(known, threshold, (phi, threshold) => {
          const patience = phi.patience(threshold);
          expect(patience).toBeGreaterThanOrEqual(0);
          const level = phi.level(patience);
          if (patience === 0) expect(level).toBeGreaterThanOrEqual(threshold * (1 - 1e-9));
          else {
            // As exactly as a double can say when that is.
            const digit = patience * 2 ** -50;
            expect(phi.level(patience - digit)).toBeLessThanOrEqual(threshold * (1 + 1e-9));
            expect(phi.level(patience + digit)).toBeGreaterThanOrEqual(threshold * (1 - 1e-9));
          }
        }),
        { numRuns: 2_000 },
      );
    });
  });
});
