import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/gateways/**/*.test.ts'],
    // Gateways spend their time waiting for what never comes, so more of them than there are processors run at once.
    maxWorkers: 5,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
