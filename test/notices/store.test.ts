import { describe, expect, test, vi } from 'vitest';
import type { Notice } from '../../src/notices/index.ts';
import { answerOf, callers, stand } from './stand.ts';

const user = { steady: { notice: { importance: 'user' } } } as const;

describe('the contract of the store', () => {
  test('React: the same value until something changes, and nothing on a server', async () => {
    const { clock, steady, center } = stand(() => 502);
    expect(center.getSnapshot()).toBe(center.getSnapshot());
    expect(center.getServerSnapshot()).toEqual([]);
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(1_100);
    const shown = center.getSnapshot();
    expect(shown).toHaveLength(1);
    await clock.advance(1);
    expect(center.getSnapshot()).toBe(shown);
    expect(center.getServerSnapshot()).toBe(center.getServerSnapshot());
    await clock.advance(60_000);
    await Promise.all(calls);
  });

  test('Svelte and observables: called back at once, by a function or an observer, until unsubscribed', async () => {
    const { clock, steady, center } = stand(() => 502);
    const byFunction: (readonly Notice[])[] = [];
    const byObserver: (readonly Notice[])[] = [];
    const stop = center.subscribe((notices) => byFunction.push(notices));
    const { unsubscribe } = center.subscribe({ next: (notices) => void byObserver.push(notices) });
    center.subscribe({});
    expect([byFunction, byObserver]).toEqual([[[]], [[]]]);
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(1_100);
    expect([byFunction.length, byObserver.length]).toEqual([2, 2]);
    stop();
    unsubscribe();
    await clock.advance(60_000);
    await Promise.all(calls);
    expect([byFunction.length, byObserver.length]).toEqual([2, 2]);
  });

  test('a listener, a sink or a callback that throws disturbs no other, and is reported once', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const failing = () => {
      throw new Error('no');
    };
    const { clock, steady, center, only } = stand(() => 502, { label: failing, gate: failing, importance: failing });
    center.subscribe(failing);
    center.connect({ upsert: failing, remove: failing });
    const calls = callers(steady, 1, undefined, { method: 'PUT', body: 'x' });
    await clock.advance(1_100);
    expect(only()).toMatchObject({ phase: 'waiting', importance: 'user' });
    await clock.advance(60_000);
    expect(await Promise.all(calls)).toEqual([502]);
    expect(told).toHaveBeenCalledTimes(1);
    told.mockRestore();
  });

  test.each([2_500, 4_000, 11_000])(
    'no notice stays for good when the client is closed %i ms into an outage',
    async (ms) => {
      const { clock, steady, center } = stand(() => 502, { latencyMs: 900 }, { circuit: { maxWaitMs: 60_000 } });
      const calls = callers(steady, 3, undefined, user);
      await clock.advance(ms);
      expect(center.getSnapshot()).toHaveLength(1);
      steady.close();
      await clock.advance(1_500);
      for (const ended of await Promise.all(calls)) expect([502, 'CancelledError']).toContain(ended);
      for (const { phase, nextAttemptAt } of center.getSnapshot()) {
        expect([phase, nextAttemptAt]).toEqual(['failed', undefined]);
      }
    },
  );

  test('a center that was closed shows nothing, hears nothing and leaves nothing behind', async () => {
    const { clock, page, steady, center, changes } = stand(() => 502);
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(1_100);
    const pressed = center.retryNow('steady:1');
    center.close();
    expect(await pressed).toBe('not-yet');
    expect(center.getSnapshot()).toEqual([]);
    expect(changes.at(-1)?.removed).toBe('steady:1');
    const before = changes.length;
    calls.push(...callers(steady, 1, undefined, user));
    await clock.advance(60_000);
    await Promise.all(calls);
    expect([center.getSnapshot(), changes.length, page.listeners.size]).toEqual([[], before, 0]);
  });
});

describe('what a person does', () => {
  test('"Stop trying" settles the waiting calls, and says so', async () => {
    const { clock, steady, center, only, sent } = stand(() => 502, {}, { circuit: { maxWaitMs: 60_000 } });
    const calls = callers(steady, 3, undefined, user);
    await clock.advance(11_000);
    expect(only().actions).toContain('cancel');
    const before = sent.length;
    center.cancel(only().id);
    await clock.advance(2_000);
    expect(await Promise.all(calls)).toContain('CancelledError');
    expect(only()).toMatchObject({ phase: 'failed', cause: 'stopped' });
    await clock.advance(10_000);
    expect(sent.length - before).toBeLessThanOrEqual(1);
    for (const gone of ['never', 'steady:9']) {
      center.cancel(gone);
      center.dismiss(gone);
      expect(await center.retryNow(gone)).toBe('not-yet');
    }
  });

  describe('a notice that is held', () => {
    const answer = (_url: string, now: number) => (now < 4_000 ? 502 : 200);
    const world = () => stand(answer, {}, { retry: { maxAttempts: 50 } });

    test('neither goes nor changes its words while the trouble lasts', async () => {
      const { clock, steady, center, changes } = world();
      callers(steady, 1, undefined, user);
      await clock.advance(1_100);
      center.hold('steady:1');
      const before = changes.at(-1)?.view?.text;
      await clock.advance(2_800);
      expect(changes.at(-1)?.view?.text).toEqual(before);
    });

    test('goes all the same once its call was refused, which a notice of its own tells', async () => {
      const { clock, steady, center } = stand(() => answerOf('429 later'));
      const calls = callers(steady, 1, undefined, { method: 'PUT', body: 'x', ...user });
      await clock.advance(1_100);
      center.hold('steady:1');
      await clock.runUntil(Promise.all(calls));
      await clock.advance(20);
      expect(center.getSnapshot().map(({ scope, phase }) => `${scope.kind} ${phase}`)).toEqual(['request failed']);
    });

    test.each([
      ['let go', 20_000],
      ['forgotten', 29_500],
    ])('tells the good news at once, and keeps it until it is %s, for thirty seconds at most', async (how, heldMs) => {
      const { clock, steady, center, only } = world();
      const calls = callers(steady, 1, undefined, user);
      await clock.advance(1_100);
      const release = center.hold('steady:1');
      await clock.runUntil(Promise.all(calls));
      await clock.advance(1_100);
      expect(only().phase).toBe('recovered');
      await clock.advance(heldMs - clock.now());
      expect(only().phase).toBe('recovered');
      if (how === 'let go') release();
      await clock.advance(how === 'let go' ? 10 : 2_000);
      expect(center.getSnapshot()).toEqual([]);
      release();
    });
  });

  test('digits count whole seconds down to the attempt, and rest while the page is hidden', async () => {
    const later = () => new Response('', { status: 503, headers: { 'retry-after': '20' } });
    const { clock, page, steady, center } = stand(later);
    const calls = callers(steady, 1, undefined, user);
    const seconds: (number | undefined)[] = [];
    const stop = center.countdown('steady:1', (left) => seconds.push(left));
    expect(seconds).toEqual([undefined]);
    await clock.advance(5_000);
    expect(seconds.slice(1, 4)).toEqual([seconds[1], (seconds[1] ?? 0) - 1, (seconds[1] ?? 0) - 2]);
    const before = seconds.length;
    page.is({ visible: false });
    await clock.advance(3_990);
    expect(seconds).toHaveLength(before);
    page.is({ visible: true });
    await clock.advance(10);
    expect(seconds.at(-1)).toBe((seconds[before - 1] ?? 0) - 4);
    stop();
    await clock.advance(3_000);
    expect(seconds).toHaveLength(before + 1);
    steady.close();
    await Promise.all(calls);
  });
});
