import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allFaults } from '../resends/cases.ts';
import { measureProgram, writeProgram } from '../resends/engines.ts';
import { readRecorded, requestsOf } from '../resends/recorded.ts';
import { app } from './support/programs.ts';
import { runtimes } from './support/runtimes.ts';

// Which requests a runtime repeats by itself, and that we add none to them: docs/engines.md has the table.

const program = join(app, '.cache/resends.mjs');
beforeAll(() => writeProgram(program));

describe.each(Object.entries(runtimes))('%s', (name, command) => {
  it('repeats with us as without us, as often as it is written down', async () => {
    const compared = await measureProgram(command, program);
    expect(allFaults(compared)).toEqual([]);
    expect(requestsOf(compared)).toEqual(readRecorded()[name.replace(/ .*/, '')]?.requests);
  }, 120_000);
});
