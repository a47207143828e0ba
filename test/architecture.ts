import { posix } from 'node:path';
import ts from 'typescript';

/** Text of each source file by its path below `src`. */
export type Sources = Readonly<Record<string, string>>;

interface File {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly statements: readonly ts.Statement[];
  /** Paths below `src`. Types count: what a file must know to be read is what it depends on. */
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

/** A house rule says what is wrong with a file, in words that follow its path. */
type Rule = (file: File) => readonly string[];

/** The rooms of floors 0 to 4 and the rooms below them; `.` is `src` itself. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  model: ['model'],
  rules: ['model', 'rules'],
  pipeline: ['model', 'rules', 'pipeline'],
  platform: ['model', 'rules', 'platform'],
  '.': ['model', 'rules', 'pipeline', 'platform', '.'],
  notices: ['model', 'rules', 'platform', 'notices'],
};

/** Floor 5: each guest knows public faces, and the one package it is there for. */
const GUESTS: Readonly<Record<string, string | undefined>> = {
  dom: undefined,
  react: 'react',
  sinks: undefined,
  otel: '@opentelemetry/api',
  msw: 'msw',
  testing: undefined,
};

/** The one file that may know each dependency. */
const DOORS: Readonly<Record<string, string>> = {
  '#p-retry': 'pipeline/retry.ts',
  '#opossum': 'pipeline/breaker.ts',
};

const MAX_LINES = 200;

const isFace = (path: string): boolean => posix.basename(path) === 'index.ts';
const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.');

function mayImport({ room }: File, target: string): boolean {
  if (target === 'index.ts') return room === 'notices' || room in GUESTS;
  return (FLOORS[room] ?? [room]).includes(roomOf(target)) || (room in GUESTS && isFace(target));
}

const looksOnlyDown: Rule = (file) => {
  if (!(file.room in FLOORS) && !(file.room in GUESTS)) return ['is in no known room'];
  return file.imports.filter((target) => !mayImport(file, target)).map((target) => `may not import ${target}`);
};

const entersByTheDoor: Rule = ({ path, room, packages }) =>
  packages
    .filter((name) => DOORS[name] !== path && (GUESTS[room] === undefined || GUESTS[room] !== name))
    .map((name) => `may not import the package ${name}`);

const isNamedForItsIdea: Rule = ({ path }) =>
  path
    .split(/[/.]/)
    .filter((name) => ['utils', 'util', 'helpers', 'common', 'misc', 'types'].includes(name))
    .map((name) => `is named "${name}", which says nothing`);

const isShort: Rule = ({ path, text }) => {
  // A catalogue is as long as there are things to say.
  if (path.startsWith('notices/locales/')) return [];
  // Documentation is welcome at any length.
  const lines = text.split('\n').filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;
  return lines > MAX_LINES ? [`has ${lines} lines of code, more than ${MAX_LINES}`] : [];
};

const isNoBarrel: Rule = ({ path, room, statements }) => {
  const complaints = [];
  if (isFace(path) && ['model', 'rules', 'pipeline'].includes(room)) complaints.push('is a barrel');
  for (const statement of statements.filter(ts.isExportDeclaration)) {
    if (statement.moduleSpecifier === undefined) continue;
    if (!isFace(path)) complaints.push('exports what belongs to another file');
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
      // Reports hang on responses and errors that belong to nobody, so no client can keep them.
      const isReports = path === 'report.ts' && made === 'WeakMap';
      if (!isConst) complaints.push(`keeps state in the module: ${name.getText()}`);
      else if (/^(Weak)?(Map|Set)$/.test(made) && !isTable && !isReports)
        complaints.push(`keeps state in the module: ${name.getText()}, neither a ReadonlyMap nor a ReadonlySet`);
    }
  }
  return complaints;
};

const RULES = [looksOnlyDown, entersByTheDoor, isNamedForItsIdea, isShort, isNoBarrel, hasNoEnum, hasNoState];

/** All that is wrong with a house of these sources, a line each. */
export function inspect(sources: Sources): string[] {
  const files = Object.entries(sources).map(([path, text]) => read(path, text));
  const complaints = files.flatMap((file) => RULES.flatMap((rule) => rule(file).map((what) => `${file.path} ${what}`)));
  return [...complaints, ...cyclesIn(new Map(files.map(({ path, imports }) => [path, imports])))];
}

function read(path: string, text: string): File {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const names = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  const isOwn = (name: string): boolean => /^\.\.?\//.test(name);
  return {
    path,
    room: roomOf(path),
    text,
    statements,
    imports: names.filter(isOwn).map((name) => posix.join(posix.dirname(path), name)),
    packages: names.filter((name) => !isOwn(name)).map(packageOf),
  };
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
