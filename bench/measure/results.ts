import { mkdirSync, writeFileSync } from 'node:fs';
import { readableJson } from './json.ts';
import { type Machine, machine, machineLine } from './machine.ts';

const RESULTS = new URL('../results/', import.meta.url);
/** Ignored by git: every sample of a run is too much to commit. */
const RAW = new URL('../raw/', import.meta.url);

interface Results {
  readonly name: string;
  readonly title: string;
  /** Markdown, without the title. */
  readonly text: string;
  /** What is committed beside the tables. */
  readonly summary: object;
  /** Everything that was measured. It stays on this machine. */
  readonly raw?: object;
  /** A shortened run is shown, not kept. */
  readonly keep: boolean;
}

export function publish({ name, title, text, summary, raw, keep }: Results): void {
  const on: Machine = machine();
  const markdown = `# ${title}\n\n${machineLine(on)}\n\n${text.trim()}\n`;
  console.log(markdown);
  if (!keep) return;
  keepResult(`${name}.md`, markdown);
  keepResult(`${name}.json`, readableJson({ machine: on, ...summary }));
  if (raw !== undefined) keepRaw(name, { machine: on, ...summary, ...raw });
}

/** Writes a file that is committed. */
export function keepResult(file: string, text: string): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(file, RESULTS), `${text.trimEnd()}\n`);
}

/** Writes everything that a benchmark measured, for a closer look. */
export function keepRaw(name: string, data: object): void {
  mkdirSync(RAW, { recursive: true });
  writeFileSync(new URL(`${name}.json`, RAW), `${readableJson(data)}\n`);
}
