// Checks what users get, not what the checkout holds: packs the package, lets publint and attw judge
// the tarball, installs it beside rxjs in an empty folder, and there uses it by require and by import
// and type-checks it under both module resolutions that matter.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (file) => join(root, 'node_modules', file);
const { name, exports, files } = readJson(join(root, 'package.json'));
const versionOf = (dependency) =>
  `${dependency}@${readJson(bin(`${dependency}/package.json`)).version}`;

/** What only works with whole types. */
const uses = {
  [name]: `listen(1).subscribe((connection) => connection.subscribe((chunk) => chunk.readInt8(0)));`,
};
const temporary = mkdtempSync(join(tmpdir(), `${name}-`));
try {
  step('pack', () => npm(root, 'pack', '--pack-destination', temporary));
  const tarball = join(temporary, readdirSync(temporary)[0]);

  step('publint', () => node(root, bin('publint/src/cli.js'), tarball, '--strict'));
  step('attw', () =>
    // node10 knows no `exports`; its users have `main` and `types`, which is the first entry only.
    node(root, bin('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'node16'),
  );

  const consumer = join(temporary, 'consumer');
  write('package.json', '{ "private": true }');
  const packages = ['rxjs', '@types/node'].map(versionOf);
  step('install', () =>
    npm(consumer, 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...packages),
  );
  step('contents', () => checkContents(join(consumer, 'node_modules', name)));
  for (const entry of Object.keys(exports)) {
    const specifier = name + entry.slice(1);
    const names = Object.keys(createRequire(join(consumer, 'a.js'))(specifier)).sort();
    if (names.length === 0) throw new Error(`${specifier} exports nothing`);
    step(`${specifier}: require, import`, () => checkRun(specifier, names));
    step(`${specifier}: types`, () => checkTypes(specifier, names));
  }
  console.log('check:package: the packed package works');

  function checkContents(folder) {
    const all = readdirSync(folder, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
    const allowed = [...files, 'package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
    const stray = all.filter((file) => !allowed.includes(file.split('/')[0]));
    if (stray.length > 0) throw new Error(`should not be in the package: ${stray.join(', ')}`);
    for (const file of all.filter((each) => each.endsWith('.map'))) {
      const { sources, sourcesContent } = readJson(join(folder, file));
      if (sourcesContent?.filter(Boolean).length !== sources.length)
        throw new Error(`${file} lacks the text of its sources`);
    }
  }

  /** Both ways give the same objects: `import` by name, so that classes and `instanceof` agree. */
  function checkRun(specifier, names) {
    write('use.cjs', `if (!require('${specifier}').${names[0]}) throw new Error('require');`);
    const list = names.join(', ');
    write(
      'use.mjs',
      `import { createRequire } from 'node:module';
       import { ${list} } from '${specifier}';
       const required = createRequire(import.meta.url)('${specifier}');
       for (const [name, value] of Object.entries({ ${list} }))
         if (value === undefined || value !== required[name]) throw new Error(name);`,
    );
    for (const file of ['use.cjs', 'use.mjs']) node(consumer, file);
  }

  function checkTypes(specifier, names) {
    const text = `import { ${names.join(', ')} } from '${specifier}';
      // @ts-expect-error the types are real, not any
      import { noSuchName } from '${specifier}';
      export const all: readonly object[] = [${names.join(', ')}];
      ${uses[specifier] ?? ''}`;
    for (const [resolution, module, sources] of [
      ['node16', 'node16', ['consumer.cts', 'consumer.mts']],
      ['bundler', 'esnext', ['consumer.ts']],
    ]) {
      for (const source of sources) write(source, text);
      const options = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022'];
      // With no `types`, as a new project has it: the package itself says that it needs those of Node.
      const strict = ['--strict', '--exactOptionalPropertyTypes', '--noEmit'];
      node(consumer, bin('typescript/bin/tsc'), ...options, ...strict, ...sources);
    }
  }

  function write(file, text) {
    mkdirSync(consumer, { recursive: true });
    writeFileSync(join(consumer, file), text);
  }
} catch (error) {
  console.error(`check:package: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function step(what, run) {
  console.log(`- ${what}`);
  try {
    run();
  } catch (error) {
    const why = `${error.stdout ?? ''}${error.stderr ?? error.message}`;
    throw new Error(`${what} failed\n${why}`, { cause: error });
  }
}

function node(cwd, ...args) {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
}

/** The npm that runs this script, so that no shell is needed to find it. */
function npm(cwd, ...args) {
  if (!process.env.npm_execpath) throw new Error('run this as npm run check:package');
  return node(cwd, process.env.npm_execpath, ...args);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
