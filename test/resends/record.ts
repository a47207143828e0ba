// Measures in every engine that is here, and writes down what came of it: `npm run docs:resends`.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { ENGINES } from '../browser/support/engines.ts';
import { app } from '../runtimes/support/programs.ts';
import { runtimes } from '../runtimes/support/runtimes.ts';
import { allFaults, type Compared } from './cases.ts';
import { measureBrowser, measureProgram, writeProgram } from './engines.ts';
import { RECORDED, type Recorded, readRecorded, requestsOf } from './recorded.ts';

// An engine that is not here keeps what was measured when it was.
const recorded: Record<string, Recorded[string]> = { ...readRecorded() };

function note(name: string, program: string, compared: readonly Compared[]): void {
  const [major = ''] = /\d+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' })) ?? [];
  recorded[name] = { version: major, requests: requestsOf(compared) };
  console.log(name, major);
  for (const fault of allFaults(compared)) console.error(fault);
  if (allFaults(compared).length > 0) process.exitCode = 1;
}

for (const { name, needs, launch } of ENGINES) {
  if (!needs.every((path) => existsSync(path))) continue;
  const engine = await launch();
  note(name, needs[0], await measureBrowser(engine));
  await engine.close();
}
const program = join(app, '.cache/resends.mjs');
await writeProgram(program);
const { Deno = [], Bun = [] } = runtimes;
for (const [name, command] of Object.entries({ Node: [execPath], Deno, Bun })) {
  note(name, command[0] ?? '', await measureProgram(command, program));
}
writeFileSync(RECORDED, `${JSON.stringify(recorded, undefined, 2)}\n`);
