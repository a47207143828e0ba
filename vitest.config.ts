import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Thousands of calls, thousands of random cases, other programs, and benchmarks: `npm run test:slow`. All others are `npm test`. */
const SLOW = [
  'test/otel/cardinality.test.ts',
  'test/{aborts,bench-faults,bench-harm,bodies,demo,engines,leaks,lives,package,properties,scale,waits}.test.ts',
  'test/fuzz/*.test.ts',
  'test/notices/{catalogue,labels,languages,lives,locales,properties,scale,voice-properties}.test.ts',
];

/** These need more than `npm ci` brings, and have commands of their own. */
export const OTHERS = [
  ...configDefaults.exclude,
  ...['browser', 'consumers', 'gateways', 'runtimes', 'spoken'].map((name) => `test/${name}/**`),
];

// Most tests wait for a socket most of the time: two workers are of use on two cores too.
export const maxWorkers = Math.max(2, availableParallelism() - 1);

export const COMMON = {
  // Leak tests collect garbage by hand.
  execArgv: ['--expose-gc'],
  testTimeout: 30_000,
};

const include = ['test/**/*.test.ts', 'examples/testing/*.test.ts'];

export default defineConfig({
  test: {
    maxWorkers,
    include,
    exclude: OTHERS,
    projects: [
      { test: { ...COMMON, name: 'quick', include, exclude: [...OTHERS, ...SLOW] } },
      { test: { ...COMMON, name: 'slow', include: SLOW, exclude: OTHERS } },
    ],
  },
});
