import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need more than `npm ci` brings, and have commands of their own.
    exclude: [...configDefaults.exclude, 'test/browser/**', 'test/gateways/**'],
    // Leak tests collect garbage by hand.
    execArgv: ['--expose-gc'],
    testTimeout: 10_000,
  },
});
