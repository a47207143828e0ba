import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SteadyEvent } from '../../src/index.ts';
import type { NoticesClient } from '../../src/notices/index.ts';
import { withWorker } from '../../src/service-worker/with-worker.ts';

const ORIGIN = 'https://shop.test';

let serviceWorker: EventTarget & { controller: object; startMessages(): void };
let asked: unknown[];
let heard: [type: string, callId: unknown, isPast: boolean][];

const client: NoticesClient = {
  subscribe: () => () => {},
  retryNow: (upstream) => asked.push(['client', upstream]),
  cancel: () => {},
};

beforeEach(() => {
  asked = [];
  heard = [];
  const controller = { postMessage: (message: unknown) => asked.push(message) };
  serviceWorker = Object.assign(new EventTarget(), { controller, startMessages() {} });
  vi.stubGlobal('navigator', { serviceWorker });
  vi.stubGlobal('location', { origin: ORIGIN });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const listener = (event: SteadyEvent, ageMs?: number) =>
  void heard.push([event.type, 'callId' in event && event.callId, ageMs !== undefined]);

const callOf = (callId: number) => ({ at: Date.now(), callId, url: '/a', supportIds: [] });
const started = (callId: number) => ({ type: 'call.started', ...callOf(callId) });
const waiting = (callId: number) => ({ type: 'call.waiting', waitReason: 'circuit', ...callOf(callId) });
const recovered = (callId: number) => ({ type: 'call.recovered', attempts: 2, elapsedMs: 9, ...callOf(callId) });

function post(events: object[], { worker = '1', source = serviceWorker.controller as object | null } = {}): void {
  const message = new MessageEvent('message', { data: { steadyfetch: 'events', worker, events } });
  Object.defineProperty(message, 'source', { value: source });
  serviceWorker.dispatchEvent(message);
}

test('calls of each start of a worker get ids that no call of the client has', () => {
  withWorker(client).subscribe(listener);
  post([started(1), waiting(1)]);
  post([started(1)], { worker: '2' });
  post([recovered(1)]);
  expect(heard).toEqual([
    ['call.started', -1, true],
    ['call.waiting', -1, false],
    ['call.started', -2, false],
    ['call.recovered', -1, false],
  ]);
});

test('what does not come from the worker of the page, or has no beginning, is dropped', () => {
  withWorker(client).subscribe(listener);
  post([started(1)], { source: null });
  post([started(1)], { source: {} });
  post([waiting(7)]);
  expect(heard).toEqual([]);
});

test('a worker that has gone silent leaves no call open', () => {
  withWorker(client).subscribe(listener);
  post([started(1)]);
  vi.advanceTimersByTime(50_000);
  post([waiting(1)]);
  vi.advanceTimersByTime(59_999);
  expect(heard.length).toBe(2);
  vi.advanceTimersByTime(1);
  expect(heard.at(-1)).toEqual(['call.settled', -1, false]);
  post([recovered(1)]);
  expect(heard.length).toBe(3);
});

test('a second listener goes on with the calls of the first, and the last one leaves no timer', () => {
  const both = withWorker(client);
  const stopFirst = both.subscribe(() => {});
  post([started(1)]);
  const stop = both.subscribe(listener);
  stopFirst();
  post([recovered(1)]);
  expect(heard).toEqual([['call.recovered', -1, false]]);
  stop();
  expect(vi.getTimerCount()).toBe(0);
  post([recovered(1)]);
  expect(heard.length).toBe(1);
});

test('"Try now" reaches the worker, if it is about its site', () => {
  const both = withWorker(client);
  both.retryNow('https://api.test');
  both.retryNow(ORIGIN);
  expect(asked).toEqual([['client', 'https://api.test'], ['client', ORIGIN], 'steadyfetch.retry-now']);
});

test('where there are no service workers the client stays as it is', () => {
  vi.stubGlobal('navigator', {});
  expect(withWorker(client)).toBe(client);
});

test('the page of the guide shows both', async () => {
  const { center, steady } = await import('../../examples/small-site/own-page.ts');
  expect(center.getSnapshot()).toEqual([]);
  center.close();
  steady.close();
});
