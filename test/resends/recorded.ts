import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillRegion } from '../../docs/region.ts';
import { CASES, type Case, type Compared, ENDINGS, IDLE, REQUESTS } from './cases.ts';

/** What was measured, by engine, as `npm run docs:resends` has written it down. */
export type Recorded = Readonly<Record<string, RecordedEngine>>;

interface RecordedEngine {
  /** The major one. */
  readonly version: string;
  /** Requests with bare fetch, and with ours those of each attempt: `5 and 5 + 1 + 1`. */
  readonly requests: Readonly<Record<string, string>>;
}

export const RECORDED = join(import.meta.dirname, 'recorded.json');
export const readRecorded = (): Recorded => JSON.parse(readFileSync(RECORDED, 'utf8'));

const nameOf = ({ request, idle, ending }: Case): string => `${request}, ${idle} idle, ${ending}`;

/** The part of what was measured that is written down. */
export const requestsOf = (compared: readonly Compared[]): Record<string, string> =>
  Object.fromEntries(
    CASES.map((each, at) => [
      nameOf(each),
      `${compared[at]?.bare.requests.join(' + ')} and ${compared[at]?.steady.requests.join(' + ')}`,
    ]),
  );

/** Between `<!-- resends -->` and `<!-- /resends -->` stands what was measured, as a table. */
export const syncResends = (page: string, read: () => Recorded): string =>
  fillRegion(page, 'resends', () => render(read()));

const NAMES: Readonly<Record<string, string>> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };

function render(recorded: Recorded): string {
  const head = [
    'engine',
    'request',
    ...['bare', 'steady'].flatMap((who) => IDLE.map((idle) => `${who}, ${idle} idle`)),
  ];
  const rows = Object.entries(recorded).flatMap(([engine, { version, requests }]) => {
    const byCells = new Map<string, string[]>();
    for (const request of Object.keys(REQUESTS) as Case['request'][]) {
      const cells = [0, 1].flatMap((who) => IDLE.map((idle) => cellOf(requests, request, idle, who)));
      const key = cells.join(' | ');
      byCells.set(key, [...(byCells.get(key) ?? []), request]);
    }
    return [...byCells].map(
      ([cells, names]) => `| ${NAMES[engine] ?? engine} ${version} | ${names.join(', ')} | ${cells} |`,
    );
  });
  return [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows].join('\n');
}

/** What came of both endings, where it is not the same. */
function cellOf(
  requests: RecordedEngine['requests'],
  request: Case['request'],
  idle: Case['idle'],
  who: number,
): string {
  const counts = ENDINGS.map((ending) => requests[nameOf({ request, idle, ending })]?.split(' and ')[who] ?? '');
  return [...new Set(counts)].join(' or ');
}
