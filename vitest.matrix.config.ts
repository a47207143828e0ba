import { defineConfig } from 'vitest/config';
import { COMMON, maxWorkers, OTHERS } from './vitest.config.ts';

/**
 * What is about the sources, the docs, the package and the benchmarks is the same for every Node and every version of the dependencies.
 * So are the words of notices, and the licenses; what notices get from Node, times and plurals of each language, is in `languages` and `locales`.
 */
const SAME_EVERYWHERE = [
  'test/{architecture,bench*,corpus,demo,docs,engines,package,specialize,words}.test.ts',
  'test/notices/{catalogue,labels,voice-properties}.test.ts',
  'test/security/licenses.test.ts',
];

export default defineConfig({
  test: { ...COMMON, maxWorkers, include: ['test/**/*.test.ts'], exclude: [...OTHERS, ...SAME_EVERYWHERE] },
});
