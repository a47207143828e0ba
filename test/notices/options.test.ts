import { describe, expect, test, vi } from 'vitest';
import { createSteadyFetch, isOptionsError } from '../../src/index.ts';
import { createNotices, type NoticesOptions, type NoticeTiming } from '../../src/notices/index.ts';
import { NOTICE_TIMING } from '../../src/notices/timing.ts';
import { callers, stand, standInPage } from './stand.ts';

const user = { steady: { notice: { importance: 'user' } } } as const;
const LATER = () => new Response('', { status: 503, headers: { 'retry-after': '40' } });

describe('a wrong option', () => {
  const complaint = (options: unknown): string => {
    try {
      createNotices(createSteadyFetch(), options as NoticesOptions).close();
    } catch (error) {
      if (isOptionsError(error)) return error.message;
      throw error;
    }
    return 'nothing was thrown';
  };

  test.each<[unknown, string]>([
    [3, 'options must be an object, got 3'],
    [{ locale: 'xx_yy' }, 'locale must be a language tag such as "de" or "pt-BR", or a list of them, got "xx_yy"'],
    [{ locale: '' }, 'locale must be a language tag'],
    [{ locale: [1] }, 'locale must be a language tag'],
    [{ catalogue: 'de' }, 'catalogue must be a catalogue of phrases, got "de"'],
    [{ t: 'key' }, 't must be a function, got "key"'],
    [{ label: 'Photos' }, 'label must be a function, got "Photos"'],
    [{ onRetry: true }, 'onRetry must be a function, got true'],
    [{ actions: [] }, 'actions must be a function, got []'],
    [{ importance: 'user' }, 'importance must be a function, got "user"'],
    [{ gate: false }, 'gate must be a function, got false'],
    [{ workKept: true }, 'workKept must be a function, got true'],
    [{ timing: 5 }, 'timing must be an object, got 5'],
    [{ timing: { slowMs: -1 } }, 'timing.slowMs must be a number of milliseconds, 0 or more, got -1'],
    [{ timing: { slow: 1 } }, 'timing.slow must be left out: there is no such option (did you mean slowMs?), got 1'],
    [{ clock: {} }, 'clock must be an object with the methods now, wallNow, sleep, got {}'],
    [
      { page: {} },
      'page must be an object with the methods isVisible, isActive, isLeaving, hasSlowConnection, subscribe',
    ],
    [{ labels: () => 'x' }, 'labels must be left out: there is no such option (did you mean label?)'],
  ])('%j is named, with what is allowed', (options, message) => {
    expect(complaint(options)).toContain(message);
  });

  test('a client that is none is named too, and so is a language that is given later', () => {
    expect(() => createNotices({} as never)).toThrow('client must be a client made by createSteadyFetch');
    const { center } = stand(() => 200);
    const sink = { upsert: () => {}, remove: () => {} };
    expect(() => center.connect(sink, { locale: 'no such' })).toThrow('language.locale must be a language tag');
  });
});

describe('an option', () => {
  test('label: names the upstream, in one short line', async () => {
    const { clock, steady, only, changes } = stand(() => 502, {
      label: (upstream) => `Photos\n\u202e of ${upstream.length}`,
    });
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(1_100);
    expect(only().label).toBe('Photos of 16');
    expect(changes[0]?.view?.text.title).toMatch(/^Photos of 16 /);
    await clock.advance(60_000);
    await Promise.all(calls);
  });

  test('actions: come first, say what they do to whom, and may fail', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const pressed: string[] = [];
    const actions: NoticesOptions['actions'] = ({ phase }) => [
      { id: 'status', label: 'Status page', run: (notice) => pressed.push(`${phase} ${notice.id}`) },
      {
        id: 'broken',
        label: 'Broken',
        run: () => {
          throw new Error('no');
        },
      },
    ];
    const { clock, steady, changes } = stand(() => 502, { actions });
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(1_100);
    const offered = changes[0]?.view?.actions ?? [];
    expect(offered.map(({ id }) => id)).toEqual(['status', 'broken', 'retry-now']);
    for (const action of offered.slice(0, 2)) action.run();
    expect(pressed).toEqual(['waiting steady:1']);
    await clock.advance(60_000);
    await Promise.all(calls);
    expect(told).toHaveBeenCalledTimes(1);
    told.mockRestore();
  });

  test('importance: decides for calls that do not say so themselves', async () => {
    const asked: object[] = [];
    const { clock, steady, center } = stand(() => 502, {
      importance: (call) => {
        asked.push(call);
        return 'background';
      },
    });
    const calls = callers(steady, 1, undefined, { steady: { notice: { label: 'Invoices' } } });
    await clock.advance(60_000);
    await Promise.all(calls);
    expect(asked).toEqual([{ method: 'GET', upstream: 'https://api.test', notice: { label: 'Invoices' } }]);
    expect(center.getSnapshot()).toEqual([]);
  });

  test('workKept: what was entered is said to be safe only if the app promises it', async () => {
    for (const isKept of [true, false]) {
      const { clock, steady, only, changes } = stand(() => 504, { workKept: () => isKept });
      await Promise.all([clock.advance(100), ...callers(steady, 1, undefined, { method: 'POST', body: 'x' })]);
      expect(only().circumstances).toEqual(isKept ? ['work-kept'] : []);
      expect(changes.at(-1)?.view?.text.body.includes('What you entered is still here.')).toBe(isKept);
    }
  });

  test('clock and page: default to the platform, where the user is always present', async () => {
    const steady = createSteadyFetch({ fetch: async () => new Response('', { status: 504 }) });
    const center = createNotices(steady);
    await steady('https://api.test/', { method: 'POST', body: 'x' });
    await vi.waitFor(() => expect(center.getSnapshot()).toMatchObject([{ phase: 'failed', importance: 'user' }]));
    expect(Math.abs((center.getSnapshot()[0]?.since ?? 0) - Date.now())).toBeLessThan(5_000);
    center.close();
  });

  test('a call without a method that changes anything matters more right after a person did something', async () => {
    const page = standInPage();
    const { clock, steady, center } = stand(() => 502, { page });
    page.is({ active: true });
    const calls = callers(steady, 1);
    page.is({ active: false });
    calls.push(...callers(steady, 1));
    await clock.advance(60_000);
    await Promise.all(calls);
    expect(center.getSnapshot()).toMatchObject([{ importance: 'user' }]);
  });
});

describe('timing', () => {
  /** When something first becomes true, in ms. */
  async function firstTime(world: ReturnType<typeof stand>, isTrue: () => boolean, until = 90_000): Promise<number> {
    while (!isTrue() && world.clock.now() < until) await world.clock.advance(10);
    return world.clock.now();
  }
  const shows = ({ center }: ReturnType<typeof stand>) => center.getSnapshot().length > 0;
  const phaseOf = ({ center }: ReturnType<typeof stand>) => center.getSnapshot()[0]?.phase;
  const slow = { latencyMs: 14_000 };
  const patient = { retry: { maxAttempts: 50 }, circuit: { maxWaitMs: 60_000 } };

  const cases: Record<keyof NoticeTiming, (timing: NoticeTiming) => Promise<number>> = {
    revealUserMs: async (timing) => {
      const world = stand(() => 502, { timing: { ...timing, revealKnownLongMs: 60_000 } }, patient);
      callers(world.steady, 1, undefined, user);
      return firstTime(world, () => shows(world));
    },
    revealViewMs: async (timing) => {
      const world = stand(() => 502, { timing: { ...timing, revealKnownLongMs: 60_000 } }, patient);
      callers(world.steady, 1);
      return firstTime(world, () => shows(world));
    },
    revealKnownLongMs: async (timing) => {
      const world = stand(LATER, { timing });
      callers(world.steady, 1);
      return firstTime(world, () => shows(world));
    },
    revealBlockedMs: async (timing) => {
      const usual = { revealUserMs: 60_000, revealViewMs: 60_000, revealKnownLongMs: 60_000 };
      const world = stand(() => 502, { timing: { ...usual, ...timing } }, patient);
      callers(world.steady, 8);
      await world.clock.advance(1_100);
      // One new call is let through as a probe; the one after it is held unsent.
      callers(world.steady, 1);
      await world.clock.advance(50);
      callers(world.steady, 1, undefined, user);
      return firstTime(world, () => shows(world));
    },
    slowMs: async (timing) => {
      const world = stand(() => 200, { ...slow, timing });
      callers(world.steady, 1);
      return firstTime(world, () => shows(world));
    },
    slowOnSlowConnectionMs: async (timing) => {
      const world = stand(() => 200, { ...slow, timing });
      world.page.is({ slow: true });
      callers(world.steady, 1);
      return firstTime(world, () => shows(world));
    },
    offerCancelMs: async (timing) => {
      const world = stand(LATER, { timing });
      callers(world.steady, 1, undefined, user);
      return firstTime(world, () => world.center.getSnapshot()[0]?.actions.includes('cancel') === true);
    },
    minVisibleMs: async (timing) => {
      const world = stand(() => 502, { timing });
      const controller = new AbortController();
      callers(world.steady, 1, undefined, { ...user, signal: controller.signal });
      const shownAt = await firstTime(world, () => shows(world));
      controller.abort();
      return (await firstTime(world, () => !shows(world))) - shownAt;
    },
    minPhaseMs: async (timing) => {
      const world = stand(() => 502, { timing, latencyMs: 600 });
      callers(world.steady, 1, undefined, user);
      const shownAt = await firstTime(world, () => shows(world));
      const before = phaseOf(world);
      return (await firstTime(world, () => phaseOf(world) !== before)) - shownAt;
    },
    settleMs: async (timing) => {
      const world = stand((_url, now) => (now < 6_000 ? 502 : 200), { timing }, patient);
      callers(world.steady, 8, undefined, user);
      return firstTime(world, () => phaseOf(world) === 'recovered');
    },
    recoveredMs: async (timing) => {
      const world = stand((_url, now) => (now < 6_000 ? 502 : 200), { timing }, patient);
      callers(world.steady, 8, undefined, user);
      const recoveredAt = await firstTime(world, () => phaseOf(world) === 'recovered');
      return (await firstTime(world, () => !shows(world))) - recoveredAt;
    },
    announceEveryMs: async (timing) => {
      const world = stand(LATER, { timing });
      callers(world.steady, 1, undefined, user);
      return firstTime(world, () => world.spoken().length > 1, 39_000);
    },
    retryNowCooldownMs: async (timing) => {
      const world = stand(() => 502, { timing }, patient);
      callers(world.steady, 2, undefined, user);
      await firstTime(world, () => shows(world));
      const press = async () => {
        const result = world.center.retryNow('steady:1');
        await world.clock.advance(10);
        return result;
      };
      expect(await press()).toBe('still-failing');
      const pressedAt = world.clock.now();
      while ((await press()) === 'not-yet') await world.clock.advance(90);
      return world.clock.now() - pressedAt;
    },
  };

  test.each(Object.entries(cases))('%s changes when it happens', async (name, when) => {
    const usual = NOTICE_TIMING[name as keyof NoticeTiming];
    const [byDefault, later] = [await when({}), await when({ [name]: usual + 700 })];
    // Ten ms is how closely this looks; a hundred, how often it presses.
    expect(later - byDefault, `${byDefault} and ${later}`).toBeGreaterThanOrEqual(580);
  });
});
