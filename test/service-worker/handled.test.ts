import { expect, test } from 'vitest';
import { isHandled } from '../../src/service-worker/handled.ts';

const ORIGIN = 'https://shop.test';
const request = ({ accept = '*/*', ...facts }: Record<string, string> = {}) => ({
  method: 'GET',
  url: `${ORIGIN}/a`,
  mode: 'no-cors',
  cache: 'default',
  destination: 'image',
  headers: new Headers({ accept }),
  ...facts,
});

test.each<[string, Record<string, string>]>([
  ['a page', { mode: 'navigate', destination: 'document' }],
  ['a page in a frame', { mode: 'navigate', destination: 'iframe' }],
  ['an image', {}],
  ['a script', { destination: 'script' }],
  ['a style sheet', { destination: 'style' }],
  ['a font', { destination: 'font', mode: 'cors' }],
  ['a film', { destination: 'video' }],
])('%s is handled', (_what, facts) => {
  expect(isHandled(request(facts), ORIGIN)).toBe(true);
});

test.each<[string, Record<string, string>]>([
  ['a form that is sent', { method: 'POST', mode: 'navigate', destination: 'document' }],
  ['a HEAD', { method: 'HEAD' }],
  ['an image of another origin', { url: 'https://cdn.test/a' }],
  ['an image of another port', { url: `${ORIGIN}:8443/a` }],
  ['a call of fetch or XMLHttpRequest', { destination: '', mode: 'cors' }],
  ['a stream of events', { destination: '', accept: 'text/event-stream' }],
  ['a stream of events by another name', { accept: 'text/event-stream' }],
  ['what may come from the cache alone', { cache: 'only-if-cached', mode: 'same-origin' }],
])('%s is left alone', (_what, facts) => {
  expect(isHandled(request(facts), ORIGIN)).toBe(false);
});
