import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/runtimes/*.test.ts'],
    globalSetup: 'test/runtimes/support/table.ts',
    // Every file starts programs of its own, and waits for them.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 170_000,
  },
});
