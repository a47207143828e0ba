import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Circuit } from '../src/circuit/circuit.ts';
import { createSteadyFetch } from '../src/index.ts';
import type { ResolvedCircuit } from '../src/model/options.ts';
import type { Verdict } from '../src/model/verdict.ts';
import { DEFAULTS } from '../src/options/defaults.ts';
import { TUNING } from '../src/options/tuning.ts';
import { recordEvents, virtualClock } from '../src/testing/index.ts';
import { seeded } from './support/random.ts';

/** What may become of one request. */
const fate = fc.oneof(
  { weight: 3, arbitrary: fc.constant('200' as const) },
  fc.constantFrom('404', '429', '500', '502', '503', '503 later', '504', 'broken', 'hang', 'throws'),
);

/** What the app does meanwhile. */
const act = fc.record({
  afterMs: fc.integer({ min: 0, max: 2_000 }),
  what: fc.constantFrom('GET', 'POST', 'PUT', 'abort', 'cancel', 'retry now', 'isolate', 'release', 'upstreams'),
});

const answer = (status: number, headers: Record<string, string> = {}) => new Response(`${status}`, { status, headers });

test('whatever happens: every attempt ends once, every call settles once, and nothing is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { minLength: 1, maxLength: 40 }),
      fc.array(act, { minLength: 1, maxLength: 25 }),
      fc.integer(),
      async (fates, acts, seed) => {
        const clock = virtualClock();
        let sent = 0;
        const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
          const next = fates[sent++ % fates.length];
          if (next === 'throws') throw new Error('a mock that fails');
          if (next !== 'hang') await clock.sleep(5, init?.signal ?? undefined);
          if (next === 'broken') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
          if (next === '503 later') return answer(503, { 'retry-after': '2' });
          if (next !== 'hang') return answer(Number(next));
          return new Promise((_, reject) =>
            init?.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true }),
          );
        };
        const steady = createSteadyFetch({ fetch, clock, random: seeded(seed) });
        const told = recordEvents(steady);
        const controllers: AbortController[] = [];
        const calls: Promise<unknown>[] = [];
        let release = () => {};
        for (const { afterMs, what } of acts) {
          await clock.advance(afterMs);
          if (what === 'abort') controllers.pop()?.abort('enough');
          else if (what === 'cancel') steady.cancel();
          else if (what === 'retry now') steady.retryNow();
          else if (what === 'isolate') release = steady.isolate('http://x.test');
          else if (what === 'release') release();
          else if (what === 'upstreams') steady.upstreams();
          else {
            const controller = new AbortController();
            controllers.push(controller);
            const { signal } = controller;
            // A POST has no limits of its own, and one that hangs would hang for ever.
            const bounded = { timeout: { totalMs: 60_000 } };
            calls.push(steady('http://x.test/', { method: what, signal, steady: bounded }).catch(() => {}));
          }
        }
        release();
        await clock.runUntil(Promise.all(calls));

        const started = told.of('attempt.started');
        const ended = told.of('attempt.ended');
        expect(started).toHaveLength(sent);
        expect(ended.map(({ callId, attempt }) => `${callId}.${attempt}`).sort()).toEqual(
          started.map(({ callId, attempt }) => `${callId}.${attempt}`).sort(),
        );
        expect(
          told
            .of('call.settled')
            .map(({ callId }) => callId)
            .sort(),
        ).toEqual(
          told
            .of('call.started')
            .map(({ callId }) => callId)
            .sort(),
        );
        for (const { method, attempts, settledBecause } of told.of('call.settled')) {
          // None of these failures proves that nothing arrived, and the app has not permitted it.
          if (method === 'POST') expect(attempts).toBeLessThanOrEqual(1);
          // Probes are not counted against a call.
          if (settledBecause === 'attempts') expect(attempts).toBeGreaterThanOrEqual(4);
        }
        const [upstream] = steady.upstreams();
        expect(upstream?.inFlight ?? 0).toBe(0);
        expect(upstream?.waiting ?? 0).toBe(0);
        expect(upstream?.budget ?? 0).toBeGreaterThanOrEqual(0);
        expect(upstream?.budget ?? 0).toBeLessThanOrEqual(DEFAULTS.budget.capacity);
        expect(clock.armed).toBe(0);
      },
    ),
    { numRuns: 1_000 },
  );
}, 120_000);

test('whatever state it is in, a circuit closes soon once the upstream is well', async () => {
  const end = fc.constantFrom('alive', 'failure', 'back-pressure', 'neutral', 'nothing', 'silent', 'never reported');
  const key = fc.integer({ min: 0, max: 3 });
  const request = fc.record({ requestKey: key, targetKey: key, routeKey: key });
  const step = fc.record({ end, request, probe: fc.boolean(), afterMs: fc.integer({ min: 0, max: 3_000 }) });
  const options: ResolvedCircuit = { ...DEFAULTS.circuit, maxUserWaitMs: 60_000 };
  const common = { fault: 'unknown', transient: true, reached: 'maybe', evidence: [] } as const;
  const answered: Verdict = { kind: 'server-error', status: 500, ...common };
  const aborted: Verdict = { kind: 'aborted', ...common };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer(), async (steps, seed) => {
      const clock = virtualClock();
      const listener = { opened() {}, halfOpened() {}, closed() {} };
      const circuit = new Circuit('x', options, TUNING, clock, seeded(seed), listener);
      for (const { end, request, probe, afterMs } of steps) {
        const permit = circuit.send(probe, request);
        await clock.advance(afterMs);
        if (end === 'silent') circuit.silent(permit, request, 1, clock.now());
        else if (end !== 'never reported') {
          circuit.report(permit, request, end, end === 'nothing' ? aborted : answered, clock.now());
        }
      }
      // The longest interval between probes.
      const within = clock.now() + options.maxOpenMs * (1 + TUNING.probeJitter);
      while (circuit.open && clock.now() < within) {
        await clock.advance(100);
        if (!circuit.isProbeDue(clock.now())) continue;
        const any = { requestKey: 0, targetKey: 0, routeKey: 0 };
        circuit.report(circuit.send(true, any), any, 'alive', answered, clock.now());
      }
      expect(circuit.state).toBe('closed');
      circuit.close();
    }),
    { numRuns: 200 },
  );
}, 60_000);
