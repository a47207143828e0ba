import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Leak tests collect garbage by hand.
    pool: 'forks',
    execArgv: ['--expose-gc'],
    testTimeout: 10_000,
  },
});
