import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { isUnderTest } from '../harness/UnderTest';

/** Of other packages what does the same. */
export interface Rivals {
  readonly split2: () => Duplex;
  readonly binarySplit: () => Duplex;
  readonly lengthPrefixedStream: () => Duplex;
  readonly itLengthPrefixed: (
    chunks: Iterable<Uint8Array>,
    options?: { readonly lengthDecoder: LengthDecoder },
  ) => Iterable<{ readonly subarray: () => Uint8Array }>;
}

/** Reads the length that a frame begins with, which takes so many bytes. */
export interface LengthDecoder {
  (begin: { readonly getUint32: (at: number) => number }): number;
  readonly bytes: number;
}

const FOLDER = resolve('spec/bench');

/** Loads them. The process that measures installs them before that if need be, or says that it couldn't. */
export async function rivals(): Promise<Rivals | undefined> {
  // npm writes this one last.
  const isInstalled = existsSync(`${FOLDER}/node_modules/.package-lock.json`);
  if (!isInstalled && (isUnderTest || !install())) return undefined;
  return (await import(pathToFileURL(`${FOLDER}/rivals.mjs`).href)) as Rivals;
}

function install(): boolean {
  console.log('\nInstalls the rivals into spec/bench/node_modules: npm ci --ignore-scripts');
  const { status } = spawnSync('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // npm is no program there that could be run without one.
    shell: process.platform === 'win32',
  });
  if (status !== 0) console.log('  that failed: only Node itself is left as a rival');
  return status === 0;
}
