import ts from 'typescript';

/**
 * What Chrome 92, Firefox 90 and Safari 15 do not all have, though the compiler's library of the DOM does. Newer functions
 * of the language are type errors already, see `src/tsconfig.json`; they are here for what is bundled from elsewhere.
 *
 * A file may use one of these if it asks for it: `typeof WeakRef === 'function'`, `'popover' in element`, `showPopover?.()`.
 */
const NEWER_NAMES: ReadonlySet<string> = new Set([
  // The language. `at` and `with` are further down, because only calls of them count.
  ...['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'fromAsync', 'withResolvers'],
  ...['isWellFormed', 'toWellFormed', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom', 'symmetricDifference'],
  ...['groupBy', 'groupToMap', 'asyncDispose', 'DurationFormat', 'Segmenter', 'SuppressedError', 'DisposableStack'],
  // In these engines, but not in all that are embedded in apps and devices.
  ...['WeakRef', 'FinalizationRegistry'],
  // The platform.
  ...['structuredClone', 'throwIfAborted', 'randomUUID', 'canParse', 'getSetCookie', 'BroadcastChannel', 'locks'],
  ...['TransformStream', 'CompressionStream', 'DecompressionStream', 'TextDecoderStream', 'TextEncoderStream'],
  ...['adoptedStyleSheets', 'CSSStyleSheet', 'replaceSync', 'popover', 'showPopover', 'hidePopover', 'togglePopover'],
  ...['attachInternals', 'checkVisibility', 'requestIdleCallback', 'scheduler', 'startViewTransition', 'moveBefore'],
  ...['setHTML', 'setHTMLUnsafe', 'showModal', 'userActivation', 'ariaNotify'],
]);

/** Only as methods: they are names of many other things, too. */
const NEWER_CALLS: ReadonlySet<string> = new Set(['at', 'with', 'group']);

/** Only of these objects, by the end of their name. */
const NEWER_MEMBERS: readonly (readonly [object: RegExp, member: string])[] = [
  [/AbortSignal$/, 'any'],
  [/AbortSignal$/, 'timeout'],
  [/signal$/i, 'reason'],
  [/^URL$/, 'parse'],
  [/^Response$/, 'json'],
  [/^ReadableStream$/, 'from'],
  [/^Promise$/, 'try'],
  [/^Object$/, 'hasOwn'],
];

const NEWER_SELECTORS = /:focus-visible|:has\(|:modal|:popover-open|:user-(?:in)?valid/;

const NEWER_CSS: readonly RegExp[] = [
  /\b(?:color-mix|light-dark|oklch|oklab|lch|lab|linear)\(/,
  /(?:^|[{;\s])(?:rotate|scale|translate|accent-color|field-sizing|text-wrap|animation-timeline|inert):/m,
  /@(?:layer|container|scope|starting-style|property)\b/,
  /:has\(|&[\s:.[]|\d[dsl]v[hwib]\b|\d(?:cqw|cqi)\b/,
];

/** What of a file an engine that we promise to support cannot run, a line each. */
export function inspectEngines(path: string, text: string): string[] {
  const complaints = new Set<string>();
  const complain = (what: string): void => void complaints.add(`${path} ${what}`);
  const isAskedFor = (name: string): boolean =>
    new RegExp(`typeof [\\w.]*\\b${name}\\b|['"\`]${name}['"\`] ?in |\\b${name}\\?\\.`).test(text) ||
    new RegExp(`\\b${name} ?(?:[!=]==|!=|==) ?(?:undefined|void 0)`).test(text);
  const use = (name: string): void => {
    if (!isAskedFor(name)) complain(`uses ${name} without asking whether it is there`);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && NEWER_NAMES.has(node.text) && isValue(node)) use(node.text);
    if (ts.isPropertyAccessExpression(node)) {
      const { text: member } = node.name;
      const object = node.expression.getText();
      const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
      // `context.with` is OpenTelemetry's.
      if (NEWER_CALLS.has(member) && isCall && object !== 'context') use(member);
      if (NEWER_MEMBERS.some(([pattern, name]) => name === member && pattern.test(object))) use(member);
    }
    if (ts.isClassStaticBlockDeclaration(node)) complain('has a static block');
    if (ts.isAwaitExpression(node) && isAtTop(node)) complain('awaits at the top');
    if (ts.isRegularExpressionLiteral(node)) {
      if (/\/[a-z]*[dv][a-z]*$/.test(node.text)) complain(`has a regular expression with a new flag: ${node.text}`);
      if (/\(\?<[=!]/.test(node.text)) complain(`has a regular expression that looks behind: ${node.text}`);
    }
    if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) {
      const options = node.arguments?.[1];
      const hasCause =
        options !== undefined && ts.isObjectLiteralExpression(options) && /\bcause\b/.test(options.getText());
      if (hasCause) complain('gives an error a cause by its constructor');
    }
    if (ts.isStringLiteralLike(node)) {
      if (/@media\b/.test(node.text)) for (const css of newerCss(node.text)) complain(`has a style sheet with ${css}`);
      else if (NEWER_SELECTORS.test(node.text) && !isTried(node)) complain(`asks for ${node.text} without a try`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return [...complaints];
}

/** Names of members of types and of our own objects are no uses. */
function isValue({ parent }: ts.Identifier): boolean {
  const declares =
    ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent);
  return (
    !declares && !ts.isPropertySignature(parent) && !ts.isBindingElement(parent) && !ts.isFunctionDeclaration(parent)
  );
}

function isAtTop(node: ts.Node): boolean {
  for (let each = node.parent; each !== undefined; each = each.parent) if (ts.isFunctionLike(each)) return false;
  return true;
}

function isTried(node: ts.Node): boolean {
  for (let each = node; each.parent !== undefined; each = each.parent)
    if (ts.isTryStatement(each.parent) && each.parent.tryBlock === each) return true;
  return false;
}

/** An engine skips a rule that it does not know, and what is behind `@supports`, but not a value with a `var()` in it. */
function newerCss(sheet: string): string[] {
  const bare = withoutSupports(sheet);
  return NEWER_CSS.flatMap((pattern) => pattern.exec(bare)?.[0].trim() ?? []);
}

function withoutSupports(sheet: string): string {
  const at = sheet.indexOf('@supports');
  if (at < 0) return sheet;
  let end = sheet.indexOf('{', at) + 1;
  for (let depth = 1; depth > 0 && end < sheet.length; end++) {
    if (sheet[end] === '{') depth++;
    if (sheet[end] === '}') depth--;
  }
  return withoutSupports(sheet.slice(0, at) + sheet.slice(end));
}
