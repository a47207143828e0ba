import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Notice } from '../../src/notices/index.ts';
import { answerOf, callers, stand } from './stand.ts';

const SERVICES = ['https://a.test', 'https://b.test', 'https://c.test', 'https://d.test'];

/** What the user, or the world, does next. */
const act = fc.record({
  afterMs: fc.integer({ min: 0, max: 4_000 }),
  service: fc.nat({ max: SERVICES.length - 1 }),
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'playback', 'background') },
    {
      weight: 3,
      arbitrary: fc.constantFrom('up', '502', '503', '503 later', '504', '500', '429 later', '404', 'broken', 'slow'),
    },
    fc.constantFrom(
      'hide',
      'show',
      'offline',
      'online',
      'dismiss',
      'retry',
      'cancel',
      'hold',
      'let go',
      'leave',
      'abort',
    ),
  ),
});

const isFrozen = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));

const isGoingOn = ({ phase }: Notice): boolean => phase !== 'failed' && phase !== 'recovered';

const isWaiting = ({ phase }: Notice): boolean => phase === 'waiting' || phase === 'paused';

test('whatever happens: few notices, whole and frozen, in step with every sink, and gone or final when all is over', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 12, maxLength: 40 }), async (acts) => {
      const states = new Map<string, string>();
      const world = stand((url) => answerOf(states.get(new URL(url).origin) ?? 'up'), { onRetry: () => {} });
      const { clock, page, network, steady, center, snapshots, changes } = world;
      const calls: Promise<unknown>[] = [];
      const controllers: AbortController[] = [];
      let letGo = () => {};
      for (const { afterMs, service, what } of acts) {
        await clock.advance(afterMs);
        const [first] = center.getSnapshot();
        const origin = SERVICES[service] as string;
        switch (what) {
          case 'GET':
          case 'POST':
          case 'PUT':
          case 'playback':
          case 'background': {
            const controller = new AbortController();
            controllers.push(controller);
            const { signal } = controller;
            const isCall = what === 'GET' || what === 'POST' || what === 'PUT';
            const method = isCall ? what : 'GET';
            const notice = isCall
              ? { label: what }
              : what === 'playback'
                ? { surface: what, importance: 'user' as const }
                : { importance: what };
            const init = { signal, method, ...(method === 'GET' ? {} : { body: 'x' }), steady: { notice } };
            calls.push(...callers(steady, 1 + (afterMs % 3), `${origin}/`, init));
            break;
          }
          case 'hide':
          case 'show':
            page.is({ visible: what === 'show' });
            break;
          case 'offline':
          case 'online':
            network.turn(what === 'online');
            break;
          case 'leave':
            page.is({ leaving: true });
            break;
          case 'abort':
            controllers.pop()?.abort();
            break;
          case 'dismiss':
            if (first) center.dismiss(first.id);
            break;
          case 'retry':
            if (first) calls.push(center.retryNow(first.id));
            break;
          case 'cancel':
            if (first) center.cancel(first.id);
            break;
          case 'hold':
            if (first) letGo = center.hold(first.id);
            break;
          case 'let go':
            letGo();
            break;
          default:
            states.set(origin, what);
        }
      }
      for (const origin of SERVICES) states.set(origin, 'up');
      network.turn(true);
      page.is({ visible: true, leaving: false });
      await clock.advance(240_000);
      await Promise.all(calls);
      await clock.advance(60_000);

      for (const { notices } of snapshots) {
        expect(notices.length).toBeLessThanOrEqual(2);
        expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
        expect(isFrozen(notices)).toBe(true);
        for (const { counts, affected, others, elapsedMs, waitMs, actions } of notices) {
          expect(
            Math.min(counts.waiting, counts.finished, counts.failed, others, elapsedMs, waitMs ?? 0),
          ).toBeGreaterThanOrEqual(0);
          expect(affected.length).toBeLessThanOrEqual(3);
          expect(actions.at(-1)).toBe('dismiss');
        }
      }
      // Of one notice, while it is shown, every change has a number of its own.
      for (const [index, { notices }] of snapshots.entries()) {
        for (const notice of notices) {
          const before = snapshots[index - 1]?.notices.find(({ id }) => id === notice.id);
          if (before !== undefined && before !== notice) expect(notice.revision).toBe(before.revision + 1);
        }
      }
      const onScreen = new Set<string>();
      for (const { view, removed } of changes) {
        if (view !== undefined) onScreen.add(view.id);
        else expect(onScreen.delete(removed ?? '')).toBe(true);
      }
      const last = center.getSnapshot();
      expect([...onScreen].sort()).toEqual(last.map(({ id }) => id).sort());
      // About a wait that goes on, something is said once in fifteen seconds at most.
      const said = new Map<string, { readonly at: number; readonly notice: Notice }>();
      for (const { at, view, removed } of changes) {
        if (removed !== undefined) said.delete(removed);
        if (view?.announce === undefined) continue;
        const before = said.get(view.id);
        const { notice } = view;
        const isSameWait =
          before?.notice.incident === notice.incident &&
          isWaiting(before.notice) &&
          isWaiting(notice) &&
          !before.notice.busy;
        if (isSameWait) expect(at - before.at).toBeGreaterThanOrEqual(15_000);
        said.set(view.id, { at, notice });
      }
      // What had failed waits to be read; nothing else is left.
      expect(last.filter(isGoingOn)).toEqual([]);
      expect(last.filter(({ phase }) => phase === 'recovered')).toEqual([]);
      for (const { view } of changes) {
        if (view === undefined) continue;
        const { title, body, advice, detail } = view.text;
        for (const text of [title, body, advice, detail, view.dismissLabel]) expect(text).toMatch(/^[^{}]+$/);
      }
      center.close();
      steady.close();
      expect([clock.asleep, page.listeners.size]).toEqual([0, 0]);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('a promised attempt is kept: at the time that is told a request goes out, or it was told otherwise before', async () => {
  const traffic = fc.record({
    everyMs: fc.integer({ min: 30, max: 3_000 }),
    down: fc.constantFrom(502, 503, 504),
    forMs: fc.integer({ min: 3_000, max: 40_000 }),
    seed: fc.integer({ min: 1, max: 1_000 }),
  });
  await fc.assert(
    fc.asyncProperty(traffic, async ({ everyMs, down, forMs }) => {
      const world = stand((_url, now) => (now > 5_000 && now < 5_000 + forMs ? down : 200));
      const { clock, steady, sent, snapshots } = world;
      const calls: Promise<unknown>[] = [];
      const init = { steady: { notice: { importance: 'user' } } } as const;
      for (let passed = 0; passed < 60_000; passed += everyMs) {
        calls.push(...callers(steady, 1, undefined, init));
        await clock.advance(everyMs);
      }
      await clock.advance(120_000);
      await Promise.all(calls);
      const broken: string[] = [];
      for (const [index, { notices }] of snapshots.entries()) {
        for (const { nextAttemptAt } of notices) {
          if (nextAttemptAt === undefined) continue;
          const at = nextAttemptAt - clock.epoch;
          const next = snapshots[index + 1];
          // Told otherwise while there was still time.
          if (next !== undefined && next.at < at) continue;
          if (!sent.some((request) => Math.abs(request.at - at) <= 50)) broken.push(`at ${at}`);
        }
      }
      expect(broken).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 60_000);
