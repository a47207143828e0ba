import { join } from 'node:path';
import { app, describeProgram, titlesIn } from './support/programs.ts';
import { runtimes } from './support/runtimes.ts';

const titles = await titlesIn('scenarios.mjs');

for (const [name, command] of Object.entries(runtimes)) {
  describeProgram(name, titles, (origin) => [...command, join(app, 'run.mjs'), 'scenarios.mjs', origin], {
    row: name,
  });
}
