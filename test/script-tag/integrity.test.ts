import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { expect, test } from 'vitest';

// Needs `npm run build:js` first.
const root = join(import.meta.dirname, '../..');

test('the command prints the integrity that browsers compute of each file', () => {
  const lines = execFileSync(execPath, ['lean/integrity.mjs'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [name = '', version, integrity] = line.split(' ');
    const hash = createHash('sha384').update(readFileSync(join(root, 'dist', name)));
    expect(integrity).toBe(`sha384-${hash.digest('base64')}`);
    expect(version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  }
});
