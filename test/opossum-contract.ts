import type CircuitBreaker from 'opossum';

type Breaker = typeof CircuitBreaker;

/** What we build on in opossum, as claims that hold in Node and for the bundle that stands in for it elsewhere. */
export interface Claim {
  readonly claim: string;
  readonly expected: unknown;
  observe(opossum: Breaker): Promise<unknown>;
}

const FAILURE = new Error('failed');

/** A breaker set up as the circuit of an upstream is, and a hand on the rotation of its window. */
export function setUp(Opossum: Breaker) {
  const window = { rotate: () => {} };
  const breaker = new Opossum(
    () => {
      throw FAILURE;
    },
    {
      name: 'https://api.test',
      timeout: false,
      errorThresholdPercentage: 50,
      volumeThreshold: 4,
      resetTimeout: 2 ** 31 - 1,
      rollingCountTimeout: 10_000,
      rollingCountBuckets: 5,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: {
        on: (_event, rotate) => {
          window.rotate = rotate;
        },
        removeListener: () => {},
        listenerCount: () => 0,
      },
    },
  );
  const told: string[] = [];
  breaker.on('open', () => told.push('open')).on('close', () => told.push('close'));
  const fail = () => breaker.fire().catch((error: unknown) => error === FAILURE);
  const succeed = () => {
    const [bucket] = breaker.status.window;
    bucket.fires++;
    bucket.successes++;
  };
  return { breaker, told, window, fail, succeed };
}

const times = (count: number, act: () => unknown): void => {
  for (let turn = 0; turn < count; turn++) act();
};

/** Timers that are running after `act`, of those it started. */
function timersAfter(act: () => void): number {
  const own = { setTimeout, setInterval, clearTimeout, clearInterval };
  const running = new Set<unknown>();
  const start =
    (original: typeof setTimeout | typeof setInterval) =>
    (...given: Parameters<typeof setTimeout>) => {
      const timer = original(...given);
      running.add(timer);
      return timer;
    };
  const stop = (original: typeof clearTimeout) => (timer: Parameters<typeof clearTimeout>[0]) => {
    running.delete(timer);
    original(timer);
  };
  Object.assign(globalThis, {
    setTimeout: start(own.setTimeout),
    setInterval: start(own.setInterval),
    clearTimeout: stop(own.clearTimeout),
    clearInterval: stop(own.clearInterval),
  });
  try {
    act();
    return running.size;
  } finally {
    Object.assign(globalThis, own);
  }
}

export const OPOSSUM_CONTRACT: readonly Claim[] = [
  {
    claim: 'an action that throws is a failure within the same tick, and fire() rejects with what it threw',
    expected: { failures: 1, fires: 1, isOwnError: true },
    async observe(Opossum) {
      const { breaker, fail } = setUp(Opossum);
      const failing = fail();
      const { failures, fires } = breaker.stats;
      return { failures, fires, isOwnError: await failing };
    },
  },
  {
    claim: 'it opens within the failure that takes the ratio above the threshold, not at it',
    expected: { atHalf: false, aboveHalf: true, told: ['open'] },
    async observe(Opossum) {
      const { breaker, told, fail, succeed } = setUp(Opossum);
      times(3, succeed);
      times(3, fail);
      const atHalf = breaker.opened;
      fail();
      return { atHalf, aboveHalf: breaker.opened, told };
    },
  },
  {
    claim: 'it stays closed until there are enough calls to decide by',
    expected: [false, true],
    async observe(Opossum) {
      const { breaker, fail } = setUp(Opossum);
      times(3, fail);
      const tooFew = breaker.opened;
      fail();
      return [tooFew, breaker.opened];
    },
  },
  {
    claim: 'open() and close() take effect and are told at once, and only when they change something',
    expected: ['open', 'opened', 'close', 'closed'],
    async observe(Opossum) {
      const { breaker, told } = setUp(Opossum);
      breaker.close();
      breaker.open();
      breaker.open();
      if (breaker.opened) told.push('opened');
      breaker.close();
      breaker.close();
      if (breaker.closed) told.push('closed');
      return told;
    },
  },
  {
    claim: 'what is added to the youngest bucket of the window counts',
    expected: { fires: 2, successes: 2, failures: 0, rejects: 0 },
    async observe(Opossum) {
      const { breaker, succeed } = setUp(Opossum);
      times(2, succeed);
      const { fires, successes, failures, rejects } = breaker.stats;
      return { fires, successes, failures, rejects };
    },
  },
  {
    claim: 'each rotation by the controller takes the oldest bucket away',
    expected: [3, 1, 0],
    async observe(Opossum) {
      const { breaker, window, succeed } = setUp(Opossum);
      times(2, succeed);
      window.rotate();
      succeed();
      const full = breaker.stats.successes;
      times(4, window.rotate);
      const later = breaker.stats.successes;
      window.rotate();
      return [full, later, breaker.stats.successes];
    },
  },
  {
    claim: 'it runs no timer while closed, one while open, none after shutdown()',
    expected: { closed: 0, open: 1, closedAgain: 0, shutDown: 0 },
    async observe(Opossum) {
      const start = () => {
        const { breaker, fail, succeed } = setUp(Opossum);
        times(3, succeed);
        fail();
        return breaker;
      };
      const open = () => {
        const breaker = start();
        breaker.open();
        return breaker;
      };
      return {
        closed: timersAfter(start),
        open: timersAfter(open),
        closedAgain: timersAfter(() => open().close()),
        shutDown: timersAfter(() => open().shutdown()),
      };
    },
  },
  {
    claim: 'shutdown() takes the listeners away',
    expected: [],
    async observe(Opossum) {
      const { breaker, told } = setUp(Opossum);
      breaker.shutdown();
      breaker.open();
      return told;
    },
  },
];
