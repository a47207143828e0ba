import { describe, expect, test } from 'vitest';
import type { NoticeView } from '../src/notices/index.ts';
import { collectSink, consoleSink, viewStore } from '../src/sinks/index.ts';
import { callers, stand } from './notices/stand.ts';

const user = { steady: { notice: { importance: 'user' } } } as const;

/** The views of one incident: it is told, the words change, it fails. */
async function views(): Promise<{ readonly given: readonly NoticeView[]; readonly removed: readonly string[] }> {
  const world = stand(() => 502);
  const calls = callers(world.steady, 2, undefined, user);
  await world.clock.advance(60_000);
  await Promise.all(calls);
  world.center.dismiss('steady:1');
  const { changes } = world;
  return {
    given: changes.map(({ view }) => view).filter((view) => view !== undefined),
    removed: changes.map(({ removed }) => removed).filter((id) => id !== undefined),
  };
}

test('collectSink remembers what it was told, and what would be on the screen', async () => {
  const { given, removed } = await views();
  const sink = collectSink();
  for (const view of given) sink.upsert(view);
  expect(sink.upserted).toEqual(given);
  expect(sink.shown()).toEqual([given.at(-1)]);
  for (const id of removed) sink.remove(id);
  expect([sink.shown(), sink.removed]).toEqual([[], ['steady:1']]);
});

test('consoleSink writes a line for each change of words, and none for a change of numbers', async () => {
  const { given } = await views();
  const lines: string[] = [];
  const sink = consoleSink({ info: (line) => lines.push(line) });
  for (const view of given) {
    sink.upsert(view);
    sink.upsert({ ...view, text: { ...view.text, waiting: '7 requests are waiting.' } });
  }
  sink.remove('steady:1');
  sink.remove('steady:1');
  expect(lines[0]).toMatch(/^steadyfetch: steady:1 waiting: The service .+\. We’ll .+ \[Try now\]$/);
  expect(lines.at(-2)).toMatch(/^steadyfetch: steady:1 failed: Sorry, the service still isn’t answering\. /);
  expect(lines.at(-1)).toBe('steadyfetch: steady:1 hidden');
  expect(lines.filter((line, index) => line === lines[index - 1])).toEqual([]);
});

describe('viewStore', () => {
  test('holds what is to be shown, as one frozen value until something changes', async () => {
    const { given } = await views();
    const store = viewStore();
    const [first, second] = given as [NoticeView, NoticeView];
    const heard: (readonly NoticeView[])[] = [];
    const stop = store.subscribe((shown) => heard.push(shown));
    expect(heard).toEqual([[]]);
    store.upsert(first);
    expect(store.getSnapshot()).toBe(store.getSnapshot());
    expect(Object.isFrozen(store.getSnapshot())).toBe(true);
    store.upsert(second);
    store.upsert({ ...first, id: 'steady:2' });
    expect(store.getSnapshot().map(({ id }) => id)).toEqual(['steady:1', 'steady:2']);
    store.remove('steady:1');
    store.remove('never');
    expect(heard.map(({ length }) => length)).toEqual([0, 1, 1, 2, 1]);
    stop();
    store.remove('steady:2');
    expect(heard).toHaveLength(5);
  });

  test('gives one function that subscribes twice two subscriptions', () => {
    const store = viewStore();
    let heard = 0;
    const listener = () => heard++;
    const { unsubscribe } = store.subscribe(listener);
    store.subscribe(listener);
    unsubscribe();
    store.upsert({ id: 'steady:1' } as NoticeView);
    expect(heard).toBe(3);
  });
});
