import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // Each file starts browsers of its own, one after the other. They mostly wait, so more of them than there are processors run at once.
    maxWorkers: 4,
    // Tests that say that they may run beside each other mostly wait, too.
    maxConcurrency: 40,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
