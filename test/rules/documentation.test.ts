import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/evidence/classify.ts';
import { LASTING_WORDS } from '../../src/evidence/network-codes.ts';
import { retryAfterMs } from '../../src/evidence/retry-after.ts';
import { SIGNATURES } from '../../src/evidence/signatures.ts';
import { FIELDS, type Field, scoreCorpus, tally } from '../corpus/score.ts';

const page = readFileSync(new URL('../../docs/classification.md', import.meta.url), 'utf8');

/** The rows of the table whose first heading is this one. */
function table(heading: string): string[][] {
  const [, body = ''] = page.split(new RegExp(`^\\| ${heading} \\|.*\\n\\| ---.*\\n`, 'm'));
  const rows = body.slice(0, body.search(/^(?!\|)/m)).trimEnd();
  return rows.split('\n').map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('docs/classification.md', () => {
  test.each(table('status'))('says what %s means alone', (status, ...cells) => {
    const { kind, transient, fault, reached } = classify({ status: Number(status), headers: new Headers() });
    expect(cells).toEqual([kind, transient ? 'yes' : 'no', fault, reached]);
  });

  test('has every error of RFC 9209', () => {
    expect(new Set(table('error').map(([type]) => type)).size).toBe(32);
  });

  test.each(table('error'))('says what a proxy means by %s', (type, status, ...cells) => {
    const headers = new Headers({ 'proxy-status': `gate;error=${type}` });
    const response = { status: Number(status), headers, redirected: false };
    const { transient, fault, reached } = classify(response, { trustedProxies: ['gate'] });
    expect(cells).toEqual([transient ? 'yes' : 'no', fault, reached]);
  });

  test.each([...new Set(SIGNATURES.map(({ gateway }) => gateway))])('names %s', (gateway) => {
    expect(page).toContain(`\`${gateway}\``);
  });

  test('names every reason that engines only have words for, and its fault', () => {
    const reasons = LASTING_WORDS.map(([, evidence, fault]) => `${evidence}: ${fault}`);
    expect(
      table('reason')
        .map(([reason, , fault]) => `${reason}: ${fault}`)
        .sort(),
    ).toEqual(reasons.sort());
  });

  const [forms = ''] = page.slice(page.indexOf('| form | example |')).split('\n\n');

  test.each([...forms.matchAll(/`([^`]+)`/g)].map(([, example = '']) => example))(
    'shows a Retry-After that is read: %s',
    (example) => {
      const now = Date.UTC(1994, 10, 6, 8, 49, 7);
      expect(retryAfterMs(example, now)).toBeLessThanOrEqual(120_000);
    },
  );

  test('says how well it does', () => {
    const scores = scoreCorpus();
    const figures = FIELDS.map((field: Field) => {
      const { hit, unknown, error } = tally(scores, field);
      return [field, `${hit}`, `${unknown}`, `${error}`];
    });
    expect(table('field')).toEqual(figures);
  });
});

describe('docs/explain-502.md', () => {
  const recorded = JSON.parse(readFileSync(new URL('../fixtures/gateways.json', import.meta.url), 'utf8')) as {
    status: number;
    headers: Record<string, string>;
    body: string;
  }[];
  const answers = readFileSync(new URL('../../docs/explain-502.md', import.meta.url), 'utf8').matchAll(
    /^```http\nHTTP\/1\.1 (\d{3}) .*\n([\s\S]*?)^```$/gm,
  );

  test.each([...answers].map(([, status, rest = '']) => [status, rest]))(
    'shows an answer that a gateway has really given: %s',
    (status, rest = '') => {
      const [head = '', body = ''] = rest.split(/\n\n([\s\S]*)/);
      const headers = head
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(/:\s*(.*)/));
      const lines = body
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      const found = recorded.some(
        (record) =>
          record.status === Number(status) &&
          headers.every(([name = '', value]) => record.headers[name.toLowerCase()] === value) &&
          // Pages are broken into lines where it suits their authors.
          lines.every((line) => record.body.replace(/\s+/g, ' ').includes(line)),
      );
      expect(found).toBe(true);
    },
  );
});
