import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import {
  type CallMessage,
  type CircuitMessage,
  createSteadyFetch,
  reportOf,
  type SteadyOptions,
} from '../src/index.ts';
import { instantClock, type ScriptedAnswer, scriptedFetch, virtualClock } from '../src/testing/index.ts';

const url = 'https://api.example.com/orders/1';
const upstream = 'https://api.example.com';

const client = (script: readonly (ScriptedAnswer | 'repeat')[], more: SteadyOptions = {}) =>
  createSteadyFetch({ clock: instantClock(), random: () => 0.5, ...more, fetch: scriptedFetch(...script) });

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function record<Message>(name: string): Message[] {
  const messages: Message[] = [];
  const listener = (message: unknown) => messages.push(message as Message);
  subscribe(name, listener);
  stops.push(() => unsubscribe(name, listener));
  return messages;
}

test('a call that settles is published with its report', async () => {
  const messages = record<CallMessage>('steadyfetch:call');
  const response = await client([502, 200])(url);
  expect(messages).toEqual([{ url, verdict: expect.objectContaining({ kind: 'ok' }), report: reportOf(response) }]);
  expect(messages[0]?.report).toMatchObject({ upstream, method: 'GET', settledBecause: 'success' });
  expect(Object.isFrozen(messages[0])).toBe(true);
});

test('a call that went well at once has its one attempt in the report, and keeps none', async () => {
  const messages = record<CallMessage>('steadyfetch:call');
  const clock = virtualClock();
  const answer = async () => {
    await clock.sleep(30);
    return 200;
  };
  const response = await clock.runUntil(client([answer], { clock })(url));
  expect(messages[0]?.report).toMatchObject({
    elapsedMs: 30,
    attempts: [{ attempt: 1, startedAt: clock.epoch, elapsedMs: 30, verdict: { kind: 'ok', status: 200 } }],
  });
  expect(reportOf(response)).toBeUndefined();
});

test('a call that was not sent is published without attempts', async () => {
  const messages = record<CallMessage>('steadyfetch:call');
  const steady = client([200]);
  steady.isolate(upstream);
  await expect(steady(url)).rejects.toThrow();
  expect(messages[0]).toMatchObject({
    verdict: { kind: 'refused' },
    report: { attempts: [], settledBecause: 'circuit-open' },
  });
  steady.close();
});

test('what becomes of a circuit is published as its events are', async () => {
  const messages = record<CircuitMessage>('steadyfetch:circuit');
  const steady = client([]);
  const release = steady.isolate(upstream);
  release();
  expect(messages.map(({ type, upstream }) => [type, upstream])).toEqual([
    ['circuit.opened', upstream],
    ['circuit.closed', upstream],
  ]);
  expect(messages[0]).toMatchObject({ openedBecause: 'isolated' });
  steady.close();
});

test('without subscribers nothing is published and nothing made', async () => {
  // What the message is made of is not even looked at.
  const steady = client([200, 200], {
    clock: {
      ...instantClock(),
      wallNow: () => {
        throw new Error('a good call does not ask for the time of day');
      },
    },
  });
  expect(channel('steadyfetch:call').hasSubscribers).toBe(false);
  expect((await steady(url)).status).toBe(200);
  // With one it is.
  record('steadyfetch:call');
  await expect(steady(url)).rejects.toThrow('time of day');
});

test('a subscriber that throws breaks no call', async () => {
  const uncaught: unknown[] = [];
  const own = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of own) process.on('uncaughtException', listener);
  });
  const broken = () => {
    throw new Error('a bug in a subscriber');
  };
  subscribe('steadyfetch:call', broken);
  stops.push(() => unsubscribe('steadyfetch:call', broken));
  expect((await client([200])(url)).status).toBe(200);
  // Node reports it as it does for every channel.
  await expect.poll(() => uncaught).toEqual([new Error('a bug in a subscriber')]);
});
