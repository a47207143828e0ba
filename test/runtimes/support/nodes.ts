import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from './programs.ts';

/** Where the programs of Node are, by version, as `prepare.mjs` has noted. */
export const nodes = JSON.parse(readFileSync(join(app, '.cache/nodes.json'), 'utf8')) as Readonly<
  Record<string, string>
>;
