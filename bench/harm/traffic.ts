import type { Draw } from './draw.ts';
import type { Call } from './world.ts';

/** The app's own origin. */
export const ORIGIN = 'https://app.test';

/** What a healthy server answers: the answer to one request cannot be mistaken for that to another. */
export const echo = (method: string, url: string, body = ''): string =>
  method === 'HEAD' ? '' : `${method} ${url} ${body}`;

type More = Partial<Omit<Call, 'at' | 'method' | 'url'>>;

/** One call. A path is one of the app's own origin. */
export function call(at: number, method: string, where: string, more: More = {}): Call {
  const url = where.startsWith('/') ? `${ORIGIN}${where}` : where;
  return { at: Math.max(1, Math.round(at)), method, url, expects: echo(method, url, more.body), ...more };
}

export const get = (at: number, where: string, more: More = {}): Call => call(at, 'GET', where, more);
export const post = (at: number, where: string, body: string, more: More = {}): Call =>
  call(at, 'POST', where, { body, ...more });

/** How an API names its items. */
export function idsOf(draw: Draw): (n: number) => string {
  const salt = draw.between(0, 0xffff);
  const hex = (n: number, digits: number) =>
    (Math.imul(n + salt, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').repeat(4).slice(0, digits);
  return draw.pick([
    String,
    (n: number) => String(4_000_000 + salt + n),
    (n: number) => hex(n, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5'),
    (n: number) => hex(n, 24),
    (n: number) => `sku-${salt + n}`,
  ]);
}

/** Calls at a steady rate, from a moment within the first gap. */
export function every(
  draw: Draw,
  gapMs: number,
  [from, until]: readonly [from: number, until: number],
  make: (at: number, n: number) => Call,
): Call[] {
  const calls: Call[] = [];
  for (let at = from + draw.between(0, gapMs); at < until; at += gapMs) calls.push(make(at, calls.length));
  return calls;
}

/** All of these call what is away, and is back at that time. */
export const backAt = (at: number, calls: readonly Call[]): Call[] => calls.map((call) => ({ ...call, backAt: [at] }));

export const inOrder = (...groups: readonly (readonly Call[])[]): Call[] => groups.flat().sort((a, b) => a.at - b.at);
