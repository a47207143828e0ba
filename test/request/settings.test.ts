import { describe, expect, test } from 'vitest';
import type { ResolvedUpstream, SteadyCallOptions } from '../../src/model/options.ts';
import type { FetchInit } from '../../src/model/ports.ts';
import { resolveOptions } from '../../src/options/resolve.ts';
import { limitsOf, NEVER, UNLIMITED } from '../../src/request/limits.ts';
import { isSafe } from '../../src/request/replayable.ts';
import { CallSettings } from '../../src/request/settings.ts';

const URL = 'http://upstream.test/';
const LIMITS = { attemptMs: 1_000, totalMs: 9_000 };
const UPSTREAM: ResolvedUpstream = { ...resolveOptions({}).optionsOf(URL), timeout: LIMITS };
const { hedgeAfterMs } = UPSTREAM.retry;

const settingsOf = (init?: FetchInit, options?: SteadyCallOptions, upstream = UPSTREAM, request?: Request) =>
  new CallSettings(upstream, request, init, options);
const withKeys: ResolvedUpstream = {
  ...UPSTREAM,
  idempotencyKey: { header: 'Idempotency-Key', create: () => 'made' },
};
const headersOf = (settings: CallSettings) => settings.headers?.get('idempotency-key');

describe('the time limits of a call', () => {
  test.each<[string, SteadyCallOptions, object]>([
    ['are those of its upstream', {}, LIMITS],
    ['are its own where it has some', { timeout: { totalMs: 5 } }, { attemptMs: 1_000, totalMs: 5 }],
    ['are none where it wants none', { timeout: false }, UNLIMITED],
  ])('%s', (_what, options, limits) => {
    expect(limitsOf(options, LIMITS)).toEqual(limits);
  });

  test('of its upstream do not end what cannot be sent again', () => {
    const stream = () => new Blob(['x']).stream();
    expect(settingsOf({ method: 'PUT', body: 'x' }).limits).toEqual(LIMITS);
    expect(settingsOf({ method: 'POST', body: 'x' }).limits).toEqual(UNLIMITED);
    expect(settingsOf({ method: 'PUT', body: stream() }).limits).toEqual(UNLIMITED);
    expect(settingsOf({ method: 'PUT' }, { body: stream }).limits).toEqual(LIMITS);
    expect(settingsOf({ method: 'POST' }, { timeout: { totalMs: 5 } }).limits).toEqual({
      attemptMs: NEVER,
      totalMs: 5,
    });
  });
});

describe('a second attempt beside a silent one', () => {
  test.each<[string, FetchInit, SteadyCallOptions, number]>([
    ['is sent for a GET', {}, {}, hedgeAfterMs],
    ['is sent for a HEAD', { method: 'HEAD' }, {}, hedgeAfterMs],
    ['is not sent for what changes anything', { method: 'PUT' }, {}, NEVER],
    ['is not sent for a request with a body', { method: 'QUERY', body: 'x' }, {}, NEVER],
    ['is not sent for a request whose body is made', { method: 'QUERY' }, { body: () => 'x' }, NEVER],
    ['is not sent where one attempt is all', {}, { maxAttempts: 1 }, NEVER],
    ['is sent where two are allowed', {}, { maxAttempts: 2 }, hedgeAfterMs],
    [
      'is not sent for what changes anything, however often that may be sent',
      { method: 'POST' },
      { maxAttempts: 9 },
      NEVER,
    ],
  ])('%s', (_what, init, options, after) => {
    expect(settingsOf(init, options).hedgeAfterMs).toBe(after);
  });
});

test('only methods that read are safe', () => {
  const methods = ['GET', 'HEAD', 'OPTIONS', 'QUERY', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'get', ''];
  expect(methods.filter(isSafe)).toEqual(['GET', 'HEAD', 'OPTIONS', 'QUERY']);
});

test('a body that can be read only once does not count where the call makes one for each attempt', () => {
  const init = { method: 'PUT', body: new Blob(['x']).stream() };
  expect(settingsOf(init).bodyReplayable).toBe(false);
  expect(settingsOf(init, { body: () => 'x' }).bodyReplayable).toBe(true);
});

describe('the number of attempts', () => {
  test('is strict where a call or its upstream says it', () => {
    const strict = { ...UPSTREAM, retry: { ...UPSTREAM.retry, isMaxAttemptsStrict: true } };
    expect(settingsOf({}, {}).isMaxAttemptsStrict).toBe(false);
    expect(settingsOf({}, { maxAttempts: 2 }).isMaxAttemptsStrict).toBe(true);
    expect(settingsOf({}, {}, strict).isMaxAttemptsStrict).toBe(true);
  });
});

describe('an idempotency key', () => {
  test('is made for what is not idempotent, where the upstream wants one', () => {
    expect(headersOf(settingsOf({ method: 'POST' }, {}, withKeys))).toBe('made');
    expect(settingsOf({ method: 'PUT' }, {}, withKeys).headers).toBeUndefined();
    expect(settingsOf({ method: 'POST' }).headers).toBeUndefined();
  });

  test('is made wherever the call wants one, and may be given', () => {
    expect(headersOf(settingsOf({ method: 'PUT' }, { idempotencyKey: true }, withKeys))).toBe('made');
    expect(headersOf(settingsOf({ method: 'POST' }, { idempotencyKey: 'mine' }))).toBe('mine');
    expect(settingsOf({ method: 'POST' }, { idempotencyKey: 'mine' }).replayable).toBe(true);
  });

  test('of the caller is as good, wherever it stands, and the other headers stay', () => {
    const headers = { 'idempotency-key': 'own', 'x-a': '1' };
    const ofInit = settingsOf({ method: 'POST', headers }, {}, withKeys);
    expect([headersOf(ofInit), ofInit.headers?.get('x-a')]).toEqual(['own', '1']);
    const request = new Request(URL, { method: 'POST', headers });
    const ofRequest = settingsOf(undefined, {}, withKeys, request);
    expect([headersOf(ofRequest), ofRequest.headers?.get('x-a')]).toEqual(['own', '1']);
  });

  test('that is still being made is waited for', async () => {
    const create = async () => 'later';
    const settings = settingsOf({ method: 'POST' }, {}, { ...withKeys, idempotencyKey: { header: 'X-Key', create } });
    expect(settings.headers?.get('x-key')).toBeNull();
    await settings.ready;
    expect(settings.headers?.get('x-key')).toBe('later');
  });
});

describe('the headers of every attempt', () => {
  test('are those of init, or else those of the Request, and unknown where they are none', () => {
    const request = new Request(URL, { headers: { 'x-a': 'request' } });
    expect(settingsOf(undefined, {}, UPSTREAM, request).sentHeaders?.get('x-a')).toBe('request');
    expect(settingsOf({ headers: { 'x-a': 'init' } }, {}, UPSTREAM, request).sentHeaders?.get('x-a')).toBe('init');
    expect(settingsOf({ headers: { 'not a name': 'x' } }).sentHeaders).toBeUndefined();
    expect(settingsOf({}).sentHeaders).toBeUndefined();
  });
});

test('options are copied, so that the caller may use its object for the next call', () => {
  const options: SteadyCallOptions = { notice: { label: 'one' } };
  const settings = settingsOf({}, options);
  Object.assign(options.notice as object, { label: 'two' });
  expect(settings.options).toEqual({ notice: { label: 'one' } });
});
