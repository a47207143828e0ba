import { type Member, parseMembers } from './structured-fields.ts';

/** How much is left of a quota, and when it is full again, as three families of headers spell it. */
const QUOTAS = [
  ['RateLimit-Remaining', 'RateLimit-Reset', false],
  // Where both are sent, a duration is better than a point in time: it needs no clock.
  ['X-RateLimit-Remaining', 'X-RateLimit-Reset-After', false],
  ['X-RateLimit-Remaining', 'X-RateLimit-Reset', true],
  ['X-Rate-Limit-Remaining', 'X-Rate-Limit-Reset', true],
] as const;

/**
 * When the rate limit is lifted, in ms from now, as the `RateLimit` family of headers tells it; `undefined` where it does not.
 * Meant for a 429 or 403 without `Retry-After`, which takes precedence.
 * draft-ietf-httpapi-ratelimit-headers-10, its predecessors, and the `X-` headers before them.
 *
 * @param nowMs - Epoch ms to measure points in time against. `NaN` where no clock is to be trusted: then they say nothing.
 * @param mustBeSpent - Only heed a quota that says itself that nothing is left of it.
 */
export function rateLimitResetMs(
  headers: Pick<Headers, 'get'>,
  nowMs: number,
  mustBeSpent = false,
): number | undefined {
  const ms = fieldResetMs(headers.get('RateLimit'));
  if (ms !== undefined) return ms;
  for (const [remaining, reset, mayBeTime] of QUOTAS) {
    const left = headers.get(remaining);
    // If something is left of this quota, another one is exhausted, and nothing is known of that one.
    if (Number(left) > 0 || (mustBeSpent && decimal(left) !== 0)) continue;
    const value = headers.get(reset);
    const resetMs = mayBeTime ? durationOrTimeMs(value, nowMs) : durationMs(value);
    if (resetMs !== undefined) return resetMs;
  }
  return undefined;
}

/** Reads `"default";r=0;t=30` and, as it used to be, `limit=10, remaining=0, reset=5`. */
function fieldResetMs(field: string | null): number | undefined {
  const members = parseMembers(field ?? '') ?? [];
  const isOlderDraft = members.some(({ key }) => key === 'reset');
  const policies = isOlderDraft
    ? [new Map(members.map(({ key, value }) => [key, value]))]
    : members.map(({ parameters }: Member) => parameters);

  let longest: number | undefined;
  for (const policy of policies) {
    const left = policy.get(isOlderDraft ? 'remaining' : 'r');
    const seconds = policy.get(isOlderDraft ? 'reset' : 't');
    if (!isCount(left) || !isCount(seconds)) return undefined;
    if (left === 0 && seconds !== undefined) longest = Math.max(longest ?? 0, seconds * 1000);
  }
  return longest;
}

/** A whole number, or nothing. */
const isCount = (value: unknown): value is number | undefined =>
  value === undefined || (Number.isInteger(value) && (value as number) >= 0);

/** Seconds, whole or not, in ms. */
function durationMs(value: string | null): number | undefined {
  const seconds = decimal(value);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Some send the seconds to wait, some the epoch second, some the epoch millisecond. Only their size tells them apart. */
function durationOrTimeMs(value: string | null, nowMs: number): number | undefined {
  const number = decimal(value);
  if (number === undefined || number <= 1e9) return durationMs(value);
  const ms = Math.max(0, (number > 1e12 ? number : number * 1000) - nowMs);
  return Number.isFinite(ms) ? ms : undefined;
}

const decimal = (value: string | null): number | undefined =>
  value !== null && /^\s*\d{1,15}(?:\.\d{1,15})?\s*$/.test(value) ? Number(value) : undefined;
