import { posix } from 'node:path';
import ts from 'typescript';

/** Text of each source file by its path below `src`. */
export type Sources = Readonly<Record<string, string>>;

interface File {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly statements: readonly ts.Statement[];
  /** Paths below `src`. Types count: what a file must know to be read is what it depends on. */
  readonly imports: readonly string[];
  /** Those of them that are there when the code runs. */
  readonly valueImports: readonly string[];
  readonly packages: readonly string[];
}

/** A rule says what is wrong with a file, in words that follow its path. */
type Rule = (file: File) => readonly string[];

/** What each folder may import beside itself: folders further up in this list only, and of those only what it needs. `.` is `src` itself. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  rules: ['model'],
  evidence: ['model', 'rules'],
  platform: ['model'],
  request: ['model'],
  options: ['model', 'rules', 'platform', 'request'],
  circuit: ['model', 'rules', 'platform', 'options'],
  upstream: ['model', 'rules', 'options', 'request', 'circuit'],
  events: ['model'],
  call: ['model', 'rules', 'evidence', 'platform', 'options', 'request', 'circuit', 'upstream', 'events'],
  attempt: ['model', 'rules', 'platform', 'request', 'circuit', 'call'],
  retry: ['model', 'rules', 'platform', 'request', 'circuit', 'call', 'attempt'],
  '.': [
    ...['model', 'rules', 'evidence', 'platform', 'request', 'options', 'upstream'],
    ...['events', 'call', 'attempt', 'retry'],
  ],
  notices: ['model', 'rules', 'platform', 'options'],
  'outage-page': ['model', 'rules', 'notices'],
};

/** Files whose results depend on their arguments alone: no clock, no chance, no input or output. */
const PURE: readonly RegExp[] = [
  /^(model|rules)\//,
  /^evidence\/(?!source)/,
  /^platform\/(linked-list|max-timer)\.ts$/,
  /^request\/(limits|replayable|route)\.ts$/,
  /^options\/(checks|defaults|merge|schema|tuning)\.ts$/,
  /^circuit\/(failing-requests|probes|release|significance)\.ts$/,
  /^upstream\/(retry-budget|routes)\.ts$/,
  /^retry\/(backoff|decide)\.ts$/,
  /^notices\/text\/sanitize\.ts$/,
  /^history\/ring\.ts$/,
  /^outage-page\//,
];

/** Names that reach out of a file to the time, to chance or to the world. */
const IMPURE: ReadonlySet<string> = new Set([
  ...['globalThis', 'window', 'self', 'document', 'location', 'navigator', 'process', 'localStorage'],
  ...['performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['crypto', 'fetch', 'console', 'XMLHttpRequest', 'WebSocket', 'Math.random', 'Date.now', 'new Date()', 'Date()'],
]);

/** Above all others: each guest knows public faces, and the one package it is there for. */
const ENTRY_POINTS: Readonly<Record<string, string | undefined>> = {
  announcer: undefined,
  dom: undefined,
  history: undefined,
  react: 'react',
  'script-tag': undefined,
  'service-worker': undefined,
  'worker-script': undefined,
  sinks: undefined,
  otel: '@opentelemetry/api',
  msw: 'msw',
  testing: undefined,
};

/** The one file that may know each dependency. */
const IMPORTERS: Readonly<Record<string, string>> = {
  'p-retry': 'retry/retry.ts',
  opossum: 'circuit/breaker.ts',
};

const MAX_LINES = 200;

/** Each is one state machine: to cut it in two would hide how its parts depend on each other. */
const LONG: Readonly<Record<string, number>> = {
  'attempt/attempt.ts': 315,
  'circuit/circuit.ts': 240,
};

const isIndex = (path: string): boolean => posix.basename(path) === 'index.ts';
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');

function mayImport({ folder }: File, target: string): boolean {
  if (target === 'index.ts') return folder === 'notices' || folder in ENTRY_POINTS;
  const targetFolder = folderOf(target);
  return (
    targetFolder === folder ||
    LAYERS[folder]?.includes(targetFolder) === true ||
    (folder in ENTRY_POINTS && isIndex(target))
  );
}

const looksOnlyDown: Rule = (file) => {
  if (!(file.folder in LAYERS) && !(file.folder in ENTRY_POINTS)) return ['is in no known folder'];
  return file.imports.filter((target) => !mayImport(file, target)).map((target) => `may not import ${target}`);
};

const importsPackagesOnce: Rule = ({ path, folder, packages }) =>
  packages
    .filter((name) => IMPORTERS[name] !== path && (ENTRY_POINTS[folder] === undefined || ENTRY_POINTS[folder] !== name))
    .map((name) => `may not import the package ${name}`);

const isNamedForItsIdea: Rule = ({ path }) =>
  path
    .split(/[/.]/)
    .filter((name) => ['utils', 'util', 'helpers', 'common', 'misc', 'types'].includes(name))
    .map((name) => `is named "${name}", which says nothing`);

const isShort: Rule = ({ path, text }) => {
  // A catalogue is as long as there are things to say.
  if (path.startsWith('notices/text/locales/')) return [];
  // Documentation is welcome at any length.
  const lines = text.split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;
  const most = LONG[path] ?? MAX_LINES;
  return lines > most ? [`has ${lines} lines of code, more than ${most}`] : [];
};

const isNoBarrel: Rule = ({ path, folder, statements }) => {
  const complaints = [];
  if (isIndex(path) && folder in LAYERS && !['.', 'evidence', 'notices', 'outage-page'].includes(folder))
    complaints.push('is a barrel');
  for (const statement of statements.filter(ts.isExportDeclaration)) {
    if (statement.moduleSpecifier === undefined) continue;
    if (!isIndex(path)) complaints.push('exports what belongs to another file');
    if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause))
      complaints.push('has export *');
  }
  return complaints;
};

const hasNoEnum: Rule = ({ statements }) =>
  statements.filter(ts.isEnumDeclaration).map(({ name }) => `has enum ${name.text}`);

const hasNoState: Rule = ({ path, statements }) => {
  const complaints = [];
  for (const { declarationList } of statements.filter(ts.isVariableStatement)) {
    const isConst = (declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const { name, type, initializer } of declarationList.declarations) {
      const made = initializer !== undefined && ts.isNewExpression(initializer) ? initializer.expression.getText() : '';
      const isTable = /^Readonly(Map|Set)/.test(type?.getText() ?? '');
      // Reports are attached to responses and errors, so no client has to keep them.
      const isReports = path === 'call/report.ts' && made === 'WeakMap';
      if (!isConst) complaints.push(`keeps state in the module: ${name.getText()}`);
      else if (/^(Weak)?(Map|Set)$/.test(made) && !isTable && !isReports)
        complaints.push(`keeps state in the module: ${name.getText()}, neither a ReadonlyMap nor a ReadonlySet`);
    }
  }
  return complaints;
};

const isPure = (path: string): boolean => PURE.some((files) => files.test(path));

const reachesOutOfNothingPure: Rule = ({ path, statements, valueImports }) => {
  if (!isPure(path)) return [];
  const complaints = valueImports.filter((target) => !isPure(target)).map((target) => `is pure, and ${target} is not`);
  const visit = (node: ts.Node): void => {
    // Types are gone when the code runs.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    const name = nameOf(node);
    if (name !== undefined && IMPURE.has(name)) complaints.push(`is pure, and may not use ${name}`);
    ts.forEachChild(node, visit);
  };
  for (const statement of statements) visit(statement);
  return complaints;
};

/** What an expression refers to outside its file, as far as it matters here. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.getText();
  if (ts.isNewExpression(node) && (node.arguments ?? []).length === 0)
    return `${node.getText().replace(/\(\)$/, '')}()`;
  if (ts.isCallExpression(node) && node.arguments.length === 0) return node.getText();
  if (!ts.isIdentifier(node)) return undefined;
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  // In `{ fetch }` the name is both declared and used.
  const isDeclared = (parent as ts.NamedDeclaration).name === node && !ts.isShorthandPropertyAssignment(parent);
  return isMember || isDeclared ? undefined : node.text;
}

const RULES = [
  ...[looksOnlyDown, importsPackagesOnce, isNamedForItsIdea, isShort, isNoBarrel, hasNoEnum, hasNoState],
  reachesOutOfNothingPure,
];

/** All that is wrong with these sources, a line each. */
export function inspect(sources: Sources): string[] {
  const files = Object.entries(sources).map(([path, text]) => read(path, text));
  const complaints = files.flatMap((file) => RULES.flatMap((rule) => rule(file).map((what) => `${file.path} ${what}`)));
  return [...complaints, ...cyclesIn(new Map(files.map(({ path, imports }) => [path, imports])))];
}

function read(path: string, text: string): File {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const names = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  const isOwn = (name: string): boolean => /^\.\.?\//.test(name);
  const pathOf = (name: string): string => posix.join(posix.dirname(path), name);
  return {
    path,
    folder: folderOf(path),
    text,
    statements,
    imports: names.filter(isOwn).map(pathOf),
    valueImports: valueImportsOf(statements).filter(isOwn).map(pathOf),
    packages: names.filter((name) => !isOwn(name)).map(packageOf),
  };
}

function valueImportsOf(statements: readonly ts.Statement[]): string[] {
  return statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const bindings = importClause?.namedBindings;
    const isOfTypes =
      importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
      (importClause?.name === undefined &&
        bindings !== undefined &&
        ts.isNamedImports(bindings) &&
        bindings.elements.every(({ isTypeOnly }) => isTypeOnly));
    return isOfTypes ? [] : [(moduleSpecifier as ts.StringLiteral).text];
  });
}

const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push(`${[...trail.slice(trail.indexOf(path)), path].join(' > ')} is a cycle`);
    if (trail.includes(path) || done.has(path)) return;
    for (const target of graph.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return cycles;
}
