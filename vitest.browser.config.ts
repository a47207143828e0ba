import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // Each file starts browsers of its own. They mostly wait, so two files at a time are no strain.
    maxWorkers: 2,
    // Tests that say that they may run beside each other mostly wait, too.
    maxConcurrency: 40,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
