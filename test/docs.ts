import { posix } from 'node:path';
import ts from 'typescript';

/** Text of each page by its path from the root. */
export type Pages = Readonly<Record<string, string>>;

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const cellsOf = (line: string): string[] =>
  line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim());

/** The tables of a page whose first column is headed so. */
export function tables(page: string, firstColumn: string): Table[] {
  return page
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 2)
    .map(([header = '', _rule, ...rows]) => ({ header: cellsOf(header), rows: rows.map(cellsOf) }))
    .filter(({ header }) => plain(header[0]) === firstColumn);
}

/** Without the marks of code. */
export const plain = (cell = ''): string => cell.replaceAll('`', '');

/** Everything that is marked as code. */
export const codes = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

/** Code that is quoted from nowhere, and commands that do not exist. */
export function strayCode(pages: Pages, commands: readonly string[]): string[] {
  const complaints: string[] = [];
  for (const [path, page] of Object.entries(pages)) {
    for (const [, before = '', language = '', text = ''] of page.matchAll(/^(.*)\n\n```(\w*)\n([\s\S]*?)^```$/gm)) {
      const isQuoted = ['js', 'ts', 'tsx', 'html', 'nginx', 'yaml'].includes(language);
      const marker = isQuoted ? '<!-- example: ' : language === 'text' ? '<!-- output: ' : undefined;
      // An answer in HTTP is no code; those are compared with the recorded ones.
      if (language === 'sh' || language === 'http' || (marker !== undefined && before.startsWith(marker))) continue;
      complaints.push(`${path}: no example holds ${language || 'the fence'} ${text.split('\n')[0]}`);
    }
    for (const [, command = ''] of page.matchAll(/npm run ([\w:-]+)/g)) {
      if (!commands.includes(command)) complaints.push(`${path}: there is no npm run ${command}`);
    }
  }
  return complaints;
}

/** Links that lead nowhere. */
export function deadLinks(pages: Pages, exists: (path: string) => boolean): string[] {
  const complaints: string[] = [];
  for (const [path, page] of Object.entries(pages)) {
    for (const [, target = ''] of page.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const to = file === '' ? path : posix.join(posix.dirname(path), file);
      const heading = anchor === undefined || anchorsOf(pages[to] ?? '').includes(anchor);
      if (!exists(to) || !heading) complaints.push(`${path}: ${target} leads nowhere`);
    }
  }
  return complaints;
}

/** As GitHub makes them of headings. A comment in code is none. */
const anchorsOf = (page: string): string[] =>
  [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

/** Files and folders that are named and do not exist. */
export function unknownFiles(pages: Pages, files: readonly string[]): string[] {
  return Object.entries(pages).flatMap(([path, page]) =>
    codes(page)
      .filter((code) => /^[\w./-]+(\.(ts|mjs|cjs|json)|\/)$/.test(code) && !code.startsWith('dist/'))
      .filter((code) => !files.some((file) => `/${file}`.endsWith(`/${code}`) || `/${file}`.includes(`/${code}`)))
      .map((code) => `${path}: there is no ${code}`),
  );
}

/** Numbers behind the name of an option, as in `maxAttempts` (4), that are not its default. */
export function wrongNumbers(pages: Pages, defaults: ReadonlyMap<string, unknown>): string[] {
  const complaints: string[] = [];
  for (const [path, page] of Object.entries(pages)) {
    for (const [whole, name = '', number, unit] of page.matchAll(/`([\w.]+)` \((\d[\d.]*) ?(ms|s)?\)/g)) {
      const meant = [...defaults].filter(([option]) => option === name || option.endsWith(`.${name}`));
      const value = Number(number) * (unit === 's' ? 1_000 : 1);
      if (meant.length !== 1 || meant[0]?.[1] !== value) complaints.push(`${path}: ${whole} is not the default`);
    }
  }
  return complaints;
}

/** What a number, a word or a list is written as in code, read back. */
export function readValue(code: string): unknown {
  if (/^[\d._e-]+$/.test(code)) return Number(code.replaceAll('_', ''));
  return JSON.parse(code.replaceAll("'", '"'));
}

/** A flat look at nested options: `retry.maxAttempts` and so on. */
export const flatten = (options: object, prefix = ''): [path: string, value: unknown][] =>
  Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flatten(value, `${prefix}${name}.`)
      : [[prefix + name, value]],
  );

/** An interface, or an alias that stands for one. */
export interface Shape {
  readonly members: readonly { readonly name: string; readonly default: string | undefined }[];
  /** What it extends, or is: `CallFact<'call.started'>`. */
  readonly base: string;
}

/** The types that one file declares. */
export class Types {
  readonly #file: ts.SourceFile;

  constructor(source: string) {
    this.#file = ts.createSourceFile('types.ts', source, ts.ScriptTarget.Latest, true);
  }

  shape(name: string): Shape {
    const declaration = this.#declaration(name);
    if (ts.isTypeAliasDeclaration(declaration)) return { members: [], base: declaration.type.getText() };
    const members = declaration.members.filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(),
      default: defaultOf(member),
    }));
    return { members, base: declaration.heritageClauses?.[0]?.types[0]?.getText() ?? '' };
  }

  names = (name: string): string[] => this.shape(name).members.map((member) => member.name);

  /** The words of a union of words, also of the type of one member. */
  words(name: string, member?: string): string[] {
    return this.#union(name, member).flatMap((type) =>
      ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [],
    );
  }

  /** The names of a union of types. */
  union = (name: string): string[] => this.#union(name).map((type) => type.getText());

  #union(name: string, member?: string): readonly ts.TypeNode[] {
    const declaration = this.#declaration(name);
    const type = ts.isTypeAliasDeclaration(declaration)
      ? declaration.type
      : declaration.members.filter(ts.isPropertySignature).find((each) => each.name.getText() === member)?.type;
    if (type === undefined) throw new Error(`There is no ${name}.${member}`);
    return ts.isUnionTypeNode(type) ? type.types : [type];
  }

  #declaration(name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
    for (const statement of this.#file.statements) {
      const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
      if (isType && statement.name.text === name) return statement;
    }
    throw new Error(`There is no type ${name}`);
  }
}

function defaultOf(member: ts.PropertySignature): string | undefined {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'defaultValue');
  return tag && ts.getTextOfJSDocComment(tag.comment)?.trim();
}
