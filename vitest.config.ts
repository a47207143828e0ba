import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need more than `npm ci` brings, and have commands of their own.
    exclude: [...configDefaults.exclude, 'test/browser/**', 'test/gateways/**', 'test/runtimes/**', 'test/spoken/**'],
    // Most tests wait for a socket most of the time: two workers are of use on two cores too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Leak tests collect garbage by hand.
    execArgv: ['--expose-gc'],
    testTimeout: 30_000,
  },
});
