import { join } from 'node:path';
import { nodes } from './support/nodes.ts';
import { app, describeProgram, titlesIn } from './support/programs.ts';

const titles = await titlesIn('scenarios.mjs');
const program = (name: string): string => join(app, 'node_modules/.bin', name);

const engines: [name: string, command: readonly string[]][] = [
  ...Object.entries(nodes).map(([version, path]): [string, string[]] => [`Node ${version}`, [path]]),
  ['Deno', [program('deno'), 'run', '--allow-all', '--node-modules-dir=manual']],
  ['Bun', [program('bun'), 'run']],
];

for (const [name, command] of engines) {
  describeProgram(name, titles, (origin) => [...command, join(app, 'run.mjs'), 'scenarios.mjs', origin]);
}
