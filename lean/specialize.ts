import ts from 'typescript';

/**
 * What is known of a module when there is only one way in which it is used. Expressions are written as in the source;
 * one that ends in `…` stands for all calls that begin so.
 */
export interface Facts {
  /** Expressions that are always true where they are asked. */
  readonly always: readonly string[];
  /** Expressions that are never anything but `undefined`, or calls that do nothing of interest. Assignments to them go. */
  readonly never: readonly string[];
  /** Class members that are never used. */
  readonly unused: readonly string[];
}

/**
 * The source of a module with all that is known put in its place. What can then never run is for the bundler to drop.
 * Throws if a fact is about nothing that the module has: then it is another version, and has to be read again.
 */
export function specialize(source: string, { always, never, unused }: Facts): string {
  const file = ts.createSourceFile('module.js', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const unmet = new Set([...always, ...never, ...unused]);
  const edits: { readonly node: ts.Node; readonly text: string }[] = [];

  const isAbout = (node: ts.Node, facts: readonly string[]): boolean => {
    const text = node.getText(file).replace(/\s+/g, ' ');
    const begins = (fact: string) =>
      ts.isCallExpression(node) && fact.endsWith('…') && text.startsWith(fact.slice(0, -1));
    const fact = facts.find((each) => each === text || begins(each));
    return fact !== undefined && (unmet.delete(fact) || true);
  };
  const known = (node: ts.Node): string | undefined => {
    if (ts.isClassElement(node)) return node.name !== undefined && isAbout(node.name, unused) ? '' : undefined;
    if (ts.isBinaryExpression(node) && isAssignment(node)) {
      return isAbout(node.left, [...always, ...never]) ? NOTHING : undefined;
    }
    if (!ts.isExpression(node) || (ts.isVariableDeclaration(node.parent) && node.parent.name === node))
      return undefined;
    if (isAbout(node, always)) return 'true';
    return isAbout(node, never) ? NOTHING : undefined;
  };
  const visit = (node: ts.Node): void => {
    const text = known(node);
    if (text === undefined) ts.forEachChild(node, visit);
    else edits.push({ node, text });
  };

  visit(file);
  if (unmet.size > 0) throw new Error(`not to be found in this version: ${[...unmet].join(', ')}`);
  return edits.reduceRight((text, edit) => {
    return text.slice(0, edit.node.getStart(file)) + edit.text + text.slice(edit.node.getEnd());
  }, source);
}

const NOTHING = '(void 0)';

const isAssignment = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
