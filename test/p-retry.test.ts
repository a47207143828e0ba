import pRetry from 'p-retry';
import { expect, test } from 'vitest';
import { P_RETRY_CONTRACT } from './p-retry-contract.ts';

test.each(P_RETRY_CONTRACT)('$claim', async ({ observe, expected }) => {
  expect(await observe(pRetry)).toEqual(expected);
});
