import { describe, expect, test } from 'vitest';
import type { FetchInit } from '../../src/model/ports.ts';
import { areOneShot, copyInit, isForFetchAlone, isRequest, readOnce, snapshot } from '../../src/request/fetch-args.ts';

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
    ['a Request whose body was used, and an init', used(), {}],
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
    ['a Request with a body and a method of its own', withBody(), { method: 'get-list' }],
    ['a Request with a body and another method of its own', withBody(), { method: 'target' }],
    ['a Request without a body that is to be a GET', new Request(URL, { method: 'PUT' }), { method: 'GET' }],
    ['a Request whose aborted signal gives way to another', new Request(URL, { signal: aborted }), { signal }],
    ['a Request whose aborted signal gives way to none', new Request(URL, { signal: aborted }), { signal: null }],
    ['a Request whose used body gives way to another', used(), { body: 'other' }],
  ])('but not with %s', (_what, input, init) => {
    expect(isForFetchAlone(input, init)).toBe(false);
  });
});

/** As in happy-dom and older workerd. */
class UntaggedForm extends FormData {
  get [Symbol.toStringTag]() {
    return 'Object';
  }
}
Object.defineProperty(UntaggedForm, 'name', { value: 'FormData' });

function formOf(Form: typeof FormData): FormData {
  const form = new Form();
  form.append('a', '1');
  return form;
}

const lookalike = { url: URL, method: 'GET', clone() {}, headers: { get() {} } };

describe('a Request', () => {
  test.each<[string, unknown]>([
    ['of ours', new Request(URL)],
    ['of another realm or a polyfill', lookalike],
  ])('%s is one', (_whose, input) => {
    expect(isRequest(input)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a string', URL],
    ['null', null],
    ['a function', Object.assign(() => {}, lookalike)],
    ['an object without a URL', { ...lookalike, url: undefined }],
    ['an object without a method', { ...lookalike, method: undefined }],
    ['an object that cannot be cloned', { ...lookalike, clone: undefined }],
    ['an object without headers', { ...lookalike, headers: undefined }],
    ['an object whose headers cannot be read', { ...lookalike, headers: {} }],
  ])('is not %s', (_what, input) => {
    expect(isRequest(input)).toBe(false);
  });
});

describe('what is read once', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['text', { method: 'PUT', body: 'text' }],
    ['a body that may be sent as it is', { body: new Uint8Array(1) }],
    ['a form', { body: new FormData() }],
    ['a stand-in for a form', { body: { append() {} } }],
    ['a stand-in for a Blob', { body: { arrayBuffer() {} } }],
    ['a stream', { body: { getReader() {} } }],
    ['no body', { body: null }],
  ])('stays the very same: %s', (_what, init) => {
    expect(readOnce(init as RequestInit)).toBe(init);
  });

  test('a getter is asked once', () => {
    let asked = 0;
    const read = readOnce({
      method: 'PUT',
      get body() {
        return `body ${++asked}`;
      },
    });
    expect([read?.body, read?.body, read?.method, asked]).toEqual(['body 1', 'body 1', 'PUT', 1]);
  });

  test.each<[string, object, object]>([
    ['a method', { method: { toString: () => 'put' }, body: 'text' }, { method: 'put', body: 'text' }],
    ['an object as a body', { body: { toString: () => 'text' } }, { body: 'text' }],
    ['a list as a body', { method: 'PUT', body: [1, 2] }, { method: 'PUT', body: '1,2' }],
    ['a method without a body', { method: { toString: () => 'put' } }, { method: 'put' }],
  ])('%s that is a string when asked is asked at once', (_what, init, read) => {
    expect(readOnce(init as RequestInit)).toStrictEqual(read);
  });
});

describe('a copy of init', () => {
  test('has what is inherited, as far as fetch reads it, and what others have added', () => {
    class Init {
      readonly own = 1;
      get method() {
        return 'PUT';
      }
      get other() {
        return 2;
      }
    }
    expect(copyInit(new Init() as RequestInit)).toStrictEqual({ own: 1, method: 'PUT' });
    expect(copyInit(undefined)).toEqual({});
    expect(copyInit({ method: 'PUT' })).toEqual({ method: 'PUT' });
  });

  test('keeps the method as fetch will send it, and none where none was given', () => {
    expect(snapshot({ method: 'put' }, 'PUT')).toEqual({ method: 'PUT' });
    expect(snapshot({}, 'GET')).toEqual({});
    expect(snapshot({ headers: undefined, body: null } as unknown as FetchInit, 'GET')).toEqual({
      headers: undefined,
      body: null,
    });
    expect(snapshot({ headers: null } as unknown as FetchInit, 'GET')).toEqual({ headers: null });
  });

  test.each<[string, unknown]>([
    ['a Blob', new Blob(['x'])],
    ['an object without a class', Object.create(null)],
    ['a stand-in', { x: 1 }],
  ])('has the content of %s', (_what, body) => {
    expect(snapshot({ body } as FetchInit, 'PUT').body).toEqual(body);
  });

  class Parameters extends URLSearchParams {
    constructor(from: { toString(): string }) {
      super(from.toString());
    }
  }

  test.each<[string, () => object]>([
    ['parameters', () => new URLSearchParams('a=1')],
    ['parameters of a class of its own', () => new Parameters({ toString: () => 'a=1' })],
    ['a form', () => formOf(FormData)],
    ['a form of a class of its own', () => formOf(class extends FormData {})],
    ['a form without a tag', () => formOf(UntaggedForm)],
  ])('does not change with %s', (_what, make) => {
    const body = make() as FormData;
    const copy = snapshot({ body } as FetchInit, 'PUT').body;
    body.append('b', '2');
    expect([...(copy as FormData)]).toEqual([['a', '1']]);
  });

  test('leaves a buffer that is gone for fetch to refuse', () => {
    const buffer = new ArrayBuffer(4);
    const view = new Uint8Array(buffer, 1, 2);
    structuredClone(buffer, { transfer: [buffer] });
    expect(snapshot({ body: buffer } as FetchInit, 'PUT').body).toBe(buffer);
    expect(snapshot({ body: view } as FetchInit, 'PUT').body).toBeDefined();
  });

  test('leaves what is no pair of headers for fetch to refuse', () => {
    const headers = [['x-a', '1'], 7] as unknown as [string, string][];
    expect(snapshot({ headers }, 'GET').headers).toEqual([['x-a', '1'], 7]);
  });
});

test('headers that can be read only once are told by their `next`', () => {
  expect(areOneShot(new Headers().entries())).toBe(true);
  for (const headers of [new Headers(), {}, { next: 'page' }, null, undefined, 'next'])
    expect(areOneShot(headers)).toBe(false);
});
