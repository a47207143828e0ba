import type { ResolvedBudget } from '../model/options.ts';

/** Tokens of a new upstream. */
const INITIAL_TOKENS = 10;
/** Tokens earned by each success, beside the return of every token that the call itself had taken. */
const PER_SUCCESS = 0.1;

/** The retry budget of one upstream: a token bucket that failures drain and successes fill. */
export class RetryBudget {
  readonly #capacity: number;
  #tokens: number;

  constructor(options: false | ResolvedBudget) {
    this.#capacity = options === false ? Number.POSITIVE_INFINITY : options.capacity;
    this.#tokens = options === false ? Number.POSITIVE_INFINITY : Math.min(INITIAL_TOKENS, options.capacity);
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** Takes one token, if there is one. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Returns tokens that were not used after all. */
  giveBack(tokens: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + tokens);
  }

  /**
   * A call ended well: all of its own tokens return. Returning only one would drain the bucket at 30 % random failure, which retries
   * can still carry.
   */
  earn(tokens: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + tokens + PER_SUCCESS);
  }
}
