import { FIELDS, type Mark, type Score, scoreCorpus, tally } from './score.ts';

const SIGNS: Readonly<Record<Mark, string>> = { hit: '+', unknown: '·', error: '!', silent: ' ' };
/** GET and POST share a cell, which shows the worse of the two. */
const WORST: readonly Mark[] = ['error', 'unknown', 'hit', 'silent'];

const scores = scoreCorpus();
const gateways = [...new Set(scores.map(({ record }) => record.gateway))];
const modes = [...new Set(scores.map(({ record }) => record.mode))].sort();
const print = (...columns: readonly string[]) => console.log(columns.join('').trimEnd());

function cell(these: readonly Score[]): string {
  if (these.length === 0) return '  ';
  const worst = (field: (typeof FIELDS)[number]) =>
    WORST.find((mark) => these.some(({ marks }) => marks[field] === mark));
  return `[${FIELDS.map((field) => SIGNS[worst(field) ?? 'silent']).join('')}]`;
}

print(`Each cell: ${FIELDS.join(', ')}; + hit, · unknown, ! error, blank: nothing to say\n`);
print('mode'.padEnd(11), ...gateways.map((name) => name.slice(0, 10).padEnd(11)));
for (const mode of modes) {
  const of = (gateway: string) => scores.filter(({ record }) => record.mode === mode && record.gateway === gateway);
  print(mode.padEnd(11), ...gateways.map((gateway) => cell(of(gateway)).padEnd(11)));
}

print('\n', 'hit / unknown / error'.padEnd(25), ...FIELDS.map((field) => field.padEnd(16)));
for (const gateway of [...gateways, 'all']) {
  const these = scores.filter(({ record }) => gateway === 'all' || record.gateway === gateway);
  const counts = FIELDS.map((field) => tally(these, field));
  print(gateway.padEnd(26), ...counts.map(({ hit, unknown, error }) => `${hit} / ${unknown} / ${error}`.padEnd(16)));
}

const unsent = scores.filter(({ record }) => !record.truth.requestMayHaveReachedUpstream);
const claimed = scores.filter(({ verdict }) => verdict.reached === 'no');
const wrong = claimed.filter(({ record }) => record.truth.requestMayHaveReachedUpstream);
print(
  `\nreached 'no': said of ${claimed.length} of the ${unsent.length} requests that did not arrive, and wrongly of ${wrong.length}.`,
);

print('\nErrors:');
for (const { record, verdict, marks } of scores) {
  const fields = FIELDS.filter((field) => marks[field] === 'error');
  if (fields.length === 0) continue;
  const said = fields.map((field) => `${field}: ${verdict[field]}`).join(', ');
  print(`  ${record.gateway} ${record.mode} ${record.method} ${record.status} (${record.truth.cause}): ${said}`);
}
