import { expect, test } from 'vitest';
import { allFaults } from '../resends/cases.ts';
import { measureBrowser } from '../resends/engines.ts';
import { readRecorded, requestsOf } from '../resends/recorded.ts';
import { inEngines } from './support/engines.ts';

// Which requests a browser repeats by itself, and that we add none to them: docs/engines.md has the table.

inEngines(
  (engine) => {
    test('repeats requests with us as without us, as often as it is written down', async () => {
      const compared = await measureBrowser(engine);
      expect(allFaults(compared)).toEqual([]);
      expect(requestsOf(compared)).toEqual(readRecorded()[engine.name]?.requests);
    }, 120_000);
  },
  // It sends no POST on a connection that was used before, so there is nothing to count.
  { except: ['webkit'] },
);
