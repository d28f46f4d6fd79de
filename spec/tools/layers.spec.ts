import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const tool = resolve(__dirname, '../../tools/check-layers.mjs');

const good = {
  'index.ts': "export { listen } from './server/listen';",
  'server/listen.ts': "import { Connection } from '../connection/Connection';",
  'connection/Connection.ts':
    "import { Observable } from 'rxjs';\nimport { reads } from '../socket/reads';",
  'connection/ConnectionError.ts': 'export class ConnectionError extends Error {}',
  'socket/reads.ts': "import { Socket } from 'node:net';",
  'liveness/idleTimeout.ts':
    "import { ConnectionError } from '../connection/ConnectionError';\nimport type { Socket } from 'node:net';\nimport type { Holdable } from '../flow/Holdable';",
  'flow/Holdable.ts': 'export interface Holdable {}',
  'testing/index.ts': "import { TestScheduler } from 'rxjs/testing';\nimport '../socket/reads';",
};

const bad = {
  'socket/up.ts': "import '../connection/Connection';",
  'socket/upType.ts': "import type { A } from '../connection/Connection';",
  'socket/coreModuleWithoutNode.ts': "import 'net';",
  'connection/reExport.ts': "export * from '../server/listen';",
  'connection/dynamic.ts': "void import('../server/listen');",
  'connection/require.ts': "require('../server/listen');",
  'connection/importTypeNode.ts': "let a: import('../server/listen').A;",
  'flow/seesConnection.ts': "import '../connection/Connection';",
  'flow/seesTesting.ts': "import '../testing/index';",
  'flow/seesTheDoor.ts': "import '../index';",
  'flow/seesOutside.ts': "import '../../spec/a';",
  'flow/computedName.ts': 'void import(a + b);',
  'flow/internal.ts': "import { x } from 'rxjs/internal/Observable';",
  'flow/rxjsTesting.ts': "import { TestScheduler } from 'rxjs/testing';",
  'flow/dependency.ts': "import 'left-pad';",
  'framing/seesLiveness.ts': "import '../liveness/idleTimeout';",
  'liveness/sharedAsValue.ts': "import { Holdable } from '../flow/Holdable';",
  'liveness/node.ts': "import { Socket, type Server } from 'node:net';",
  'flow/node.ts': "import 'node:net';",
  'utils.ts': '',
  'misc/noRule.ts': '',
  'proxy/a.ts': "import './b';",
  'proxy/b.ts': "import type { A } from './a';",
};

function check(files: Record<string, string>): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('check-layers', () => {
  it('passes lib/ as it is', () => {
    const { status, output } = run();
    expect(output).toContain('every import points the right way');
    expect(status).toBe(0);
  });

  it('passes what the table allows', () => {
    expect(check(good)).toMatchObject({ status: 0 });
  });

  it('fails on each forbidden import, at its line, and on nothing else', () => {
    const { status, output } = check({ ...good, ...bad });
    const files = output.split('\n').flatMap((line) => /^lib\/([\w./]+)/.exec(line)?.[1] ?? []);
    const expected = Object.keys(bad)
      .filter((file) => !file.startsWith('proxy/'))
      .map((file) => (file === 'misc/noRule.ts' ? 'misc' : file));
    expect(files.sort()).toEqual([...expected, 'proxy/a.ts'].sort());
    expect(output).toContain('lib/socket/up.ts:1: may not import connection/Connection');
    expect(output).toContain('lib/proxy/a.ts -> proxy/b.ts -> proxy/a.ts: is a cycle');
    expect(status).toBe(1);
  });
});
