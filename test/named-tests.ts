import ts from 'typescript';

/** A row of a page that names the tests which hold a claim, or says why what it is about cannot occur. */
export interface Claim {
  readonly claim: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
  readonly reason: string | undefined;
}

const REASON = /^Cannot occur: .+\./;
/** A file in the marks of code, or a title in curly quotes, which belongs to the file before it. */
const NAMES = /`(test\/[^`]+)`|“([^”]+)”/g;

/** The claims of all tables of a page whose last column is headed `held by`. */
export function claimsIn(page: string): Claim[] {
  const claims: Claim[] = [];
  let isHeld = false;
  for (const line of page.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').map((cell) => cell.trim()) : [];
    const [heldBy = '', claim = ''] = [cells.at(-2), cells.at(-3)];
    if (cells.length === 0) isHeld = false;
    else if (heldBy === 'held by') isHeld = true;
    else if (isHeld && !/^-+$/.test(heldBy)) claims.push({ claim, ...readCell(heldBy) });
  }
  return claims;
}

function readCell(cell: string): Omit<Claim, 'claim'> {
  let file = '';
  const tests: { file: string; title: string }[] = [];
  for (const [, path, title] of cell.matchAll(NAMES)) {
    if (path !== undefined) file = path;
    else if (title !== undefined) tests.push({ file, title });
  }
  return { tests, reason: REASON.exec(cell)?.[0] };
}

/** What is wrong with these claims: no test and no reason, or a test that is not in its file. */
export function unheldClaims(claims: readonly Claim[], read: (file: string) => string | undefined): string[] {
  const known = new Map<string, ReadonlySet<string>>();
  const titlesOf = (file: string): ReadonlySet<string> => {
    const titles = known.get(file) ?? titlesIn(file, read(file) ?? '');
    known.set(file, titles);
    return titles;
  };
  return claims.flatMap(({ claim, tests, reason }) => {
    if (tests.length === 0 && reason === undefined) return [`${claim}: neither a test nor a reason`];
    return tests.flatMap(({ file, title }) => {
      if (read(file) === undefined) return [`${claim}: there is no ${file || 'file'}`];
      return titlesOf(file).has(title) ? [] : [`${claim}: ${file} has no test “${title}”`];
    });
  });
}

/**
 * The titles of the tests in a file, as they are written there, behind those of the groups around them: `group › test`. Of scenarios that
 * several programs share, their names.
 */
export function titlesIn(file: string, source: string): ReadonlySet<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    let inside = groups;
    const name = nameOf(node);
    if (name !== undefined) {
      inside = [...groups, name.title];
      if (name.isTest) titles.add(inside.join(' › '));
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true), []);
  return titles;
}

function nameOf(node: ts.Node): { title: string; isTest: boolean } | undefined {
  if (ts.isCallExpression(node)) {
    const [title] = node.arguments;
    const called = calledBy(node);
    if (title === undefined || !/^(test|it|describe|add)\b/.test(called) || /\.(skip|todo|fails)\b/.test(called))
      return;
    if (ts.isStringLiteralLike(title)) return { title: title.text, isTest: !called.startsWith('describe') };
    return ts.isTemplateExpression(title)
      ? { title: title.getText().slice(1, -1), isTest: !called.startsWith('describe') }
      : undefined;
  }
  if (ts.isMethodDeclaration(node) && ts.isStringLiteral(node.name)) return { title: node.name.text, isTest: true };
  const isNamed = ts.isPropertyAssignment(node) && /^(title|claim)$/.test(node.name.getText());
  if (!isNamed) return undefined;
  const { initializer } = node;
  if (ts.isStringLiteralLike(initializer)) return { title: initializer.text, isTest: true };
  return ts.isTemplateExpression(initializer) ? { title: initializer.getText().slice(1, -1), isTest: true } : undefined;
}

/** `test`, `test.each`, `describe.skip`... without their arguments. */
function calledBy({ expression }: ts.CallExpression): string {
  if (ts.isCallExpression(expression)) return calledBy(expression);
  return ts.isTaggedTemplateExpression(expression) ? expression.tag.getText() : expression.getText();
}
