import { join, resolve } from 'node:path';
import { Samples } from './Samples';

let samples: Samples;

beforeAll(async () => {
  samples = await Samples.compile();
}, 60_000);

afterAll(async () => {
  await samples.stopAll();
  samples.remove();
});

describe('the specs of a user', () => {
  it('pass in node:test', async () => {
    const { exit, err, out } = samples.run('testing/answers.node');
    expect([await exit, err.text]).toEqual([0, '']);
    expect(out.text).toMatch(/\bpass 3\n/);
  });

  it('pass in jest', async () => {
    const jest = resolve(__dirname, '../../node_modules/jest/bin/jest.js');
    const rootDir = join(samples.folder, 'build/samples/testing');
    const config = JSON.stringify({ rootDir, testRegex: '\\.jest\\.js$' });
    const { exit, err } = samples.start(jest, '--config', config);
    expect([await exit, err.text]).toEqual([
      0,
      expect.stringMatching(/^Tests: +2 passed, 2 total$/m),
    ]);
  });
});
