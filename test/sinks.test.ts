import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { NoticesOptions, NoticeView } from '../src/notices/index.ts';
import { de } from '../src/notices/text/locales/de.ts';
import {
  type CreateElement,
  collectSink,
  consoleSink,
  type HotToast,
  reactHotToastSink,
  viewStore,
} from '../src/sinks/index.ts';
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
  expect(lines.at(-2)).toMatch(/^steadyfetch: steady:1 failed: Sorry, still no answer from the service\. /);
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

describe('a toast of elements', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** What react-hot-toast is given of a 502 with a reference. */
  async function toastOf(language: NoticesOptions, create: CreateElement = createElement as CreateElement) {
    const answer = () => new Response('', { status: 502, headers: { 'cf-ray': '8f2c' } });
    const world = stand(answer, language);
    const given: unknown[] = [];
    const show = (message: unknown): string => String(given.push(message));
    const toast = Object.assign(show, { success: show, error: show, dismiss: () => {} }) as unknown as HotToast;
    world.center.connect(reactHotToastSink(toast, create, world.center));
    const calls = callers(world.steady, 1, undefined, user);
    await world.clock.advance(2_000);
    world.steady.close();
    await world.clock.advance(60_000);
    await Promise.all(calls);
    return given;
  }
  const htmlOf = async (language: NoticesOptions) => renderToStaticMarkup((await toastOf(language)).at(0) as ReactNode);

  test('says what the renderer says: what it means, code and reference, and copies them', async () => {
    vi.stubGlobal('navigator', { clipboard: {} });
    const html = await htmlOf({ locale: 'en' });
    expect(html).toMatch(
      /<summary.*What does this mean\?<\/summary>.*<dt.*What happened.*<dd.*Code: 502 · Reference: cf-ray:8f2c/,
    );
    expect(html).toMatch(/<button[^>]*>Copy details<\/button>/);
  });

  test('says each sentence in its language where a translation has a gap', async () => {
    const { 'bad-gateway.detail': _detail, 'explain.bad-gateway.happened': _happened, ...catalogue } = de;
    const html = await htmlOf({ locale: 'de', catalogue });
    expect(html).toMatch(/^<div lang="de" dir="ltr"/);
    expect(html).toMatch(/<span lang="en" dir="ltr">We got through, but/);
    expect(html).toMatch(/<dl lang="de" dir="ltr"[^>]*>.*<dd[^>]*><span lang="en" dir="ltr">Most services/);
    expect(html.match(/lang="en"/g)).toHaveLength(2);
  });

  test('offers no button where nothing can be copied', async () => {
    vi.stubGlobal('navigator', {});
    const html = await htmlOf({ locale: 'en' });
    expect(html).toContain('cf-ray:8f2c');
    expect(html).not.toContain('Copy');
  });

  test('says that it has copied, once it has', async () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } });
    const presses: ((press: object) => void)[] = [];
    const create: CreateElement = (type, props, ...children) => {
      if (type === 'button' && children[0] === 'Copy details') presses.push((props as { onClick: () => void }).onClick);
      return { type, props, children };
    };
    await toastOf({ locale: 'en' }, create);
    const currentTarget = { textContent: 'Copy details' };
    presses[0]?.({ currentTarget });
    await vi.waitFor(() => expect(currentTarget.textContent).toBe('Copied'));
    expect(copied).toEqual(['Code: 502 · Reference: cf-ray:8f2c']);
  });
});
