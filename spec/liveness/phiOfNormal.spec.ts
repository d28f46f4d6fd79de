import fc from 'fast-check';
import { phiOfNormal } from '../../lib/liveness/phiOfNormal';
import { exactPhi } from '../support/exactPhi';

/** By mpmath's erfc with 800 digits, and for the last three by its own continued fraction with as many. */
const exact: [deviations: number, phi: number][] = [
  [-30, 2.130958782838292e-198],
  [-10, 3.3092601213067226e-24],
  [-5, 1.2449121373882918e-7],
  [-2.5, 0.0027052313961437213],
  [-1, 0.07502601295781802],
  [-0.125, 0.2598440642792662],
  [0, 0.3010299956639812],
  [0.125, 0.34653492076398473],
  [0.5, 0.5106919892652407],
  [1, 0.7995455414919705],
  [1.5, 1.1751767216148163],
  [2, 1.643016080140937],
  [2.5, 2.206931805795301],
  [2.75, 2.525818242566144],
  [3, 2.869699035929369],
  [5, 6.5426456723906545],
  [10, 23.118053405486076],
  [20, 88.56009534307559],
  [38, 315.5397897039625],
  [40, 349.43700645934587],
  [100, 2173.8715428690343],
  [1e6, 217147240958.025],
  [1e100, 2.171472409516259e199],
];

describe('phiOfNormal', () => {
  it.each(exact)('of %d deviations is %d', (deviations, phi) => {
    expect(phiOfNormal(deviations) / phi).toBeCloseTo(1, 12);
  });

  it('agrees with a series in integers anywhere', () => {
    const deviations = fc.integer({ min: -8_000, max: 18_000 }).map((n) => n / 1_024);
    fc.assert(
      fc.property(deviations, (each) => {
        expect(phiOfNormal(each) / exactPhi(each)).toBeCloseTo(1, 11);
      }),
      { numRuns: 60 },
    );
  });

  it('is finite as far as the truth is, and infinite beyond', () => {
    // 1.797e308 = d ** 2 / (2 ln 10)
    expect(phiOfNormal(2.877e154)).toBeCloseTo(1.797e308, -306);
    expect(phiOfNormal(1e155)).toBe(Infinity);
    expect(phiOfNormal(Infinity)).toBe(Infinity);
  });

  it('is 0, and not -0, where the truth is below all doubles', () => {
    expect(phiOfNormal(-40)).toBe(0);
    expect(phiOfNormal(-Infinity)).toBe(0);
    expect(phiOfNormal(-0)).toBeCloseTo(Math.log10(2), 15);
  });

  it('grows, where the series meets the continued fraction too', () => {
    let falls = 0;
    for (let deviations = 2.4; deviations < 2.6; deviations += 1e-6)
      if (phiOfNormal(deviations) <= phiOfNormal(deviations - 1e-6)) falls++;
    expect(falls).toBe(0);
  });
});
