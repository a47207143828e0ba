/** What an upstream does during one stretch of time. */
export interface Weather {
  readonly kind: 'healthy' | 'resets' | 'overloaded' | 'hangs' | 'down';
  readonly fromMs: number;
  /** A few letters, for the picture. */
  readonly label: string;
  /** What somebody with access to the servers would say. */
  readonly words: string;
}

/** One call that the app makes. Both sides make the same calls at the same moments. */
export interface PlannedCall {
  readonly atMs: number;
  readonly method: 'GET' | 'POST';
  /** Tells the calls apart, so each is different. */
  readonly path: string;
}

/** The picture has one column for so many milliseconds; everything below fits into that grid. */
export const COLUMN_MS = 400;
export const END_MS = 20_000;

export const GATEWAY_TIMEOUT_MS = 1_000;
export const RETRY_AFTER_S = 1;

export const WEATHER: readonly Weather[] = [
  { fromMs: 0, kind: 'healthy', label: '', words: 'healthy' },
  { fromMs: 2_400, kind: 'resets', label: '502', words: 'resets every connection; the gateway answers 502' },
  { fromMs: 3_600, kind: 'healthy', label: '', words: 'healthy again' },
  { fromMs: 5_600, kind: 'overloaded', label: '503', words: `overloaded; answers 503, Retry-After: ${RETRY_AFTER_S}` },
  { fromMs: 7_600, kind: 'healthy', label: '', words: 'healthy again' },
  { fromMs: 9_600, kind: 'hangs', label: '504', words: 'hangs; the gateway gives up on it and answers 504' },
  { fromMs: 10_800, kind: 'healthy', label: '', words: 'healthy again' },
  { fromMs: 12_400, kind: 'down', label: 'outage', words: 'down, nothing listens; the gateway answers 502' },
  { fromMs: 16_000, kind: 'healthy', label: '', words: 'healthy again' },
];

/** Somebody opens a page just after the outage has begun, and the page asks for many things at once. */
export const PAGE_LOAD = { atMs: 12_600, calls: 8 };

const LAST_CALL_MS = 18_800;

/** A steady trickle, in which every seventh call is a POST, and the page load. */
export const TRAFFIC: readonly PlannedCall[] = [...trickle(), ...pageLoad()].sort((a, b) => a.atMs - b.atMs);

export const weatherAt = (ms: number): Weather =>
  WEATHER.findLast(({ fromMs }) => fromMs <= ms) ?? (WEATHER[0] as Weather);

function trickle(): PlannedCall[] {
  return Array.from({ length: LAST_CALL_MS / COLUMN_MS }, (_, index) => {
    const atMs = index * COLUMN_MS + 100;
    return index % 7 === 2
      ? { atMs, method: 'POST', path: `/orders/${index}` }
      : { atMs, method: 'GET', path: `/items/${index}` };
  });
}

function pageLoad(): PlannedCall[] {
  return Array.from({ length: PAGE_LOAD.calls }, (_, index) => ({
    atMs: PAGE_LOAD.atMs,
    method: 'GET',
    path: `/page/${index + 1}`,
  }));
}
