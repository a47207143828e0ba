import type pRetry from 'p-retry';

/** What we build on in p-retry, as claims that hold in Node and for the bundle that stands in for it elsewhere. */
export interface LoopClaim {
  readonly claim: string;
  readonly expected: unknown;
  observe(loop: typeof pRetry): Promise<unknown>;
}

/** Runs the loop as `retry.ts` does, over what each round throws or, at last, returns, and tells what happened in order. */
async function story(loop: typeof pRetry, rounds: readonly unknown[], answers: readonly boolean[], retries = 9) {
  const told: unknown[] = [];
  const ahead = [...rounds];
  const waits = [...answers];
  const round = async () => {
    const next = ahead.shift();
    told.push('round');
    if (next instanceof Error) throw next;
    return next;
  };
  const shouldRetry = async ({ error }: { readonly error: Error }) => {
    await Promise.resolve();
    told.push(`wait after ${error.message}`);
    return waits.shift() ?? true;
  };
  const ended = await loop(round, { retries, minTimeout: 0, maxTimeout: 0, shouldRetry }).catch((error) => error);
  return [...told, ended instanceof Error ? { rejected: rounds.indexOf(ended) } : { resolved: ended }];
}

const again = (name: string) => new Error(name);

export const P_RETRY_CONTRACT: readonly LoopClaim[] = [
  {
    claim: 'it returns what the first round returns, and asks nothing',
    expected: ['round', { resolved: 'fine' }],
    observe: (loop) => story(loop, ['fine'], []),
  },
  {
    claim: 'after a round that throws it asks with the very error, waits for the answer, and goes round again',
    expected: ['round', 'wait after a', 'round', 'wait after b', 'round', { resolved: 'fine' }],
    observe: (loop) => story(loop, [again('a'), again('b'), 'fine'], [true, true]),
  },
  {
    claim: 'when the answer is no, it rejects with what the last round threw, itself',
    expected: ['round', 'wait after a', 'round', 'wait after b', { rejected: 1 }],
    observe: (loop) => story(loop, [again('a'), again('b'), 'fine'], [true, false]),
  },
  {
    claim: 'it goes round once more than there are retries, and no further',
    expected: ['round', 'wait after a', 'round', 'wait after b', 'round', { rejected: 2 }],
    observe: (loop) => story(loop, [again('a'), again('b'), again('c'), 'fine'], [true, true, true], 2),
  },
  {
    claim: 'a mistake in a round is no reason to go round again',
    expected: ['round', { rejected: 0 }],
    observe: (loop) => story(loop, [new TypeError('undefined is not a function'), 'fine'], [true]),
  },
  {
    claim: 'it starts no timer',
    expected: 0,
    async observe(loop) {
      const { setTimeout } = globalThis;
      let timers = 0;
      globalThis.setTimeout = ((...given: Parameters<typeof setTimeout>) => {
        timers++;
        return setTimeout(...given);
      }) as typeof setTimeout;
      try {
        await story(loop, [again('a'), again('b'), 'fine'], [true, true]);
        return timers;
      } finally {
        globalThis.setTimeout = setTimeout;
      }
    },
  },
];
