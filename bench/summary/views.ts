import { BARE } from '../peers/names.ts';
import { isBetter, libraries, MEASURES, type MeasureId, measured, measuredIds, OURS, type Value } from './measures.ts';
import { reasonFor } from './reasons.ts';
import { type Grid, grid, markdown, need, type Read, section, sections } from './results.ts';

/** Tables made of the results, by the name under which a page asks for them. */
export const VIEWS = {
  readme: (read: Read) => {
    const names = [OURS, BARE, 'cockatiel', 'p-retry + opossum', 'ky', 'axios + axios-retry'];
    const ids: MeasureId[] = ['time', 'load', 'told', 'success30', 'recovery', 'size'];
    const rows = ids.map((id) => [
      MEASURES[id].what,
      ...names.map((name) => (name === BARE && id === 'size' ? '0' : (measured(read, id, name)?.text ?? ''))),
    ]);
    return markdown(['', ...names], rows);
  },

  glance: (read: Read) => {
    const wanted = [
      'time',
      'size',
      'load',
      'told',
      'recovery',
      'success30',
      'success50',
      'flapping',
      'goodput',
      'twice',
    ];
    const ids = measuredIds(read).filter((id) => wanted.includes(id));
    const rows = libraries(read).map((name) => [name, ...ids.map((id) => measured(read, id, name)?.text ?? '')]);
    return markdown(['as shipped', ...ids.map((id) => MEASURES[id].what)], rows);
  },

  ahead: (read: Read) => {
    const rows = measuredIds(read).map((id) => {
      const ours = measured(read, id, OURS);
      if (ours === undefined) throw new Error(`We were not measured: ${id}`);
      return [MEASURES[id].what, ours.text, inWords(betterThan(read, id, ours)) || 'nobody'];
    });
    return markdown(['', OURS, 'who does better'], rows);
  },

  missed: (read: Read) => {
    const rows = ['faults.md', 'overhead.md', 'scale.md', 'size.md', 'wire.md'].flatMap((file) => missedIn(read(file)));
    return rows.length === 0 ? 'All targets are met.' : markdown(['missed', 'target', 'measured', 'why'], rows);
  },

  faults: (read: Read) => condensed(need(read, 'faults.md'), (name) => NAMED.includes(name)),

  wire: (read: Read) => {
    const text = read('wire.md');
    if (text === undefined) return '';
    return `## On a real wire\n\n${aboutOf(text)}\n\n${condensed(text, (name) => !name.endsWith(', tuned'))}`;
  },

  scale: (read: Read) => {
    const text = read('scale.md');
    if (text === undefined) return '';
    const parts = ownSections(text).map(({ title, text }) => `### ${title}\n\n${text}`);
    return ['## Many calls in one outage', aboutOf(text.replace(/^Node .*$/m, '')), ...parts].join('\n\n');
  },

  harm: (read: Read) => {
    const text = read('harm.md');
    if (text === undefined) return '';
    return [
      '## Everyday worlds, beside bare fetch',
      '![Bars: of the calls that bare fetch completes, the share that each library loses; and of those that bare fetch loses, the share that it saves.](images/bench/harm.svg)',
      aboutOf(text),
      section(text, 'In all worlds together'),
      '[Every world, for each library](../bench/results/harm.md).',
    ].join('\n\n');
  },

  setups: (read: Read) => {
    const peers = peersOf(read);
    const rows = Object.entries(peers).map(([name, { version, setups }]) => [
      name,
      version,
      setups.shipped,
      setups.tuned === setups.shipped ? 'the same' : setups.tuned,
    ]);
    return markdown(['', 'version', 'as shipped', 'tuned'], rows);
  },

  caveats: (read: Read) =>
    Object.entries(peersOf(read))
      .filter(([, { caveats }]) => caveats.length > 0)
      .map(([name, { caveats }]) => `* **${name}**: ${caveats.join('; ')}.`)
      .join('\n'),

  machine: (read: Read) => {
    const { node, cpu, cores, platform, date } = JSON.parse(need(read, 'overhead.json')).machine;
    return `Time and memory: Node ${node}, ${platform}, ${cpu} (${cores} cores), ${date}. Faults run on a virtual clock, and come out the same on every machine.`;
  },
} as const satisfies Record<string, (read: Read) => string>;

/** Without what the page has elsewhere. */
const ownSections = (text: string) =>
  sections(text).filter(({ title }) => !/^(Targets|Versions and caveats|T\d: .*)$/.test(title));

/** What is said before the first heading or table. */
function aboutOf(text: string): string {
  const untitled = text.replace(/^# .*\n/, '');
  return untitled.slice(0, untitled.search(/^#|^\||$(?![\s\S])/m)).trim();
}

/** A section for each scenario, with some of its variants and of their rows. */
function condensed(text: string, isShown: (name: string) => boolean): string {
  const someRows = ({ head, rows }: Grid) =>
    markdown(
      head,
      rows.filter(([name = '']) => isShown(name)),
    );
  return ownSections(text)
    .map(({ title, text }) => {
      const variants = sections(text);
      const chosen = variants.filter((variant) => SHOWN[title]?.includes(variant.title));
      const tables =
        variants.length === 0
          ? [someRows(grid(text))]
          : (chosen.length > 0 ? chosen : variants.slice(0, 1)).map(
              (variant) => `**${variant.title}**\n\n${someRows(grid(variant.text))}`,
            );
      return [`### ${title}`, aboutOf(text), ...tables].filter((part) => part !== '').join('\n\n');
    })
    .join('\n\n');
}

/** Where a scenario has several variants, those that differ most; of all others the first. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'C1: Independent 502s': ['30 %'],
  'C2: Full outage of 30 s': ['502, 100 processes', '502, one process', 'hang, one process'],
  'C2: Full outage of 25 to 35 s': ['502, 100 processes'],
  'C8: The herd after an outage': ['1000 clients'],
  'C10: One of ten upstreams dead': ['one client: the nine', 'one client: the dead one'],
  'P: Partial failure': ['50 %, 100 processes', '80 %, 100 processes'],
  'Q: Quiet tabs and bursts': ['quiet, 50 %', 'bursts, 50 %'],
  'B: A page that loads ten things into a blip': ['1 s', '3 s'],
  'C5: bodies that are cut half-way': ['Content-Length', 'chunked', 'chunked, `Connection: close`'],
  'C6: bodies and lost answers': ['POST', 'PUT'],
  'C7: aborts while waiting': ['502', 'refused'],
};

/** All that break circuits, both ways, and of those that only retry one each way that stands for its kind. */
const NAMED = [
  BARE,
  `${OURS}, shipped`,
  ...['cockatiel', 'p-retry + opossum', 'effect', 'ky', 'axios + axios-retry'].flatMap((name) => [
    `${name}, shipped`,
    `${name}, tuned`,
  ]),
];

interface Named extends Value {
  readonly name: string;
}

/** Whoever does better than we do, the best first; tuned only where that is better still. */
function betterThan(read: Read, id: MeasureId, ours: Value): Named[] {
  return libraries(read)
    .filter((name) => name !== OURS)
    .flatMap((name): Named[] => {
      const shipped = measured(read, id, name);
      const tuned = measured(read, id, name, 'tuned');
      const best = tuned && (!shipped || isBetter(id, tuned.value, shipped.value)) ? tuned : shipped;
      if (best === undefined || !isBetter(id, best.value, ours.value)) return [];
      return [{ ...best, name: best === tuned ? `${name} tuned` : name }];
    })
    .sort((a, b) => (isBetter(id, a.value, b.value) ? -1 : 1));
}

/** Who shares a figure is named together. */
function inWords(named: readonly Named[]): string {
  const shared = new Map<string, string[]>();
  for (const { name, text } of named) shared.set(text, [...(shared.get(text) ?? []), name]);
  return [...shared].map(([text, names]) => `${text}: ${names.join(', ')}`).join('; ');
}

function missedIn(text: string | undefined): string[][] {
  const targets = text && sections(text).find(({ title }) => title === 'Targets');
  if (!targets) return [];
  const table = grid(targets.text);
  return table.rows
    .filter((row) => row.some((cell) => /^\**(not met|no)\**$/.test(cell)))
    .map((row) => {
      const at = (...columns: string[]) => columns.map((column) => row[table.head.indexOf(column)]).find(Boolean) ?? '';
      const what = [at('scenario'), at('what')].filter(Boolean).join(': ');
      return [what, at('target', 'at most'), at('measured', OURS), reasonFor(what)];
    });
}

interface PeerNotes {
  readonly version: string;
  readonly setups: { readonly shipped: string; readonly tuned: string };
  readonly caveats: readonly string[];
}

/** Of all results, for not every library can be measured in every way. */
function peersOf(read: Read): Record<string, PeerNotes> {
  const texts = ['faults.json', 'overhead.json', 'wire.json'].map(read).filter((text) => text !== undefined);
  return Object.assign({}, ...texts.map((text) => JSON.parse(text).peers ?? {}));
}
