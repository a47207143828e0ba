import { describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { createNotices, type Notice } from '../../src/notices/index.ts';
import { settled, virtualClock } from '../../src/testing/index.ts';
import { standInPage } from './stand.ts';

const ORIGIN = 'http://upstream.test';

/** A client and its notices, and how often those looked at what there is to show, and slept. */
function counted(status: () => number) {
  const clock = virtualClock();
  const count = { looks: 0, sleeps: 0, sent: 0 };
  const fetch = async () => {
    count.sent++;
    return new Response(null, { status: status() });
  };
  const circuit = { maxWaiting: 100_000, maxWaitMs: 60_000 };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, circuit });
  const page = standInPage();
  const { isVisible } = page;
  const notices = createNotices(steady, {
    page: {
      ...page,
      isVisible() {
        count.looks++;
        return isVisible();
      },
    },
    clock: {
      ...clock,
      sleep(...wanted) {
        count.sleeps++;
        return clock.sleep(...wanted);
      },
    },
  });
  const updates: { readonly at: number; readonly notices: readonly Notice[] }[] = [];
  notices.subscribe((shown) => updates.push({ at: clock.now(), notices: shown }));
  const begin = (calls: number) =>
    Array.from({ length: calls }, (_, n) => steady(`${ORIGIN}/items/${n}`).catch(() => undefined));
  return { clock, steady, notices, count, updates, begin };
}

test('300 good calls are never looked at, change nothing that is shown, and arm one timer', async () => {
  const { clock, count, updates, begin, notices } = counted(() => 200);
  const { looks } = count;
  for (let n = 0; n < 300; n++) {
    await Promise.all(begin(1));
    await clock.advance(1);
  }
  expect(count).toEqual({ looks, sleeps: 1, sent: 300 });
  expect(updates).toHaveLength(1);
  notices.close();
}, 120_000);

test('in an outage of 100 calls what is shown changes once in 16 ms at most, and never to the same', async () => {
  let status = 502;
  const { clock, count, updates, begin, notices, steady } = counted(() => status);
  const calls: Promise<unknown>[] = [];
  for (let ms = 0; ms < 5_000; ms += 10) {
    if (ms < 1_000) calls.push(...begin(1));
    if (ms === 4_000) status = 200;
    await clock.advance(10);
  }
  await clock.runUntil(Promise.all(calls));
  await clock.advance(10_000);
  expect(count.looks).toBeLessThan(clock.now() / 16);
  expect(updates.flatMap((update) => update.notices.map(({ phase }) => phase))).toContain('recovered');
  for (const [n, { at, notices }] of updates.entries()) {
    const before = updates[n - 1];
    if (before === undefined) continue;
    expect(at - before.at).toBeGreaterThanOrEqual(16);
    expect(withoutRevision(notices)).not.toEqual(withoutRevision(before.notices));
  }
  notices.close();
  steady.close();
}, 120_000);

describe('an event costs as much beside 500 waiting calls as beside 100', () => {
  test.each<[string, number]>([
    ['of calls that begin to wait', 502],
    ['of calls that go well', 200],
  ])(
    '%s',
    async (_whose, next) => {
      const stepsBeside = async (waiting: number) => {
        let status = 502;
        const { clock, begin, steady, notices } = counted(() => status);
        begin(waiting);
        await clock.advance(3_500);
        expect(notices.getSnapshot()).toHaveLength(1);
        status = next;
        const counting = countSteps();
        for (let n = 0; n < 50; n++) void steady(`${ORIGIN}/other/${n}`).catch(() => {});
        await settled();
        const steps = counting.stop();
        notices.close();
        steady.close();
        await clock.advance(0);
        return steps;
      };
      const few = await stepsBeside(100);
      const many = await stepsBeside(500);
      expect(few).toBeGreaterThan(50);
      expect(many).toBeLessThanOrEqual(few * 1.2);
    },
    120_000,
  );
});

const withoutRevision = (notices: readonly Notice[]) => notices.map((notice) => ({ ...notice, revision: 0 }));

/** Counts the steps of all loops over maps and sets: a loop over all calls under way takes as many as there are calls. */
function countSteps() {
  let steps = 0;
  const iterators = [new Map().values(), new Set().values()].map((each) => Object.getPrototypeOf(each));
  const originals = iterators.map(({ next }) => next);
  for (const [n, iterator] of iterators.entries()) {
    iterator.next = function (this: unknown) {
      steps++;
      return originals[n].call(this);
    };
  }
  return {
    stop() {
      for (const [n, iterator] of iterators.entries()) iterator.next = originals[n];
      return steps;
    },
  };
}
