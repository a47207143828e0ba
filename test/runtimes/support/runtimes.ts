import { join } from 'node:path';
import { nodes } from './nodes.ts';
import { app } from './programs.ts';

const program = (name: string): string => join(app, 'node_modules/.bin', name);

/** How a program is started in each of them, by name. */
export const runtimes: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(nodes).map(([version, path]) => [`Node ${version}`, [path]])),
  Deno: [program('deno'), 'run', '--allow-all', '--node-modules-dir=manual'],
  Bun: [program('bun'), 'run'],
};
