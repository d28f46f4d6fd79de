// Keeps the direction of the layers: reads the import lines under lib/ and fails on one that points
// the wrong way, on a cycle, and on whatever would make an operator depend on Node at run time.
//   node tools/check-layers.mjs [folder]   (lib unless told)
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** What a folder of lib/ may import besides itself: folders, single files, or anything ('*'). */
const MAY_IMPORT = {
  'index.ts': '*',
  server: ['connection', 'socket', 'time'],
  client: ['connection', 'socket', 'time'],
  connection: ['socket', 'time'],
  socket: ['time'],
  time: [],
  liveness: [
    'connection/ConnectionError',
    'connection/OperatorSubscriber',
    'connection/OptionError',
    'connection/inPart',
    'connection/keepAliveOf',
    'connection/numberOption',
    'connection/timeLimit',
    'time',
  ],
  framing: [
    'connection/ConnectionError',
    'connection/DeadlineError',
    'connection/OperatorSubscriber',
    'connection/OptionError',
    'connection/byteLimit',
    'connection/numberOption',
    'connection/timeLimit',
    'time',
  ],
  flow: [
    'connection/ConnectionError',
    'connection/OperatorSubscriber',
    'connection/OptionError',
    'connection/SlowConsumerError',
    'connection/byteLimit',
    'connection/numberOption',
    'connection/reasonOf',
    'time',
  ],
  proxy: ['connection/ConnectionError'],
  metrics: ['connection'],
  testing: '*',
};
/** The small interfaces that operators see instead of a connection, and a plain value: any folder may import these as types. */
const SHARED_TYPES = [
  'Destination',
  'Held',
  'Holdable',
  'KeepAliveOptions',
  'Output',
  'ConnectionLike',
  'Writable',
];
/** The only folders that import node:* at run time: sockets, and what stands for them in tests. `import type` is free everywhere. */
const MAY_USE_NODE = ['socket', 'testing'];
/** Packages, and who may import them. There are no runtime dependencies but the peer. */
const PACKAGES = { rxjs: '*', 'rxjs/testing': ['testing'] };

const lib = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../lib'));
const files = readdirSync(lib, { recursive: true })
  .map((file) => join(lib, file))
  .filter((file) => file.endsWith('.ts'));
const problems = [];
const graph = new Map();

for (const entry of readdirSync(lib)) {
  if (!(entry in MAY_IMPORT))
    report(
      entry,
      statSync(join(lib, entry)).isDirectory()
        ? 'has no rule in MAY_IMPORT of tools/check-layers.mjs'
        : 'only index.ts stands beside the folders',
    );
}
for (const file of files) {
  graph.set(file, []);
  for (const { specifier, typeOnly, line } of importsOf(file)) {
    const from = nameOf(file);
    const where = `${from}:${String(line)}`;
    if (specifier.startsWith('.')) checkFile(file, specifier, typeOnly, where);
    else if (specifier.startsWith('node:')) {
      if (!typeOnly && !MAY_USE_NODE.includes(layerOf(from)))
        report(where, `imports ${specifier} at run time; only ${MAY_USE_NODE.join(', ')} may`);
    } else if (!allows(PACKAGES[specifier], layerOf(from)))
      report(where, `may not import the package ${specifier}`);
  }
}
for (const cycle of cyclesOf(graph)) report(cycle.map(nameOf).join(' -> '), 'is a cycle');

if (problems.length > 0) {
  console.error(problems.join('\n'));
  console.error(
    `check:layers: ${String(problems.length)} problem(s) in ${String(files.length)} files`,
  );
  process.exit(1);
}
console.log(`check:layers: ${String(files.length)} files, every import points the right way`);

function checkFile(file, specifier, typeOnly, where) {
  const path = resolve(dirname(file), specifier).replace(/\.js$/, '');
  const target = [`${path}.ts`, join(path, 'index.ts')].find((each) => files.includes(each));
  if (target === undefined) return report(where, `imports ${specifier}, which is no file of lib`);
  graph.get(file).push(target);

  const [from, to] = [layerOf(nameOf(file)), layerOf(nameOf(target))];
  const module = nameOf(target).replace(/\.ts$/, '');
  const allowed =
    from === to ||
    allows(MAY_IMPORT[from], to) ||
    allows(MAY_IMPORT[from], module) ||
    (typeOnly && SHARED_TYPES.includes(module.split('/').at(-1)));
  if (!allowed) report(where, `may not import ${module} (tools/check-layers.mjs has the rules)`);
}

/** Every import, export-from, import(), require() and import type of a file. */
function importsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found = [];
  const add = (node, literal, typeOnly) => {
    const specifier = literal && ts.isStringLiteralLike(literal) ? literal.text : '(not a literal)';
    const at = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier, typeOnly, line: at.line + 1 });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      add(
        node,
        node.moduleSpecifier,
        isTypeOnly(node.importClause, node.importClause?.namedBindings),
      );
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, isTypeOnly(node, node.exportClause));
    } else if (
      ts.isImportEqualsDeclaration(node) &&
      ts.isExternalModuleReference(node.moduleReference)
    ) {
      add(node, node.moduleReference.expression, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(node, node.argument.literal, true);
    } else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
    ) {
      add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `import type ...`, or every name in the braces is a `type`: then nothing is imported at run time. */
function isTypeOnly(clause, bindings) {
  if (clause?.isTypeOnly) return true;
  if (!bindings?.elements || clause.name) return false;
  return bindings.elements.length > 0 && bindings.elements.every((each) => each.isTypeOnly);
}

function cyclesOf(edges) {
  const cycles = [];
  const state = new Map();
  const walk = (file, path) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of edges.keys()) walk(file, []);
  return cycles;
}

function allows(list, name) {
  return list === '*' || (list?.includes(name) ?? false);
}

function nameOf(file) {
  return relative(lib, file).replaceAll('\\', '/');
}

function layerOf(name) {
  return name.split('/')[0];
}

function report(where, what) {
  problems.push(`lib/${where}: ${what}`);
}
