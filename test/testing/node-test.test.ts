import { expect, test } from 'vitest';
import { runNode } from '../support/child.ts';

const program = (use: string) => `
  import { mock } from 'node:test';
  import { createSteadyFetch } from './src/index.ts';
  import { createNotices } from './src/notices/index.ts';
  import { instantClock, scriptedFetch, settled, virtualClock } from './src/testing/index.ts';
  const url = 'http://a.test/';
  ${use}
`;

test('the timers of node:test, which leave performance alone, carry a call and its notices', async () => {
  const { code, stdout } = await runNode(
    program(`
      mock.timers.enable({ apis: ['setTimeout'] });
      const steady = createSteadyFetch({ fetch: scriptedFetch(503, 502, 200), random: () => 0.99 });
      const notices = createNotices(steady);
      const phases = [];
      notices.subscribe((all) => phases.push(...all.map(({ phase }) => phase)));
      let status;
      steady(url, { steady: { notice: { importance: 'user' } } }).then((response) => (status = response.status));
      for (let ticks = 0; ticks < 2_000 && !phases.includes('recovered'); ticks++) {
        await settled();
        mock.timers.tick(20);
      }
      console.log(status, phases[0], phases.at(-1));
    `),
  );
  expect([code, stdout.trim()]).toEqual([0, '200 waiting recovered']);
});

test('the clocks do not need the timers that node:test has taken away', async () => {
  const { code, stdout } = await runNode(
    program(`
      mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
      const timeout = { attemptMs: 5_000 };
      const instant = createSteadyFetch({ fetch: scriptedFetch(503, 'hang', 200), clock: instantClock(), timeout });
      const clock = virtualClock();
      const virtual = createSteadyFetch({ fetch: scriptedFetch(503, 'hang', 200), clock, timeout });
      console.log((await instant(url)).status, (await clock.runUntil(virtual(url))).status);
    `),
  );
  expect([code, stdout.trim()]).toEqual([0, '200 200']);
});
