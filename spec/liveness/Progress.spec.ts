import { defer } from 'rxjs';
import { Progress } from '../../lib/liveness/Progress';
import { type FakeWritable, fakeWritable } from '../support/fakeWritable';

/** What a look says, at once or later. */
const look = (progress: Progress): Promise<boolean> =>
  new Promise((resolve) => {
    progress.look(resolve);
  });

function stuck(): { fake: FakeWritable; progress: Progress } {
  const fake = fakeWritable();
  fake.stick();
  fake.write('some bytes');
  return { fake, progress: new Progress(fake) };
}

describe('Progress', () => {
  it('is what no longer waits, which is known at once', () => {
    const { fake, progress } = stuck();
    const said: boolean[] = [];
    const look = (): void => progress.look((hasTaken) => said.push(hasTaken));
    look();
    look();
    fake.write('more');
    look();
    fake.take(1);
    look();
    look();
    expect(said).toEqual([true, false, false, true, false]);
  });

  it('begins anew when it is to forget', () => {
    const { progress } = stuck();
    const said = jest.fn();
    progress.look(said);
    progress.forget();
    progress.look(said);
    expect(said.mock.calls).toEqual([[true], [true]]);
  });

  it('is what the kernel of the peer has acknowledged, while nothing else moves', async () => {
    const { fake, progress } = stuck();
    let kernel: number | undefined = 100;
    fake.unacknowledged = () =>
      defer(() => Promise.resolve(kernel === undefined ? undefined : kernel + fake.writableLength));
    expect(await look(progress)).toBe(true);
    // From here on it is known how much.
    expect(await look(progress)).toBe(false);
    expect(await look(progress)).toBe(false);
    kernel = 90;
    expect(await look(progress)).toBe(true);
    expect(await look(progress)).toBe(false);
    fake.write('more');
    expect(await look(progress)).toBe(false);
    kernel = undefined;
    expect(await look(progress)).toBe(false);
    // What came meanwhile shows when it is known again.
    kernel = 80;
    expect(await look(progress)).toBe(true);
  });

  it('gives who was started the benefit of the doubt, once', async () => {
    const { fake, progress } = stuck();
    const kernel: { sent?: number } = {};
    fake.unacknowledged = () => defer(() => Promise.resolve(kernel.sent));
    progress.start();
    await new Promise(setImmediate);
    expect(await look(progress)).toBe(false);
    kernel.sent = 100;
    expect(await look(progress)).toBe(true);
    expect(await look(progress)).toBe(false);
  });

  it('is known from one look on when it was started', async () => {
    const { fake, progress } = stuck();
    let kernel = 100;
    fake.unacknowledged = () => defer(() => Promise.resolve(kernel));
    progress.start();
    await Promise.resolve();
    kernel = 90;
    expect(await look(progress)).toBe(true);
  });
});
