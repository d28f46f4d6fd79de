import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { masksResets } from '../../lib/socket/masksResets';
import { playScenario, playVirtually } from '../support/playScenario';
import { scenarios } from '../support/scenarios';
import { stages } from '../support/stages';

/**
 * What becomes of each over TCP, and of those of which it is something else over what knows no resets: a Unix socket at all, TLS of
 * ours. TLS can't vouch for any end, either.
 */
const golden = JSON.parse(
  readFileSync(join(__dirname, 'scenarios.golden.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Of these it depends on luck which one comes first over TLS, where Node takes a reset behind data for an end. */
const isLuck = (name: string): boolean =>
  masksResets && name.startsWith('the peer resets behind a chunk');

const expected = (over: string, name: string): string | undefined => {
  const { TCP, [over]: own } = golden[name] ?? {};
  return (
    own ?? (over === 'TLS' ? TCP?.replace(/^(end|local by end)(.*), sure/, '$1$2, unsure') : TCP)
  );
};

it('are each way to end, in each state of ours', () => {
  expect(scenarios.map(({ name }) => name)).toEqual(Object.keys(golden));
  expect(scenarios.length).toBeGreaterThanOrEqual(60);
});

it.each(Object.entries(stages))('go the same way over %s', async (over, open) => {
  const all = scenarios.filter(({ name }) => over !== 'TLS' || !isLuck(name));
  const outcomes = await Promise.all(
    all.map(async (scenario) => [
      scenario.name,
      await playScenario(scenario, await open(scenario.options)),
    ]),
  );
  expect(outcomes).toEqual(all.map(({ name }) => [name, expected(over, name)]));
});

it('go the same way over a TestSocket in virtual time', () => {
  const outcomes = scenarios.map((scenario) => [scenario.name, playVirtually(scenario)]);
  expect(outcomes).toEqual(scenarios.map(({ name }) => [name, golden[name]?.TCP]));
});
