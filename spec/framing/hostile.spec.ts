import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { compiled } from '../support/compiled';

const KIB = 1_024;

/** In a process of its own, whose memory nobody else uses. */
function send(what: string): unknown {
  const script = join(__dirname, '../support/hostileFrames.cjs');
  const args = ['--expose-gc', script, compiled(), what];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

describe('a hostile peer', () => {
  it('gets a typed error for each of 10,000 headers, and no memory', () => {
    const { codes, kept, mib } = send('headers') as {
      codes: Record<string, number>;
      kept: number;
      mib: number;
    };
    expect(Object.keys(codes).sort()).toEqual(['ERR_FRAME', 'ERR_FRAME_SIZE']);
    expect(codes.ERR_FRAME! + codes.ERR_FRAME_SIZE!).toBe(10_000);
    expect(kept).toBe(10_000);
    expect(mib).toBeLessThan(10);
  });

  it('is found out within the limit and a chunk when it sends a gibibyte without an end of line', () => {
    expect(send('endless')).toEqual({
      fail: { sent: 128 * KIB, most: 64 * KIB, code: 'ERR_FRAME_SIZE' },
      skip: { sent: KIB ** 3, most: 64 * KIB },
    });
  });

  it('costs at most twice what it sends, and 64 KiB, when it sends that byte by byte', () => {
    const { buffered, each } = send('bytes') as { buffered: number; each: number };
    expect(buffered).toBe(100_000);
    expect(each).toBeLessThan(2 * buffered + 64 * KIB);
  });
});
