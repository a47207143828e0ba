import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mode } from './break.ts';
import {
  bareExchange,
  directExchange,
  type Exchange,
  type Method,
  type SteadyExchange,
  steadyExchange,
} from './exchange.ts';
import { EXPECTED, expectedRow, toRow } from './expected.ts';
import { type Gateway, versionOf } from './gateway.ts';
import { MODES, UNNOTICED_CUT } from './modes.ts';
import { runGateway, type Setup } from './run-gateway.ts';

const METHODS = ['GET', 'POST'] as const;
/** Attempts that fail before what is broken is repaired. */
const FAILURES = 2;

/** Everything that we promise of calls through a gateway, proven with a real one. */
export function describeGateway(gateway: Gateway): void {
  const version = versionOf(gateway);
  if (version === undefined) {
    const lack = `${gateway.program} is missing: install the package ${gateway.package} to test with ${gateway.name}`;
    const isOptional = !process.env['CI'];
    if (isOptional) console.warn(`\n!!! SKIPPED: ${lack} !!!\n`);
    test.skipIf(isOptional)(`${gateway.name} is there to be tested with`, () => expect.fail(lack));
    return;
  }

  describe(`${gateway.name} ${version}`, () => {
    let setup: Setup;
    beforeAll(async () => {
      setup = await runGateway(gateway);
    });
    afterAll(() => setup.close());

    const ours: SteadyExchange[] = [];
    const steady = async (...args: [Mode, Method, number?]): Promise<SteadyExchange> => {
      const exchange = await steadyExchange(setup, ...args);
      ours.push(exchange);
      return exchange;
    };
    const posts: { mode: string; bare: Exchange; ours: Exchange; atMost: number }[] = [];

    const modes = MODES.filter(({ needs }) => needs === undefined || !(needs in gateway.lacks));
    for (const mode of modes)
      describe(mode.name, () => {
        const seen = new Map<Method, Exchange>();
        const observe = async (method: Method): Promise<Exchange> => {
          const exchange = seen.get(method) ?? (await bareExchange(setup, mode, method));
          seen.set(method, exchange);
          return exchange;
        };

        test.each(METHODS)('a %s is answered as recorded', async (method) => {
          const { mode: _, method: __, ...known } = expectedRow(gateway.name, mode.name, method) ?? { mode: mode.name };
          const drift =
            `${gateway.name} ${version} answers a ${method} ("${mode.name}") differently from version ` +
            `${EXPECTED[gateway.name]?.recordedWith}, which is recorded in expected.json and docs/gateways.md`;
          expect(toRow(await observe(method)), drift).toEqual(known);
        });

        test('a POST arrives as often, and ends in the same way, as with bare fetch', async () => {
          const bare = await observe('POST');
          const same = await steady(mode, 'POST');
          expect(toRow(same)).toEqual(toRow(bare));
          expect(same.deliveries()).toBe(bare.deliveries());
          posts.push({ mode: mode.name, bare, ours: same, atMost: bare.deliveries() });
        });

        const known = expectedRow(gateway.name, mode.name, 'GET');
        const isMendable = mode.repairNeeds === undefined || !(mode.repairNeeds in gateway.lacks);

        if (isMendable && (mode.fate === 'passes' || mode.fate === 'cuts')) {
          test('a POST arrives once at most, or as often as with bare fetch, where the trouble passes', async () => {
            const bare = await observe('POST');
            const repaired = await steady(mode, 'POST', 2);
            const atMost = Math.max(1, bare.deliveries());
            expect(repaired.deliveries()).toBeLessThanOrEqual(atMost);
            posts.push({ mode: mode.name, bare, ours: repaired, atMost });
          });
        }

        // A 2xx is not checked for trouble; the table lists what some gateways hide there.
        if (isMendable && (mode.fate === 'passes' || mode.fate === 'cuts') && known?.status !== 200) {
          test(`a GET outlives ${FAILURES} failures`, async () => {
            const saved = await steady(mode, 'GET', FAILURES + 1);
            expect(saved).toMatchObject({ status: 200, body: 'whole', settledBecause: 'success' });
            expect(saved.attempts).toBeLessThanOrEqual(FAILURES + 1);
          });
        }

        if (known?.retryAfter) {
          test('a GET waits as long as it is asked to, and not for years', async () => {
            const { headers } = await observe('GET');
            const { retries, attempts, settledBecause } = await steady(mode, 'GET');
            const seconds = Number(headers.get('retry-after'));
            expect({ attempts, settledBecause }).toEqual(
              mode.fate === 'stays'
                ? { attempts: 1, settledBecause: 'retry-after-too-long' }
                : { attempts: 4, settledBecause: 'attempts' },
            );
            for (const { delayMs, waitReason } of retries) {
              expect(waitReason).not.toBe('backoff');
              // Of a date, less is left with every attempt.
              if (!Number.isNaN(seconds)) expect(delayMs).toBeGreaterThanOrEqual(seconds * 1_000);
            }
          });
        }

        if (mode.fate === 'cuts' && known?.status === 200) {
          test.each(METHODS)('the body of a %s fails when it is read', async (method) => {
            expect(await steady(mode, method)).toMatchObject({ status: 200, body: 'cut' });
          });
        }

        if (mode.fate === 'healthy') {
          test.each(METHODS)('a %s needs one attempt', async (method) => {
            const well = await steady(mode, method);
            expect(well).toMatchObject({ status: 200, body: 'whole', attempts: 1 });
            expect(well.deliveries()).toBe(1);
          });
        }
      });

    describe(UNNOTICED_CUT.name, () => {
      test.each(METHODS)('the body of a %s fails when it is read, if the engine notices at all', async (method) => {
        const { body } = await directExchange(setup, UNNOTICED_CUT, method);
        expect(['cut', 'short']).toContain(body);
        expect(await steady(UNNOTICED_CUT, method)).toMatchObject({ status: 200, body });
      });
    });

    describe('in hindsight', () => {
      // What a gateway still had in its hands has arrived by now.
      beforeAll(() => sleep(200));

      test('nothing arrived in an attempt of which it was said that nothing did', () => {
        expect(ours.flatMap(({ denied }) => denied()).filter(({ arrived }) => arrived > 0)).toEqual([]);
      });

      test('no POST arrived more often than allowed, however late', () => {
        const tooOften = posts.filter((post) => post.ours.deliveries() > Math.max(post.atMost, post.bare.deliveries()));
        expect(tooOften.map(({ mode }) => mode)).toEqual([]);
      });
    });
  });
}
