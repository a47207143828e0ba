import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

test('docs/gateways.md shows what is recorded', async () => {
  expect(await readFile('docs/gateways.md', 'utf8')).toContain(renderTable());
});
