import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Outage, pictures } from '../bench/summary/pictures.ts';
import { cellOf, grid, numberIn, readResults, section } from '../bench/summary/results.ts';
import { VIEWS } from '../bench/summary/views.ts';
import { falseClaims, syncResults, typedFigures } from '../docs/results.ts';
import { outputOf, PICTURES, readExample, readPages, regionOf, root, sync } from '../docs/sync.ts';
import * as api from '../src/index.ts';
import type { NoticeCause } from '../src/notices/notice.ts';
import { originOf, temporaryOf } from '../src/notices/origins.ts';
import { en } from '../src/notices/text/locales/en.ts';
import { NOTICE_TIMING } from '../src/notices/timing.ts';
import { resolveOptions } from '../src/options/resolve.ts';
import { healthSignalOf } from '../src/rules/health-signal.ts';
import { NAMES } from '../src/script-tag/attributes.ts';
import { SUBJECTS } from './browser/sinks/subjects.ts';
import {
  codes,
  deadLinks,
  flatten,
  plain,
  readValue,
  strayCode,
  Types,
  tables,
  unknownFiles,
  wrongNumbers,
} from './docs.ts';
import { readRecorded, syncResends } from './resends/recorded.ts';
import { readSupported, syncSupported } from './runtimes/support/supported.ts';
import { readHeard, syncHeard } from './spoken/heard.ts';

const pages = readPages();
const page = (path: string): string => pages[path] ?? '';
const typesIn = (path: string): Types => new Types(readFileSync(join(root, 'src', path), 'utf8'));
const model = (name: string): Types => typesIn(join('model', name));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The one table of a page that begins with this column. */
function table(path: string, firstColumn: string) {
  const [found, ...others] = tables(page(path), firstColumn);
  if (found === undefined || others.length > 0) throw new Error(`${path} has not one table of ${firstColumn}`);
  return found;
}
const firstColumn = (path: string, name: string): string[] => table(path, name).rows.map(([cell]) => plain(cell));

describe('the code in the guides', () => {
  test('is that of the examples', () => {
    // If this fails: npm run docs:sync
    for (const [path, text] of Object.entries(pages)) expect(sync(text, readExample), path).toBe(text);
  });

  test('comes from nowhere else, and names commands that exist', () => {
    const ours = Object.fromEntries(Object.entries(pages).filter(([path]) => !path.endsWith('0001-packaging.md')));
    expect(strayCode(ours, Object.keys(manifest.scripts))).toEqual([]);
  });

  test('is found by its region, in pieces, without the indentation they share', () => {
    const source =
      '// #region a\nimport x;\n// #endregion a\n\n  // #region a\n  if (x)\n    y();\n  // #endregion a\n';
    expect(regionOf(source, 'a')).toBe('import x;\n\nif (x)\n  y();');
    const before = 'Text.\n\n<!-- example: x.ts#a -->\n\n```ts\nold\n```\n\nMore.\n';
    expect(sync(before, () => source)).toBe(before.replace('old', 'import x;\n\nif (x)\n  y();'));
    expect(() => sync(before, () => '')).toThrow('There is no example x.ts#a');
    expect(() => sync('<!-- example: x.ts#a -->\n<!-- /example -->\n', () => source)).toThrow(
      'No block of code follows',
    );
    const nested = before.replace('x.ts#a', 'some/where/x-y.tsx#a').replace('```ts\n', '```tsx\n');
    const asked: string[] = [];
    const synced = sync(nested, (name) => {
      asked.push(name);
      return source;
    });
    expect(synced).toBe(nested.replace('old', 'import x;\n\nif (x)\n  y();'));
    expect(asked).toEqual(['some/where/x-y.tsx']);
  });
});

test('what was heard with a screen reader stands in the guides as it was written down', () => {
  for (const [path, text] of Object.entries(pages)) expect(syncHeard(text, readHeard), path).toBe(text);
});

test('how often engines repeat requests stands in the guides as it was measured', () => {
  for (const [path, text] of Object.entries(pages)) expect(syncResends(text, readRecorded), path).toBe(text);
  const engines = table('docs/engines.md', 'engine').rows.map(([engine = '']) => engine.replace(/ \d+$/, ''));
  expect(engines).toEqual(expect.arrayContaining(['Chromium', 'Firefox', 'Node', 'Deno', 'Bun']));
});

test('what works where stands in the README as a run has shown it', () => {
  for (const [path, text] of Object.entries(pages)) expect(syncSupported(text, readSupported), path).toBe(text);
  const { rows } = table('README.md', 'where');
  expect(rows.length).toBeGreaterThan(10);
  for (const [name, ...cells] of rows) expect(cells, name).not.toContain('no');
});

describe('what was measured', () => {
  // If one of these fails after a benchmark: npm run docs:sync

  test('stands in the guides as it is in the results', () => {
    for (const [path, text] of Object.entries(pages)) expect(syncResults(text, readResults), path).toBe(text);
  });

  test('is drawn in the pictures as it is in the results', () => {
    const drawn = pictures(readResults);
    expect(readdirSync(join(root, PICTURES)).sort()).toEqual(Object.keys(drawn).sort());
    for (const [name, picture] of Object.entries(drawn)) {
      expect(readFileSync(join(root, PICTURES, name), 'utf8'), name).toBe(picture);
    }
  });

  // They are kept apart from the tables, and could be of another run.
  test('over an outage is of the same run as its table', () => {
    const outages: Outage[] = JSON.parse(readResults('outage-load.json') ?? '[]');
    for (const { variant, loads } of outages) {
      const table = grid(section(readResults('faults.md') ?? '', `C2: Full outage of 30 s/${variant}`));
      for (const { name, setup, requestsPerCall } of loads) {
        const row = name === 'bare fetch' ? name : `${name}, ${setup}`;
        expect(cellOf(table, row, 'requests per call'), row).toBe(`${requestsPerCall.toFixed(2)}x`);
      }
    }
    expect(outages.flatMap(({ loads }) => loads).length).toBeGreaterThan(20);
  });

  test('is what the sentences around it say', () => {
    for (const [path, text] of Object.entries(pages)) expect(falseClaims(text, readResults), path).toEqual([]);
  });

  test('is never typed', () => {
    const section = page('README.md')
      .split(/^## /m)
      .find((each) => each.startsWith('Benchmarks'));
    expect(typedFigures(page('docs/benchmarks.md'))).toEqual([]);
    expect(typedFigures(section ?? '1 x')).toEqual([]);
    // At the beginning of a line a comment ends the paragraph.
    for (const [path, text] of Object.entries(pages)) expect(text, path).not.toMatch(/^<!-- figure/m);
  });

  test('is all shown, in tables and in pictures', () => {
    const shown = Object.values(pages).join('\n');
    for (const name of Object.keys(VIEWS)) expect(shown, name).toContain(`<!-- bench: ${name} -->`);
    for (const name of Object.keys(pictures(readResults))) expect(shown, name).toContain(`images/bench/${name})`);
  });

  const read = readResults;

  test('is found by the name of its table, and an unknown name fails', () => {
    const before = 'Text.\n\n<!-- bench: machine -->\nold\n<!-- /bench -->\n\nMore.\n';
    expect(syncResults(before, read)).toBe(before.replace('old', `\n${VIEWS.machine(read)}\n`));
    expect(() => syncResults(before.replace('machine', 'nothing'), read)).toThrow('There is no view nothing');
  });

  test('is found by the path of its headings, and by the head of its table', () => {
    const text =
      '# Size\n\n## A\n\n### B\n\n| | x | worst |\n| --- | --: | --: |\n| we | 1.5 s | never |\n\n| ms | x |\n| --- | --: |\n| we | 7 |\n';
    expect(cellOf(grid(section(text, 'A/B')), 'we', 'x, worst')).toBe('never');
    expect(cellOf(grid(section(text, 'A/B'), 'ms'), 'we', 'x')).toBe('7');
    expect(() => section(text, 'A/C')).toThrow('There is no section A/C');
    expect(() => grid(text, 's')).toThrow('There is no table');
  });

  test('is found one by one for a sentence, and what a sentence claims is checked', () => {
    const figure = (source: string) => `It takes <!-- figure: ${source} -->?<!-- / -->.`;
    expect(syncResults(figure('load: bare fetch'), read)).toBe(figure('load: bare fetch').replace('?', '1.00x'));
    for (const source of ['weight: ky', 'load: unknown']) expect(() => syncResults(figure(source), read)).toThrow();
    const claims = [
      'load: ky > bare fetch',
      'load: ky < bare fetch',
      'load: bare fetch < axios + axios-retry, bare fetch',
    ];
    const text = claims.map((claim) => `<!-- holds: ${claim} -->\nSo it is.`).join('\n');
    expect(falseClaims(text, read)).toEqual(claims.slice(1));
    expect(typedFigures(`${figure('load: ky')} It was 5.1 kB, 3x, \`4 s\`, 60 % of 100 calls.`)).toEqual([
      '5.1 kB',
      '3x',
      '60 %',
    ]);
  });

  test('is told with a reason where a target is missed, and which reason is known', () => {
    const targets = '## Targets\n\n| what | at most | steadyfetch | met |\n| --- | --: | --: | --: |\n';
    const rows = ['| bytes allocated | 1 | 2 | no |', '| all else | 1 | 1 | yes |', '| luck | 3 | 4 | **not met** |'];
    const missed = (text: string) => VIEWS.missed((name) => (name === 'size.md' ? text : undefined));
    const told = tables(missed(`${targets}${rows.join('\n')}\n`), 'missed')[0]?.rows;
    expect(told?.map((cells) => cells.slice(0, 3))).toEqual([
      ['bytes allocated', '1', '2'],
      ['luck', '3', '4'],
    ]);
    expect(told?.[0]?.[3]).toMatch(/^The state of a call/);
    expect(told?.[1]?.[3]).toBe('Not explained yet.');
    expect(missed(`${targets}${rows[1]}\n`)).toBe('All targets are met.');
  });

  test('the benchmarks page has fewer than 2000 words, and its tables are files beside the results', () => {
    const words = page('docs/benchmarks.md')
      .split(/\s+/)
      .filter((word) => word !== '');
    expect(words.length).toBeLessThan(2_000);
    expect(page('docs/benchmarks.md').match(/^<!-- bench: .+ -->$/gm)).toEqual(
      ['glance', 'machine'].map((name) => `<!-- bench: ${name} -->`),
    );
    for (const file of readdirSync(join(root, 'bench/results')).filter((name) => /(?<!README)\.md$/.test(name))) {
      expect(page('docs/benchmarks.md') + page('bench/results/README.md'), file).toContain(`](${file})`);
    }
  });

  test('raw results take at most 2000 lines of the repository, of at most 200 characters each', () => {
    const folder = join(root, 'bench/results');
    const files = readdirSync(folder).filter((name) => !name.endsWith('.md'));
    const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
    expect(files).toContain('faults.json');
    expect(lines.length).toBeLessThanOrEqual(2_000);
    expect(lines.filter((line) => line.length > 200)).toEqual([]);
  });

  test('stays away as long as there are no results from real sockets', () => {
    const without = (name: string) => (name === 'wire.md' ? undefined : readResults(name));
    expect(VIEWS.glance(without)).not.toContain('POSTs done twice');
    const orders =
      '# Wire\n\n## C6: bodies and lost answers\n\n### POST\n\n| | done twice |\n| --- | --: |\n| ky, shipped | 0 |\n| got, shipped | 7 |\n';
    const withOrders = (name: string) => (name === 'wire.md' ? orders : readResults(name));
    expect(VIEWS.glance(withOrders)).toMatch(/^\| got \|.* 7 \|/m);
  });

  test('is read from the cells of its tables, in one unit each', () => {
    expect(['1.5 s', '20 ms', '99.43 %', '0.37x', '37.1/s', '2042 (1977..2121)', 'never'].map(numberIn)).toEqual([
      1_500,
      20,
      expect.closeTo(0.9943),
      0.37,
      37.1,
      2_042,
      Number.POSITIVE_INFINITY,
    ]);
    expect(() => numberIn('much')).toThrow('There is no number in much');
  });
});

describe('the examples', () => {
  const names = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts'));
  let printed: ReadonlyMap<string, string>;

  // One after another in one process, which is a second for all, not for each.
  beforeAll(async () => {
    const { FORCE_COLOR: _, ...env } = process.env;
    const script = names.map((name) => `console.log('# ${name}'); await import('./examples/${name}');`).join('\n');
    const program = ['--no-warnings', '--import', 'tsx', '--input-type=module', '--eval', script];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, program, {
      cwd: root,
      env,
      timeout: 50_000,
    });
    expect(stderr).toBe('');
    const runs = stdout.matchAll(/^# (.+)\n([\s\S]*?)(?=^# |$(?![\s\S]))/gm);
    printed = new Map([...runs].map(([, name = '', output = '']) => [name, output.trimEnd()]));
  }, 60_000);

  test.each(names)('%s prints what it says', (name) => {
    expect(printed.get(name)).toBe(outputOf(readExample(name)));
  });

  test('are quoted by some guide', () => {
    const quoted = Object.values(pages).join('\n');
    for (const name of names) expect(quoted, name).toMatch(new RegExp(`<!-- (example|output): ${name}`));
  });
});

describe('names, links and numbers in the guides', () => {
  const files = ['.ci', 'cli', 'docs', 'examples', 'lean', 'proof', 'src', 'test']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    .concat(readdirSync(root))
    .map((path) => path.replaceAll('\\', '/'));
  const defaults = new Map([...flatten(api.DEFAULTS), ...flatten({ timing: NOTICE_TIMING })]);

  test('are those of things that exist', () => {
    expect(deadLinks(pages, (path) => existsSync(join(root, path)))).toEqual([]);
    expect(unknownFiles(pages, files)).toEqual([]);
    expect(wrongNumbers(pages, defaults)).toEqual([]);
  });

  test('lead from the index to every guide and decision, and so does the site', () => {
    const guides = Object.keys(pages).filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
    const linked = [...page('docs/README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => posix.join('docs', to));
    expect(guides.filter((path) => !linked.includes(path))).toEqual([]);
    const { projectDocuments } = JSON.parse(readFileSync(join(root, 'typedoc.json'), 'utf8'));
    const shown = (path: string) => path.startsWith('docs/decisions/') || projectDocuments.includes(path);
    expect(guides.filter((path) => !shown(path))).toEqual([]);
  });

  // A check that cannot fail proves nothing.
  test('are complained of where they are wrong', () => {
    const exists = (path: string) => path === 'docs/b.md';
    const links = {
      'docs/a.md': '# A b!\n[x](b.md) [x](#a-b) [x](#c) [x](c.md) [x](b.md#d) [x](https://x.test)\n\n```sh\n# c\n```\n',
      'docs/b.md': '',
    };
    expect(deadLinks(links, (path) => exists(path) || path === 'docs/a.md')).toEqual(
      ['#c', 'c.md', 'b.md#d'].map((target) => `docs/a.md: ${target} leads nowhere`),
    );
    expect(unknownFiles({ a: '`b.ts` `c.ts` `src/` `lib/` `x` `c/b.ts`' }, ['src/b.ts'])).toEqual(
      ['c.ts', 'lib/', 'c/b.ts'].map((name) => `a: there is no ${name}`),
    );
    const few = new Map(Object.entries({ 'a.waitMs': 2_000, 'a.ratio': 0.5, 'b.ratio': 1, most: 3 }));
    const numbers = '`waitMs` (2 s) `a.ratio` (0.5) `most` (3) `waitMs` (2 ms) `ratio` (0.5) `most` (4) `least` (1)';
    expect(wrongNumbers({ a: numbers }, few)).toEqual(
      ['`waitMs` (2 ms)', '`ratio` (0.5)', '`most` (4)', '`least` (1)'].map(
        (claim) => `a: ${claim} is not the default`,
      ),
    );
    const fences = [
      '<!-- example: x.ts#y -->\n\n```ts\na\n```',
      'Text\n\n```ts\nb\n```',
      '<!-- example: z/x.tsx#y -->\n\n```tsx\nc\n```',
      'Text\n\n```tsx\nd\n```',
      'Text\n\n```sh\nnpm run c d\n```',
    ];
    expect(strayCode({ a: fences.join('\n\n') }, ['d'])).toEqual([
      'a: no example holds ts b',
      'a: no example holds tsx d',
      'a: there is no npm run c',
    ]);
  });
});

describe('the defaults', () => {
  const options = model('options.ts');
  const sections = ['retry', 'budget', 'timeout', 'circuit'];
  const documented = [
    ...[...sections, 'idempotencyKey'].map((section) => [
      `${section[0]?.toUpperCase()}${section.slice(1)}Options`,
      `${section}.`,
    ]),
    ['UpstreamOptions', ''],
    ['SteadyOptions', ''],
  ].flatMap(([type = '', prefix]) =>
    options.shape(type).members.map((member) => ({ path: `${prefix}${member.name}`, tag: member.default })),
  );
  const known = documented.filter(({ path }) => !sections.includes(path));
  const withKey = resolveOptions({ idempotencyKey: true }).optionsOf('any');
  const actual = new Map([...flatten({ idempotencyKey: withKey.idempotencyKey }), ...flatten(api.DEFAULTS)]);

  test('are what the documentation of each option says', () => {
    for (const { path, tag } of known) {
      const value = actual.get(path);
      if (value === undefined || typeof value === 'function') continue;
      if (value === Number.POSITIVE_INFINITY) expect(tag, path).toBe('none');
      else expect(tag === undefined ? tag : readValue(tag), path).toEqual(value);
    }
    for (const [path] of actual) expect(known.map(({ path }) => path)).toContain(path);
  });

  const tags = new Map(known.map(({ path, tag = 'none' }) => [path, plain(tag)]));
  const rowsOf = (path: string) => tables(page(path), 'option').flatMap(({ rows }) => rows);

  test('are all in the guide, with their units', () => {
    const rows = rowsOf('docs/defaults.md');
    expect(rows.map(([option]) => plain(option)).sort()).toEqual([...tags.keys()].sort());
    for (const [option, value, unit, change] of rows) {
      expect(plain(value), option).toBe(tags.get(plain(option)));
      expect(unit === 'ms', option).toBe(/Ms`$/.test(option ?? ''));
      expect(change, option).not.toBe('');
    }
  });

  test('in the README are among them', () => {
    const rows = rowsOf('README.md');
    expect(rows.length).toBeGreaterThan(5);
    for (const [option, value] of rows) expect(plain(value), option).toBe(tags.get(plain(option)));
  });

  test('have no part in what is said for one call, and every word of that is in the guide', () => {
    expect(firstColumn('docs/defaults.md', 'key').sort()).toEqual(options.names('SteadyCallOptions').sort());
  });
});

describe('the events', () => {
  const events = model('event.ts');
  const shapes = events.union('SteadyEvent').map((name) => events.shape(name));
  const typeOf = (base: string): string => /'(.+)'/.exec(base)?.[1] ?? '';

  test('are all in the guide, with their fields', () => {
    const told = table('docs/events.md', 'event').rows.map(([type, when, fields]) => [
      plain(type),
      codes(fields),
      when !== '',
    ]);
    expect(told).toEqual(shapes.map(({ base, members }) => [typeOf(base), members.map(({ name }) => name), true]));
  });

  test('share the fields that the guide says they share', () => {
    const shared = table('docs/events.md', 'fields').rows.map(([fields]) => codes(fields));
    expect(shared).toEqual(['Fact', 'UpstreamFact', 'CallFact'].map((name) => events.names(name)));
    for (const { base } of shapes) {
      const expected = /^(call|attempt|retry)\./.test(typeOf(base))
        ? 'CallFact'
        : /^circuit/.test(typeOf(base))
          ? 'UpstreamFact'
          : 'Fact';
      expect(base.split('<')[0]).toBe(expected);
    }
  });

  test('give reasons that are all explained', () => {
    const told = table('docs/events.md', 'waitReason').rows.map(([reason, on]) => [plain(reason), codes(on)] as const);
    const on = (event: string) => told.filter(([, events]) => events.includes(event)).map(([reason]) => reason);
    expect(on('retry.scheduled')).toEqual(events.words('WaitReason'));
    expect(on('call.waiting')).toEqual(events.words('CallWaiting', 'waitReason'));
    expect(firstColumn('docs/events.md', 'openedBecause')).toEqual(events.words('CircuitOpened', 'openedBecause'));
  });
});

test('the attributes of the script tag are all in the guide', () => {
  expect(firstColumn('docs/without-a-build.md', 'attribute').sort()).toEqual([...NAMES].sort());
});

test('the options of the history and of the status panel are all in the guide', () => {
  const names = (path: string, type: string) => typesIn(path).names(type).sort();
  const told = (column: string) => firstColumn('docs/status.md', column).sort();
  expect(told('history')).toEqual(names('history/keep-history.ts', 'HistoryOptions'));
  expect(told('status')).toEqual(names('dom/status/mount.ts', 'MountStatusOptions'));
});

describe('notices', () => {
  const guide = 'docs/notices.md';
  const notice = typesIn('notices/notice.ts');

  test('take the options that the guide lists, and those of a language', () => {
    const options = typesIn('notices/options.ts').names('NoticesOptions');
    const language = typesIn('notices/text/catalog.ts').names('Language');
    expect(firstColumn(guide, 'option').sort()).toEqual([...options, ...language].sort());
    expect(firstColumn(guide, 'notice')).toEqual(model('options.ts').names('NoticeOptions'));
    expect(firstColumn(guide, 'mount')).toEqual(typesIn('dom/mount.ts').names('MountOptions'));
  });

  test('come and go when the guide says', () => {
    const told = table(guide, 'timing').rows.map(([name, ms]) => [plain(name), readValue(plain(ms))]);
    expect(told).toEqual(Object.entries(NOTICE_TIMING));
  });

  test('say in their types what the guide says of timing', () => {
    const source = readFileSync(join(root, 'src/notices/options.ts'), 'utf8');
    const said = [...source.matchAll(/Default (\d+)\. \*\/\n +readonly (\w+)\?: number/g)];
    expect(said.map(([, ms, name = '']) => [name, Number(ms)])).toEqual(Object.entries(NOTICE_TIMING));
  });

  test('have phases and actions that are all explained', () => {
    expect(firstColumn(guide, 'phase')).toEqual(notice.words('NoticePhase'));
    expect(firstColumn(guide, 'action')).toEqual(notice.words('NoticeActionId'));
  });

  test('have causes that are all explained, with whose side they are on and whether they pass', () => {
    const told = table(guide, 'cause').rows.map(([cause, , origin, temporary]) =>
      [cause, origin, temporary].map(plain),
    );
    const causes = notice.words('NoticeCause') as NoticeCause[];
    expect(told).toEqual(causes.map((cause) => [cause, originOf(cause), temporaryOf(cause)]));
  });

  test('fill in the places that the guide to words lists, and use keys that it names', () => {
    expect(firstColumn('docs/wording.md', 'place')).toEqual(typesIn('notices/text/phrase.ts').names('PhraseFacts'));
    const places = Object.values(en).flatMap((phrase) => [...(JSON.stringify(phrase) ?? '').matchAll(/\{(\w+)\}/g)]);
    for (const [, place = ''] of places) expect(firstColumn('docs/wording.md', 'place')).toContain(place);
    const circumstances = codes(table('docs/wording.md', 'part').rows[1]?.[1]);
    expect(circumstances.filter((each) => each !== 'unsent' && each !== 'named')).toEqual(
      notice.words('NoticeCircumstance'),
    );
    for (const each of circumstances)
      expect(
        Object.keys(en).some((key) => key.includes(each)),
        each,
      ).toBe(true);
  });

  test('are shown by each library as the statement on accessibility says', () => {
    const told = table('docs/accessibility.md', 'library').rows.map((cells) => cells.map(plain));
    const known = SUBJECTS.map(({ name, actions, region, canInterrupt }) => [
      name,
      actions,
      region,
      canInterrupt ? 'yes' : 'no',
    ]);
    expect(told).toEqual(known);
  });
});

describe('what a call can end with', () => {
  test('is told in the README as in the guide', () => {
    expect(table('README.md', 'situation')).toEqual(table('docs/errors.md', 'situation'));
  });

  test('has reasons that are all explained', () => {
    expect(firstColumn('docs/errors.md', 'settledBecause')).toEqual(model('report.ts').words('SettledBecause'));
  });

  test('includes our errors, by name, code, guard and kin', () => {
    const verdict = api.classify(new Response(null, { status: 503 }));
    const errors = [
      new api.OptionsError('retry', 1, 'an object'),
      new api.CircuitOpenError('http://a.test', undefined, 'route', verdict),
      new api.CancelledError('http://a.test', undefined),
      new api.UpstreamError(new Response(), verdict, {} as api.CallReport),
    ];
    const exported = Object.entries(api).filter(([name]) => /^[A-Z]\w+Error$/.test(name));
    expect(exported.map(([name]) => name).sort()).toEqual(errors.map(({ name }) => name).sort());
    const rows = table('docs/errors.md', 'error').rows.map((cells) => cells.slice(0, 4).map(plain));
    const guards = Object.entries(api).filter(([name]) => /^is\w+Error$/.test(name)) as [
      string,
      (error: unknown) => boolean,
    ][];
    const kin = (error: Error): string => Object.getPrototypeOf(error.constructor).name;
    expect(rows).toEqual(
      errors.map((error) => [error.name, error.code, guards.find(([, guard]) => guard(error))?.[0], kin(error)]),
    );
  });
});

describe('verdicts', () => {
  const verdicts = model('verdict.ts');
  const kinds = (path: string, column: string) => tables(page(path), column).flatMap(({ rows }) => rows);

  test('are all explained', () => {
    const told = [
      'ok',
      ...kinds('docs/retry.md', 'answer').map(([, kind]) => plain(kind)),
      ...kinds('docs/errors.md', 'kind').map(([kind]) => plain(kind)),
    ];
    const all = ['ResponseVerdict', 'FailureVerdict'].flatMap((name) => verdicts.words(name, 'kind'));
    expect([...new Set(told)].sort()).toEqual(all.sort());
    const fields = [...verdicts.names('Judgement'), 'kind', 'status'];
    expect(firstColumn('docs/errors.md', 'field').sort()).toEqual(fields.sort());
  });

  test('on answers are what the guide says', () => {
    const again = new Set<number>();
    for (const [answers, kind, fault, sentAgain = ''] of table('docs/retry.md', 'answer').rows) {
      for (const status of codes(answers).map(Number)) {
        const verdict = api.classify(new Response(null, { status }));
        expect([verdict.kind, verdict.fault], String(status)).toEqual([plain(kind), plain(fault)]);
        expect(verdict.transient, String(status)).toBe(sentAgain.startsWith('yes'));
        if (verdict.transient) again.add(status);
      }
    }
    for (let status = 400; status < 600; status++) {
      expect(api.classify(new Response(null, { status })).transient, String(status)).toBe(again.has(status));
    }
  });

  test('count in the circuit as the guide says', () => {
    for (const [answers = '', effect = ''] of table('docs/circuit.md', 'answer').rows) {
      const headers = /with `Retry-After`/.test(answers) ? { 'retry-after': '1' } : {};
      for (const status of codes(answers)
        .filter((code) => /^\d+$/.test(code))
        .map(Number)) {
        const counted = healthSignalOf(api.classify(new Response(null, { status, headers })));
        expect(effect.split(':')[0]?.split(',')[0], String(status)).toBe(counted);
      }
    }
  });
});

describe('the project', () => {
  test('has an entry in the changelog for its version', () => {
    expect(page('CHANGELOG.md')).toMatch(new RegExp(`^## \\[${manifest.version}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'));
  });

  test('says in the README what it weighs at most', () => {
    const all: { name: string; limit: string }[] = JSON.parse(readFileSync(join(root, '.size-limit.json'), 'utf8'));
    const told = [...page('README.md').matchAll(/at most ([\d.]+ kB)/g)].map(([, limit]) => limit);
    const entries = all.filter(({ name }) => name.startsWith('a client'));
    expect(told).toEqual(entries.map(({ limit }) => limit));
  });

  test('gives a reason for each of its tools', () => {
    // The copy in which the newest dependencies are tried has none.
    if (manifest.devDependencies === undefined) return;
    const tools = firstColumn('docs/decisions/0007-development-tools.md', 'tool');
    expect(tools.sort()).toEqual(Object.keys(manifest.devDependencies).sort());
  });
});
