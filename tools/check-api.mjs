// Keeps the public surface from changing unnoticed: writes every exported name with its declaration,
// as TypeScript declares it to users, and compares that with spec/api.golden.txt.
//   node tools/check-api.mjs            prints what differs, exit 1 if anything does
//   node tools/check-api.mjs --update   accepts it
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..').replaceAll('\\', '/');
const golden = join(root, 'spec/api.golden.txt');
const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const now = render();
if (process.argv.includes('--update')) {
  writeFileSync(golden, now);
  console.log('check:api: spec/api.golden.txt is written');
} else {
  const before = existsSync(golden) ? readFileSync(golden, 'utf8').replaceAll('\r\n', '\n') : '';
  const changes = difference(blocksOf(before), blocksOf(now));
  if (changes.length > 0) {
    console.error(changes.join('\n\n'));
    console.error('\ncheck:api: the public surface has changed. If that is meant, accept it with');
    console.error('  npm run check:api -- --update');
    process.exit(1);
  }
  console.log(`check:api: ${String(blocksOf(now).size)} declarations, unchanged`);
}

/** One block a declaration: its heading, then its text. */
function render() {
  const { program, declarations } = declare();
  const checker = program.getTypeChecker();
  const blocks = [];
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [entry, { types }] of Object.entries(exports)) {
    const file = types.replace('./dist/', `${root}/lib/`);
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${entry}: there is no source for ${types}`);
    const module = checker.getSymbolAtLocation(source);
    const seen = new Map();
    for (const symbol of checker.getExportsOfModule(module))
      seen.set(resolved(checker, symbol), symbol.name);
    // What an exported declaration mentions is part of the surface too, exported or not.
    for (const symbol of seen.keys())
      for (const declaration of symbol.declarations ?? [])
        for (const other of mentioned(checker, declaration))
          if (!seen.has(other) && other.declarations?.every(isOurs))
            seen.set(other, `${other.name} (not exported)`);
    for (const [symbol, name] of seen) {
      const texts = symbol.declarations.filter(isOurs).map(textOf);
      blocks.push(`## ${entry} ${name}\n${texts.join('\n')}\n`);
    }
  }
  return blocks.sort().join('\n');

  function isOurs(declaration) {
    return declarations.has(declaration.getSourceFile().fileName);
  }
}

/** The declarations of lib/, in memory: what `npm run build` would write, without the comments. */
function declare() {
  const host = ts.createCompilerHost({});
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'tsconfig.build.json'),
    { removeComments: true, emitDeclarationOnly: true, sourceMap: false, inlineSources: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  const declarations = new Map();
  const source = ts.createProgram(config.fileNames, config.options);
  const { diagnostics } = source.emit(undefined, (file, text) =>
    declarations.set(file.replaceAll('\\', '/').replace(`${root}/dist/`, `${root}/lib/`), text),
  );
  if (diagnostics.length > 0) fail(...diagnostics);

  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (file) => declarations.has(file) || (!isLib(file) && fileExists(file));
  host.readFile = (file) => declarations.get(file) ?? readFile(file);
  host.getSourceFile = (file, language) =>
    declarations.has(file)
      ? ts.createSourceFile(file, declarations.get(file), language, true)
      : getSourceFile(file, language);
  const options = { ...config.options, rootDir: undefined, noEmit: true };
  return { program: ts.createProgram([...declarations.keys()], options, host), declarations };
}

function isLib(file) {
  return file.startsWith(`${root}/lib/`);
}

function fail(...diagnostics) {
  console.error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
  process.exit(1);
}

function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The named things that a declaration refers to. */
function mentioned(checker, declaration) {
  const found = new Set();
  const visit = (node) => {
    if (isPrivate(node)) return;
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      const target = symbol && resolved(checker, symbol);
      if (target?.declarations?.every((each) => ts.isSourceFile(statementOf(each).parent)))
        found.add(target);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}

/** A variable stands two levels below its statement; everything else is its own. */
function statementOf(declaration) {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function isPrivate(node) {
  return (
    ts.isClassElement(node) &&
    ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0 ||
      (node.name !== undefined && ts.isPrivateIdentifier(node.name)))
  );
}

/** The text of a declaration as users see it: no comments, no private members. */
function textOf(declaration) {
  let node = statementOf(declaration);
  if (ts.isClassDeclaration(node)) {
    const members = node.members.filter((member) => !isPrivate(member));
    node = ts.factory.updateClassDeclaration(
      node,
      node.modifiers,
      node.name,
      node.typeParameters,
      node.heritageClauses,
      members,
    );
  }
  return printer.printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile());
}

function blocksOf(text) {
  const blocks = text.split(/^## /m).filter((block) => block.trim() !== '');
  return new Map(
    blocks.map((block) => [block.slice(0, block.indexOf('\n')), block.trim().split('\n').slice(1)]),
  );
}

function difference(before, after) {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((name) => {
    const [old, young] = [before.get(name) ?? [], after.get(name) ?? []];
    if (before.has(name) && after.has(name) && old.join('\n') === young.join('\n')) return [];
    const what = !before.has(name) ? 'added' : !after.has(name) ? 'removed' : 'changed';
    const gone = old.filter((line) => !young.includes(line)).map((line) => `- ${line}`);
    const come = young.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
    const lines = [...gone, ...come];
    return [[`${what}: ${name}`, ...(lines.length > 0 ? lines : ['  (order only)'])].join('\n')];
  });
}
