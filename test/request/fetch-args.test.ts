import { describe, expect, test } from 'vitest';
import { isForFetchAlone } from '../../src/request/fetch-args.ts';

const URL = 'http://upstream.test/';
const aborted = AbortSignal.abort();
const { signal } = new AbortController();
const withBody = () => new Request(URL, { method: 'PUT', body: 'text' });
const used = () => {
  const request = withBody();
  void request.text();
  return request;
};
const locked = () => {
  const request = withBody();
  request.body?.getReader();
  return request;
};
const proxy = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

describe('a call is for fetch alone', () => {
  test.each<[string, unknown, unknown]>([
    ['no argument at all', undefined, undefined],
    ['an init that is none', URL, 7],
    ['a signal that is none', URL, { signal: 'stop' }],
    ['an object that is no signal', URL, { signal: {} }],
    ['an object that is hardly a signal', URL, { signal: { aborted: false, addEventListener() {} } }],
    ['a signal that is aborted already', URL, { signal: aborted }],
    ['a Request whose signal is aborted already', new Request(URL, { signal: aborted }), undefined],
    ['a Request whose body was used', used(), undefined],
    ['a Request whose body is being read', locked(), undefined],
    ['a Request with a body that is to be a GET', withBody(), { method: 'get' }],
    ['a Request with a body that is to be a HEAD', withBody(), { method: 'HEAD' }],
    ['what cannot even be looked at', proxy(), undefined],
  ])('with %s', (_what, input, init) => {
    expect(isForFetchAlone(input, init)).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ['a URL', URL, undefined],
    ['a URL object', new globalThis.URL(URL), undefined],
    ['an init of null', URL, null],
    ['a signal of null', URL, { signal: null }],
    ['a signal', URL, { signal }],
    ['a signal of another realm', URL, { signal: { aborted: false, addEventListener() {}, removeEventListener() {} } }],
    ['a Request', new Request(URL, { signal }), undefined],
    ['a Request with a body', withBody(), undefined],
    ['a Request with a body that is to be a POST', withBody(), { method: 'POST' }],
    ['a Request whose aborted signal gives way to another', new Request(URL, { signal: aborted }), { signal }],
    ['a Request whose aborted signal gives way to none', new Request(URL, { signal: aborted }), { signal: null }],
    ['a Request whose used body gives way to another', used(), { body: 'other' }],
  ])('but not with %s', (_what, input, init) => {
    expect(isForFetchAlone(input, init)).toBe(false);
  });
});
