import type { Exchange, Method } from './exchange.ts';
import recorded from './expected.json' with { type: 'json' };

/** What a gateway is known to answer in one mode, as far as it does not change from version to version. */
export interface Row {
  readonly mode: string;
  /** Absent where GET and POST are answered alike. */
  readonly method?: string;
  /** 0 where there is no response. */
  readonly status: number;
  /** Headers by which the gateway gives itself away, without versions and host names. */
  readonly signs: readonly string[];
  readonly retryAfter: boolean;
  readonly body: string;
  /** Did the app get the request? */
  readonly seen: boolean;
}

interface Recorded {
  /** The version that answered so. */
  readonly recordedWith: string;
  readonly rows: readonly Row[];
}

export const EXPECTED: Readonly<Record<string, Recorded>> = recorded;

export const expectedRow = (gateway: string, mode: string, method: Method): Row | undefined =>
  EXPECTED[gateway]?.rows.find((row) => row.mode === mode && (row.method === undefined || row.method === method));

/** What was seen, in the words of the table. */
export function toRow({ status, headers, body, deliveries }: Exchange): Omit<Row, 'mode' | 'method'> {
  return { status, signs: signsOf(headers), retryAfter: headers.has('retry-after'), body, seen: deliveries() > 0 };
}

/** The name of a product, before its version. */
const product = (value: string): string => /^[\w-]+/.exec(value)?.[0].toLowerCase() ?? value;

const SIGNS: readonly (readonly [header: string, read: (value: string) => string])[] = [
  ['server', product],
  // `1.1 some.host (product/version)`
  ['via', (value) => product(/\((.+)\)/.exec(value)?.[1] ?? value)],
  ['x-cache', product],
  ['x-squid-error', (value) => value.split(' ')[0] ?? ''],
  ['x-varnish', () => 'any'],
];

function signsOf(headers: Headers): string[] {
  const signs = SIGNS.flatMap(([header, read]) => {
    const value = headers.get(header);
    return value === null ? [] : [`${header}: ${read(value)}`];
  });
  // The app's own name, passed on, is no sign of the gateway.
  return signs.filter((sign) => sign !== 'server: app');
}
