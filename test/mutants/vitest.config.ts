import { env } from 'node:process';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The tests that prove each folder quickly, the quickest first: none of them waits. Each mutant meets those that reach it, up to the
 * first that fails.
 */
const PROVED_BY: Readonly<Record<string, readonly string[]>> = {
  rules: ['rules', 'evidence/gateway', 'evidence/proxy-status', 'offline', 'hedging', 'events'],
  circuit: ['circuit', 'retry', 'return', 'hedging', 'waiting', 'retry-after', 'clock'],
  retry: [
    ...['retry', 'callbacks', 'offline', 'return', 'events', 'retry-after', 'waiting', 'waits', 'closing', 'peek'],
    ...['clock', 'fake-timers'],
  ],
  request: ['request', 'arguments', 'callbacks', 'addresses', 'options'],
  upstream: ['upstream', 'retry', 'return', 'hedging', 'events', 'waiting'],
  track: ['notices/track', 'notices/truth', 'notices/acceptance'],
};

/** Thousands of calls or cases. What one of them does, others prove. */
const LARGE = ['is the origin of the whole URL', '5 000 calls', '990 calls', 'more upstreams than are remembered'];

const { MUTATED } = env;
const chosen = MUTATED === undefined ? [...new Set(Object.values(PROVED_BY).flat())] : (PROVED_BY[MUTATED] ?? []);

class InThisOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      chosen.findIndex((name) => moduleId.includes(`/test/${name}/`) || moduleId.endsWith(`/test/${name}.test.ts`));
    return files.toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: chosen.flatMap((name) => [`test/${name}.test.ts`, `test/${name}/**/*.test.ts`]),
    exclude: configDefaults.exclude,
    sequence: { sequencer: InThisOrder },
    isolate: false,
    runner: './test/mutants/in-worker.ts',
    testNamePattern: new RegExp(`^(?!.*(?:${LARGE.join('|')}))`),
    testTimeout: 30_000,
  },
});
