import { echoOf, endOf, nameOf, type Point, type Surroundings, shapeOf } from './point.ts';

// Header fields, of requests and of responses.

/** A server's answer with these header fields. */
const answer = ({ origin, key }: Surroundings, headers: readonly (readonly [string, string])[], more = ''): string =>
  `${origin}/answer?key=${key}&headers=${encodeURIComponent(JSON.stringify(headers))}${more}`;

/** Browsers send none of these for an app, or other values. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'accept-charset': 'utf-8',
  'accept-encoding': 'identity',
  'access-control-request-headers': 'x',
  cookie: 'a=1',
  date: 'Mon, 01 Jan 2024 00:00:00 GMT',
  dnt: '1',
  origin: 'http://elsewhere.test',
  referer: 'http://elsewhere.test/',
  te: 'trailers',
  via: '1.1 x',
  'proxy-own': '1',
  'sec-own': '1',
  'x-http-method-override': 'TRACE',
  'x-method-override': 'get',
  'user-agent': 'own/1',
  range: 'bytes=0-3',
  authorization: 'Bearer own',
  'if-none-match': '"a"',
  'cache-control': 'max-age=1',
  pragma: 'no-cache',
  'accept-language': 'eo',
};

const REFUSED: readonly (readonly [what: string, headers: unknown])[] = [
  ['a value with a line break', { 'x-own': 'a\nb' }],
  ['a value with a NUL', { 'x-own': 'a\0b' }],
  ['a value beyond latin1', { 'x-own': 'ł' }],
  ['a name with a colon', { 'x:own': 'a' }],
  ['an empty name', { '': 'a' }],
  ['a pair of one', [['x-own']]],
  ['a pair of three', [['x-own', 'a', 'b']]],
  ['pairs that are none', ['x-own']],
  ['a number', 7],
  ['null', null],
  ['a value that cannot become text', { 'x-own': Symbol('own') }],
];

const SENT: readonly (readonly [what: string, headers: () => unknown])[] = [
  ['of which each has white space around its value', () => ({ 'x-own': '\t a b \t' })],
  ['with an empty value', () => ({ 'x-own': '' })],
  ['with a latin1 value', () => ({ 'x-own': 'Grüße' })],
  ['with the same name in other letters', () => [...'aA'].map((letter) => [`X-${letter}`, letter])],
  ['from a generator', () => new Map([['x-own', '1']]).entries()],
  ['from another Headers', () => new Headers({ 'x-own': '1' })],
  ['of a value of 7 kB', () => ({ 'x-own': 'x'.repeat(7_000) })],
  ['with numbers for values', () => ({ 'x-own': 1 })],
  ['with inherited fields, which do not count', () => Object.create({ 'x-own': '1' })],
];

const RECEIVED: readonly (readonly [what: string, headers: readonly (readonly [string, string])[]])[] = [
  [
    'the same name twice',
    [
      ['x-a', '1'],
      ['x-b', '2'],
      ['X-A', '3'],
    ].map(([name = '', value = '']) => [name, value]),
  ],
  [
    'empty values',
    [
      ['x-a', ''],
      ['x-a', 'b'],
    ].map(([name = '', value = '']) => [name, value]),
  ],
  [
    'cookies',
    [
      ['set-cookie', 'a=1; path=/nowhere'],
      ['set-cookie', 'b=2; path=/nowhere'],
    ].map(([name = '', value = '']) => [name, value]),
  ],
  ['a latin1 value', [['x-a', 'Grüße']]],
  ['a value of 7 kB', [['x-a', 'x'.repeat(7_000)]]],
  ['80 fields', Array.from({ length: 80 }, (_, at) => [`x-${at}`, String(at)])],
  ['white space around a value', [['x-a', '\t b \t']]],
];

export const headers: readonly Point[] = [
  ...Object.entries(FORBIDDEN).map(
    ([name, value]): Point => ({
      title: `sends the header ${name} of an app as the engine does`,
      run: async (fetch, { origin, key }) =>
        fetch(`${origin}/echo?key=${key}`, { headers: { [name]: value, 'x-own': '1' } }).then(echoOf, nameOf),
    }),
  ),
  ...REFUSED.map(
    ([what, given]): Point => ({
      title: `takes or refuses headers as the engine does: ${what}`,
      run: async (fetch, site) => {
        const end = await endOf(fetch(`${site.origin}/echo?key=${site.key}`, { headers: given as HeadersInit }));
        return { end, count: (await site.seen()).count };
      },
    }),
  ),
  ...SENT.map(
    ([what, make]): Point => ({
      title: `sends headers ${what}`,
      known: { method: 'GET' },
      run: async (fetch, { origin, key }) =>
        echoOf(await fetch(`${origin}/echo?key=${key}`, { headers: make() as HeadersInit })),
    }),
  ),
  ...RECEIVED.map(
    ([what, given]): Point => ({
      title: `gives the headers of a response as the engine does: ${what}`,
      known: { status: 200, text: 'hello' },
      run: async (fetch, site) => shapeOf(await fetch(answer(site, given))),
    }),
  ),
  {
    title: 'gives the cookies of a response by getSetCookie as the engine does',
    run: async (fetch, site) => {
      const { headers } = await fetch(answer(site, [['set-cookie', 'a=1; path=/nowhere']]));
      return [headers.getSetCookie?.(), headers.get('set-cookie'), headers.has('Set-Cookie')];
    },
  },
  {
    title: 'lets no app change the headers of a response',
    known: ['TypeError', 'TypeError', 'TypeError'],
    run: async (fetch, site) => {
      const { headers } = await fetch(answer(site, [['x-a', '1']]));
      const changes = [() => headers.set('x-a', '2'), () => headers.append('x-b', '1'), () => headers.delete('x-a')];
      return changes.map((change) => {
        try {
          change();
          return headers.get('x-a');
        } catch (error) {
          return nameOf(error);
        }
      });
    },
  },
  {
    title: 'gives the reason phrase of a status as the engine does',
    known: { status: 299, statusText: 'Quite fine' },
    run: async (fetch, site) => shapeOf(await fetch(answer(site, [], '&status=299&text=Quite%20fine'))),
  },
];
