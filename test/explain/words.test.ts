import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GATEWAY_HABITS, RETRY_AFTER_HABITS, SERVER_ADVICE, STATUS_SENTENCES } from '../../cli/words.ts';

/** Without line breaks and marks, and as if each sentence were the first of its list. */
const inOneLine = (text: string) => text.replaceAll(/[`*]/g, '').replaceAll(/\s+/g, ' ').toLowerCase();
const guide = (name: string) => inOneLine(readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8'));

// A sentence that is changed in a guide, because it was wrong, is then changed in the command as well.
test.each([
  ...Object.values(STATUS_SENTENCES),
  ...Object.values(SERVER_ADVICE).flat(),
  ...GATEWAY_HABITS.map(([, , habit]) => habit),
  ...RETRY_AFTER_HABITS.map(([, habit]) => habit),
])('the guides say the same: %s', (sentence) => {
  const guides = ['explain-502.md', 'gateways.md', 'classification.md'].map(guide).join(' ');
  // What ends a sentence here may be followed by more there.
  expect(guides).toContain(inOneLine(sentence).replace(/\.$/, ''));
});
