import FakeTimers, { type FakeMethod } from '@sinonjs/fake-timers';
import { describe, expect, it } from 'vitest';
import { createSteadyFetch, type SteadyOptions } from '../src/index.ts';
import { createNotices } from '../src/notices/index.ts';
import { instantClock, type ScriptedAnswer, scriptedFetch, virtualClock } from '../src/testing/index.ts';

// Kept before anything is faked: the tests themselves live in real time.
const { setTimeout: realSetTimeout, Date: RealDate } = globalThis;
const turn = (): Promise<void> => new Promise((resolve) => realSetTimeout(resolve, 2));

const busy: ScriptedAnswer = { status: 503, headers: { 'retry-after': '20' } };
const reason = new Error('enough');

/** One call each, of which something has to come: what, in words. */
const situations: Record<string, { readonly expected: string; act(): Promise<string> }> = {
  retry: {
    expected: '200',
    act: () => outcome(client({}, 502, 502, 200)('http://a.test/')),
  },
  'total limit in an attempt': {
    expected: 'TimeoutError',
    act: () => outcome(client({}, 'hang')('http://a.test/', { steady: { timeout: { totalMs: 60 } } })),
  },
  'attempt limit': {
    expected: '200',
    act: () =>
      outcome(client({}, 'hang', 200)('http://a.test/', { steady: { timeout: { attemptMs: 60, totalMs: 9_000 } } })),
  },
  'total limit in a wait': {
    expected: '503',
    act: () => outcome(client({}, busy)('http://a.test/', { steady: { timeout: { totalMs: 60, attemptMs: 60 } } })),
  },
  'attempt beside a silent one': {
    expected: '200',
    act: () => outcome(client({ retry: { hedgeAfterMs: 60 } }, 'hang', 200)('http://a.test/')),
  },
  notice: {
    expected: 'shown and gone',
    act: async () => {
      const steady = client({ retry: { baseDelayMs: 400 } }, 502, 200);
      const timing = { revealUserMs: 60, minVisibleMs: 60, minPhaseMs: 0, settleMs: 20, recoveredMs: 60 };
      const notices = createNotices(steady, { timing });
      const isShown = (is: boolean) =>
        new Promise<void>((resolve) => notices.subscribe((all) => void (all.length > 0 === is && resolve())));
      void steady('http://a.test/', { steady: { notice: { importance: 'user' } } });
      await isShown(true);
      await isShown(false);
      notices.close();
      return 'shown and gone';
    },
  },
  'instant clock': {
    expected: '200',
    act: () =>
      outcome(
        client(
          { clock: instantClock({ answerWithinMs: 20 }), timeout: { attemptMs: 5_000 } },
          502,
          'hang',
          200,
        )('http://a.test/'),
      ),
  },
  'virtual clock': {
    expected: 'TimeoutError after 60000',
    act: async () => {
      const clock = virtualClock();
      const call = outcome(client({ clock, timeout: { totalMs: 60_000 } }, 'hang')('http://a.test/'));
      await clock.advance(60_000);
      return `${await call} after ${clock.now()}`;
    },
  },
  'abort of a wait': {
    expected: 'the reason',
    act: () => aborted(busy),
  },
  'abort of an attempt': {
    expected: 'the reason',
    act: () => aborted('hang'),
  },
  'close in a wait': {
    expected: 'CancelledError',
    act: async () => {
      const steady = client({}, busy);
      const settled = outcome(steady('http://a.test/'));
      for (let turns = 0; turns < 5; turns++) await turn();
      steady.close();
      return settled;
    },
  },
};

const client = ({ retry, ...options }: SteadyOptions, ...answers: (ScriptedAnswer | 'repeat')[]) =>
  createSteadyFetch({
    fetch: scriptedFetch(...answers, ...(answers.at(-1) === 'repeat' ? [] : (['repeat'] as const))),
    random: () => 0.5,
    retry: { baseDelayMs: 20, ...retry },
    ...options,
  });

async function aborted(...answers: ScriptedAnswer[]): Promise<string> {
  const controller = new AbortController();
  const settled = outcome(client({}, ...answers)('http://a.test/', { signal: controller.signal }));
  for (let turns = 0; turns < 5; turns++) await turn();
  controller.abort(reason);
  return settled;
}

const outcome = (call: Promise<Response>): Promise<string> =>
  call.then(
    ({ status }) => String(status),
    (error: Error) => (error === reason ? 'the reason' : error.name),
  );

/** Plays every situation at once while these are faked. `tickMs` is how far the faked clock goes at each turn. */
async function play(toFake: FakeMethod[], tickMs: number): Promise<Record<string, string>> {
  const clock = toFake.length > 0 ? FakeTimers.install({ toFake, now: 1_000 }) : undefined;
  try {
    const seen: Record<string, string> = {};
    const all = Object.entries(situations).map(async ([name, { act }]) => {
      seen[name] = 'nothing';
      seen[name] = await act();
    });
    let over = false;
    void Promise.all(all).finally(() => {
      over = true;
    });
    const giveUpAt = RealDate.now() + 5_000;
    while (!over && RealDate.now() < giveUpAt) {
      if (tickMs > 0) clock?.tick(tickMs);
      await turn();
    }
    return seen;
  } finally {
    clock?.uninstall();
  }
}

const expected = Object.fromEntries(Object.entries(situations).map(([name, each]) => [name, each.expected]));

function subsets<Item>(items: readonly Item[]): Item[][] {
  const [first, ...others] = items;
  if (first === undefined) return [[]];
  return subsets(others).flatMap((set) => [set, [first, ...set]]);
}
const methods = ['setTimeout', 'clearTimeout', 'Date', 'performance', 'queueMicrotask', 'nextTick'] as const;

describe('waits, limits and aborts end while a test fakes', { timeout: 30_000 }, () => {
  it.each(subsets<FakeMethod>(methods).map((set) => [set.join(', ') || 'nothing', set] as const))(
    '%s',
    async (_title, toFake) => {
      expect(await play(toFake, 10)).toEqual(expected);
    },
  );
});

describe('waits, limits and aborts end while a test does not move the faked', { timeout: 30_000 }, () => {
  // Tests that want a fixed time of day fake no timers, and never tick.
  it.each(
    subsets<FakeMethod>(['Date', 'performance', 'queueMicrotask', 'hrtime'])
      .filter((set) => set.length > 0)
      .map((set) => [set.join(', '), set] as const),
  )('%s', async (_title, toFake) => {
    expect(await play(toFake, 0)).toEqual(expected);
  });
});
