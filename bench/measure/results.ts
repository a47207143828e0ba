import { mkdir, writeFile } from 'node:fs/promises';
import { type Machine, machine, machineLine } from './machine.ts';

const folder = new URL('../results/', import.meta.url);

interface Results {
  readonly name: string;
  readonly title: string;
  /** Markdown, without the title. */
  readonly text: string;
  readonly data: object;
  /** Shortened runs are shown, and kept from the results that people read. */
  readonly keep: boolean;
}

export async function publish({ name, title, text, data, keep }: Results): Promise<void> {
  const on: Machine = machine();
  const markdown = `# ${title}\n\n${machineLine(on)}\n\n${text.trim()}\n`;
  console.log(markdown);
  if (!keep) return;
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.md`, folder), markdown);
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify({ machine: on, ...data }, rounded, 2)}\n`);
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}
