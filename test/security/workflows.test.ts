import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// What scanners of supply chains look for in the workflows of the repository's host.

const FOLDER = resolve(import.meta.dirname, '../../.github/workflows');

function faultsOf(workflow: string): string[] {
  const faults: string[] = [];
  const [top = '', jobs = ''] = workflow.split(/^jobs:$/m);
  if (!/^permissions:\n {2}contents: read\n/m.test(top)) faults.push('more than reading is permitted everywhere');
  const writes = [...workflow.matchAll(/^ +([\w-]+): write$/gm)].map(([, permission]) => permission);
  if (writes.join() !== 'id-token') faults.push(`may write: ${writes.join()}`);
  for (const [, action = ''] of jobs.matchAll(/uses: (.+)/g)) {
    if (!/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(action)) faults.push(`${action} is not pinned`);
  }
  // What others may write, such as the title of a change, would run as code.
  if (/\$\{\{/.test(workflow)) faults.push('an expression');
  if (/secrets|pull_request_target|workflow_run/.test(workflow)) faults.push('secrets, or the code of strangers');
  // The job that may sign runs nothing that it did not get from npm or the other job.
  const [, signing = ''] = jobs.split(/^(?= {2}[\w-]+:$)/m).filter((job) => /^ {2}\w/.test(job));
  if (!signing.includes('id-token: write') || /npm (ci|run|install|pack)|checkout/.test(signing))
    faults.push('the job that signs runs other code');
  return faults;
}

test('no workflow may write, holds a secret, or runs an action that can change', () => {
  const names = readdirSync(FOLDER);
  expect(names).toEqual(['release.yml']);
  for (const name of names) expect(faultsOf(readFileSync(join(FOLDER, name), 'utf8')), name).toEqual([]);
});

test('the release publishes with provenance', () => {
  const release = readFileSync(join(FOLDER, 'release.yml'), 'utf8');
  expect(release).toMatch(/npm publish .*--provenance/);
  expect(release).toContain('npm run prepublishOnly');
});

test('each fault of a workflow is found', () => {
  const release = readFileSync(join(FOLDER, 'release.yml'), 'utf8');
  const changes: [from: string | RegExp, to: string][] = [
    ['contents: read', 'contents: write'],
    [/@[\da-f]{40}/, '@v7'],
    ['$GITHUB_REF_NAME', ['$', '{{ github.ref_name }}'].join('')],
    ['persist-credentials: false', 'token: secrets.TOKEN'],
    ['run: npm publish', 'run: npm ci && npm publish'],
  ];
  for (const [from, to] of changes) expect(faultsOf(release.replace(from, to)), to).not.toEqual([]);
});
