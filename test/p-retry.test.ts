import { expect, test } from 'vitest';
import pRetry from '#p-retry';
import { P_RETRY_CONTRACT } from './p-retry-contract.ts';

test.each(P_RETRY_CONTRACT)('$claim', async ({ observe, expected }) => {
  expect(await observe(pRetry)).toEqual(expected);
});
