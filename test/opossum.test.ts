import CircuitBreaker from 'opossum';
import { expect, test } from 'vitest';
import { OPOSSUM_CONTRACT } from './opossum-contract.ts';

test.each(OPOSSUM_CONTRACT)('$claim', async ({ observe, expected }) => {
  expect(await observe(CircuitBreaker)).toEqual(expected);
});
