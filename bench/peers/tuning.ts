/** What "tuned" means, for every peer alike. */
export const TUNED = {
  retries: 3,
  firstDelayMs: 100,
  maxDelayMs: 2_000,
  statuses: [502, 503, 504],
  /** Open at half of at least twenty calls in ten seconds, look again after two. */
  breaker: { ratio: 0.5, windowMs: 10_000, minimumCalls: 20, openMs: 2_000 },
} as const;

/** The delay before the given retry, counted from 1, where a library takes a function: full jitter under the cap. */
export function tunedDelay(retry: number): number {
  return Math.random() * Math.min(TUNED.maxDelayMs, TUNED.firstDelayMs * 2 ** (retry - 1));
}

export function isTunedStatus(status: number): boolean {
  return status >= 502 && status <= 504;
}

/** No app wants retries of what it has stopped itself. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
