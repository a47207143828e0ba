import { BARE } from '../peers/names.ts';
import { isBetter, libraries, MEASURES, type MeasureId, measured, measuredIds, OURS, type Value } from './measures.ts';
import { reasonFor } from './reasons.ts';
import { grid, markdown, need, type Read, sections } from './results.ts';

/** Tables made from the results, by the name that a page asks for. */
export const VIEWS = {
  readme: (read: Read) => {
    const names = [OURS, BARE, 'cockatiel', 'p-retry + opossum', 'ky', 'axios + axios-retry'];
    const ids: MeasureId[] = ['time', 'load', 'reported', 'success30', 'recovery', 'size'];
    const rows = ids.map((id) => [
      MEASURES[id].what,
      ...names.map((name) => (name === BARE && id === 'size' ? '0' : (measured(read, id, name)?.text ?? ''))),
    ]);
    return markdown(['', ...names], rows);
  },

  glance: (read: Read) => comparison(read, ['time', 'size', 'load', 'recovery', 'success50', 'twice']),

  everything: (read: Read) => comparison(read, Object.keys(MEASURES) as MeasureId[]),

  ahead: (read: Read) => {
    const rows = measuredIds(read).map((id) => {
      const ours = measured(read, id, OURS);
      if (ours === undefined) throw new Error(`We were not measured: ${id}`);
      return [MEASURES[id].what, ours.text, inWords(betterThan(read, id, ours)) || 'none'];
    });
    return markdown(['', OURS, 'libraries that do better'], rows);
  },

  missed: (read: Read) => {
    const rows = ['faults.md', 'overhead.md', 'scale.md', 'size.md', 'wire.md'].flatMap((file) => missedIn(read(file)));
    return rows.length === 0 ? 'All targets are met.' : markdown(['missed', 'target', 'measured', 'why'], rows);
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
    return `Time and memory: Node ${node}, ${platform}, ${cpu} (${cores} cores), ${date}.`;
  },
} as const satisfies Record<string, (read: Read) => string>;

function comparison(read: Read, wanted: readonly MeasureId[]): string {
  const ids = measuredIds(read).filter((id) => wanted.includes(id));
  const rows = libraries(read).map((name) => [name, ...ids.map((id) => measured(read, id, name)?.text ?? '')]);
  return markdown(['as shipped', ...ids.map((id) => MEASURES[id].what)], rows);
}

interface Named extends Value {
  readonly name: string;
}

/** Libraries that do better than ours, the best first; tuned only where that is better still. */
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

/** Libraries with the same figure are named together. */
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

/** From all results, because not every library can be measured in every way. */
function peersOf(read: Read): Record<string, PeerNotes> {
  const texts = ['faults.json', 'overhead.json', 'wire.json'].map(read).filter((text) => text !== undefined);
  return Object.assign({}, ...texts.map((text) => JSON.parse(text).peers ?? {}));
}
