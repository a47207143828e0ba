/** What an upstream does during one stretch of time. */
export interface Weather {
  readonly kind: 'healthy' | 'flaky' | 'overloaded' | 'hangs' | 'down';
  readonly fromMs: number;
  readonly lastsMs: number;
  /** A few letters, for the picture. */
  readonly label: string;
  /** What an operator of the servers would say. */
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

export const GATEWAY_TIMEOUT_MS = 1_000;

export const WEATHER: readonly Weather[] = inOrder([
  { lastsMs: 2_000, kind: 'healthy', label: '', words: 'healthy' },
  { lastsMs: 2_000, kind: 'flaky', label: '502', words: 'resets every other connection; the gateway says 502' },
  { lastsMs: 2_000, kind: 'healthy', label: '', words: 'healthy again' },
  { lastsMs: 1_600, kind: 'overloaded', label: '503', words: 'overloaded: 503, and a Retry-After with a date' },
  { lastsMs: 2_400, kind: 'healthy', label: '', words: 'healthy again' },
  { lastsMs: 1_200, kind: 'hangs', label: '504', words: 'hangs; the gateway gives up on it and says 504' },
  { lastsMs: 1_600, kind: 'healthy', label: '', words: 'healthy again' },
  { lastsMs: 3_200, kind: 'down', label: 'outage', words: 'down, nothing listens; the gateway says 502' },
  { lastsMs: 4_000, kind: 'healthy', label: '', words: 'healthy again' },
]);

/** When the weather report ends. */
export const END_MS = WEATHER.reduce((total, { lastsMs }) => total + lastsMs, 0);

/** A user opens a page just after the outage has begun, and the page requests many things at once. */
export const PAGE_LOAD = { atMs: 13_000, calls: 8 };

const LAST_CALL_MS = 18_800;

/** A steady trickle, in which every seventh call is a POST, and the page load. */
export const TRAFFIC: readonly PlannedCall[] = [...trickle(), ...pageLoad()].sort((a, b) => a.atMs - b.atMs);

export const weatherAt = (ms: number): Weather =>
  WEATHER.findLast(({ fromMs }) => fromMs <= ms) ?? (WEATHER[0] as Weather);

function inOrder(weathers: readonly Omit<Weather, 'fromMs'>[]): Weather[] {
  let fromMs = 0;
  return weathers.map((weather) => {
    const placed = { ...weather, fromMs };
    fromMs += weather.lastsMs;
    return placed;
  });
}

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
