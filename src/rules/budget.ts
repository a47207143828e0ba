import type { ResolvedBudget } from '../model/options.ts';

/** May a retry be paid for? */
export const canAfford = (tokens: number): boolean => tokens >= 1;

/**
 * Tokens after a call ended well: all that the call itself had taken come back, and `perSuccess` is earned.
 *
 * Giving only one token back would drain the bucket at 30 % random failure, which retries can still carry.
 */
export const refill = (tokens: number, returned: number, { capacity, perSuccess }: ResolvedBudget): number =>
  Math.min(capacity, tokens + returned + perSuccess);
