import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runNode } from './support/child.ts';
import { type ScriptedUpstream, startUpstream } from './support/scripted-upstream.ts';

/** Error pages: the first two are still on their way when the headers are there. */
const PAGES = ['large', 'unfinished', 'small'];

let upstream: ScriptedUpstream;
beforeAll(async () => {
  const large = Buffer.alloc(5 * 1024 * 1024, 'x');
  upstream = await startUpstream((request, response) => {
    response.writeHead(503, { 'content-type': 'text/html' });
    if (request.url === '/large') response.end(large);
    else if (request.url === '/unfinished') response.write('<html>');
    else response.end('down');
  });
});
afterAll(() => upstream.close());

/** How the caller comes to have a final 503 whose body it does not read. */
const ENDINGS: Record<string, { readonly options: string; readonly call: string }> = {
  'at the first attempt': {
    options: '{ retry: { maxAttempts: 1 } }',
    call: 'return await steady(url, { signal });',
  },
  'after a retry': {
    options: '{ retry: { maxAttempts: 2 }, clock: instantClock() }',
    call: 'return await steady(url, { signal });',
  },
  'of a request that must not be sent again': {
    options: '{}',
    call: "return await steady(url, { signal, method: 'POST', body: 'x' });",
  },
  'inside an UpstreamError whose report was read': {
    options: '{ throwOnFailure: true, retry: { maxAttempts: 1 } }',
    call: 'const error = await steady(url, { signal }).catch((error) => error); return reportOf(error) && error.response;',
  },
  'with a time limit': {
    options: '{ retry: { maxAttempts: 1 }, timeout: { totalMs: 20_000 } }',
    call: 'return await steady(url, { signal });',
  },
};

/** A program with `get(signal)`, which makes that call. */
const program = (page: string, { options, call }: { options: string; call: string }, body: string) => `
  import { createSteadyFetch, reportOf } from './src/index.ts';
  import { instantClock } from './src/testing/index.ts';
  const url = '${upstream.url}/${page}';
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const steady = createSteadyFetch(${options});
  const get = async (signal) => { ${call} };
  ${body}
  process.exit();
`;

describe.each(Object.entries(ENDINGS))('an abort after a final 503 %s', (_ending, ending) => {
  test.each(['large', 'unfinished'])(
    'ends no process, though its %s page is never read',
    async (page) => {
      const { code, stdout, stderr } = await runNode(
        program(
          page,
          ending,
          `
        const controller = new AbortController();
        const response = await get(controller.signal);
        await pause(50);
        controller.abort();
        await pause(100);
        globalThis.gc();
        await pause(50);
        console.log(response.status, 'alive');`,
        ),
      );
      expect(stderr).toBe('');
      expect([code, stdout]).toEqual([0, '503 alive']);
    },
    40_000,
  );

  test.each(PAGES)(
    'reaches the reader of its %s page as with bare fetch',
    async (page) => {
      // The others may be read to their end before the abort comes.
      const moments = page === 'unfinished' ? ['before', 'during'] : ['before'];
      const { stdout } = await runNode(
        program(
          page,
          ending,
          `
        class Mine extends Error { name = 'Mine'; }
        const read = async (fetch, when, reason) => {
          const controller = new AbortController();
          const response = await fetch(controller.signal);
          const aborting = async () => { await pause(50); controller.abort(reason); };
          if (when === 'before') await aborting();
          const text = response.text().then(
            (text) => 'text ' + text.length,
            (error) => [error === reason, error?.name, error?.message].join('|'),
          );
          if (when === 'during') await aborting();
          return text;
        };
        const results = {};
        for (const reason of [undefined, new Mine('enough'), 'a string']) {
          for (const when of ${JSON.stringify(moments)}) {
            const ofBare = await read((signal) => fetch(url, { signal }), when, reason);
            const ofOurs = await read(get, when, reason);
            results[String(reason) + ', ' + when] = [ofBare, ofOurs];
          }
        }
        console.log(JSON.stringify(results));`,
        ),
        // What is not caught is the other test's business.
        { unhandled: 'none' },
      );
      const results: Record<string, [string, string]> = JSON.parse(stdout);
      expect(Object.keys(results)).toHaveLength(3 * moments.length);
      // Node takes its own AbortError for what has arrived already, and the reason for what comes later: both mean the abort.
      for (const [, ours] of Object.values(results)) expect(ours).toMatch(/^(?:true\||text |false\|AbortError\|)/);
      // What has arrived whole may still be read; nothing else.
      if (page !== 'small') for (const [, ours] of Object.values(results)) expect(ours).not.toMatch(/^text /);
    },
    40_000,
  );
});
