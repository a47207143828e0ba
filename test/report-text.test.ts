import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallReport, createSteadyFetch, reportOf, reportText } from '../src/index.ts';
import { type ScriptedAnswer, scriptedFetch, virtualClock } from '../src/testing/index.ts';

/** The text for a call to a server that plays a script, with time that moves for waits alone. */
async function textOf(script: ScriptedAnswer[], init: RequestInit = {}) {
  const clock = virtualClock();
  const steady = createSteadyFetch({ fetch: scriptedFetch(...script), clock, random: () => 0.5 });
  const call = steady('https://shop.test/orders/7?key=secret#secret', init);
  const end = await clock.runUntil(call.catch((error: unknown) => error));
  return reportText(reportOf(end) as CallReport);
}

describe('the text of a report', () => {
  test('tells each attempt, and how the call ended', async () => {
    const cloudflare = new Response('', { status: 502, headers: { server: 'cloudflare', 'cf-ray': '8f2a-FRA' } });
    expect(await textOf([cloudflare, 503, 200])).toMatchInlineSnapshot(`
      "Request: GET to https://shop.test
      Started: 2026-01-01T00:00:00.000Z
      Ended: after 0.625 s, success: it worked
      Attempt 1: 2026-01-01T00:00:00.000Z, took 0.000 s; 502 bad-gateway; fault: unknown; transient: yes; reached: maybe; evidence: status:502
      Attempt 2: 2026-01-01T00:00:00.125Z after a wait of 0.125 s, took 0.000 s; 503 service-unavailable; fault: unknown; transient: yes; reached: maybe; evidence: status:503
      Attempt 3: 2026-01-01T00:00:00.625Z after a wait of 0.500 s, took 0.000 s; 200 ok; evidence: status:200
      Support id: cf-ray:8f2a-FRA"
    `);
  });

  test('tells when to try again, and that the server asked for it', async () => {
    const busy = new Response(null, { status: 503, headers: { 'retry-after': '3600' } });
    expect(await textOf([busy])).toMatchInlineSnapshot(`
      "Request: GET to https://shop.test
      Started: 2026-01-01T00:00:00.000Z
      Ended: after 0.000 s, retry-after-too-long: the server asked for a longer wait than the call may take
      Attempt 1: 2026-01-01T00:00:00.000Z, took 0.000 s; 503 service-unavailable; fault: unknown; transient: yes; reached: maybe; asked to wait 3600.000 s; evidence: status:503 header:retry-after
      Try again at: 2026-01-01T01:00:00.000Z"
    `);
  });

  test('tells that nothing was sent', async () => {
    const clock = virtualClock();
    const steady = createSteadyFetch({ fetch: scriptedFetch(200), clock });
    steady.isolate('https://shop.test');
    const error = await steady('https://shop.test/').catch((error: unknown) => error);
    expect(reportText(reportOf(error) as CallReport)).toMatchInlineSnapshot(`
      "Request: GET to https://shop.test
      Ended: after 0.000 s, circuit-open: the upstream was not answering, or was isolated
      Nothing was sent."
    `);
  });

  test('has nothing of the request but its method and upstream', async () => {
    const secret = { method: 'POST', body: 'secret', headers: { authorization: 'secret', 'x-secret': 'secret' } };
    const text = await textOf([503], secret);
    expect(text).toContain('POST to https://shop.test\n');
    expect(text).not.toMatch(/secret|orders/);
  });

  test('is as many lines of visible characters as there are facts, whatever a server or an app has named', () => {
    const name = fc.string({ unit: 'binary' });
    const verdict = {
      kind: 'network' as const,
      fault: 'network' as const,
      transient: true,
      reached: 'maybe' as const,
    };
    fc.assert(
      fc.property(name, fc.array(name), name, fc.double(), (upstream, supportIds, gateway, time) => {
        const attempt = {
          attempt: 1,
          startedAt: time,
          elapsedMs: time,
          verdict: { ...verdict, gateway, evidence: supportIds },
        };
        const facts = { callId: 1, method: 'GET', settledBecause: 'budget' as const, elapsedMs: time, retryAt: time };
        const text = reportText({ ...facts, upstream, attempts: [attempt], supportIds });
        const lines = text.split('\n');
        expect(lines).toHaveLength(5 + supportIds.length);
        for (const line of lines) expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
