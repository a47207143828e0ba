import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/consumers/*.test.ts'],
    // Half of the time of a row is the registry's, so two of them run at once.
    maxConcurrency: 2,
    testTimeout: 400_000,
    hookTimeout: 60_000,
  },
});
