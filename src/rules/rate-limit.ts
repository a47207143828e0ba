/** In characters. An unclosed quote costs the square of the length, and no server needs more. */
const MAX_FIELD_LENGTH = 2048;

/**
 * When the rate limit is lifted, in ms from now, as the `RateLimit` family of headers tells it; `undefined` where it does not.
 * Meant for a 429 without `Retry-After`, which takes precedence.
 * draft-ietf-httpapi-ratelimit-headers-10, its predecessors, and the `X-` headers before them.
 *
 * @param nowMs - Epoch ms to measure points in time against. `NaN` where no clock is to be trusted: then they say nothing.
 */
export function rateLimitResetMs(headers: Pick<Headers, 'get'>, nowMs: number): number | undefined {
  return (
    fieldResetMs(headers.get('RateLimit')) ??
    durationMs(headers.get('RateLimit-Reset')) ??
    // Where both are sent, a duration is better than a point in time: it needs no clock.
    durationMs(headers.get('X-RateLimit-Reset-After')) ??
    durationOrTimeMs(headers.get('X-RateLimit-Reset'), nowMs) ??
    durationOrTimeMs(headers.get('X-Rate-Limit-Reset'), nowMs)
  );
}

/** Reads `"default";r=0;t=30` and, as it used to be, `limit=10, remaining=0, reset=5`. */
function fieldResetMs(field: string | null): number | undefined {
  if (field === null || field.length > MAX_FIELD_LENGTH) return undefined;
  // The names of policies are no use to us, and may hold the very characters that separate.
  const items = field.replace(/"(?:[^"\\]|\\.)*"/g, 'name').split(',');
  const isOlderDraft = items.some((item) => /^\s*reset\s*=/.test(item));
  const policies = isOlderDraft ? [items] : items.map((item) => item.split(';'));

  let longest: number | undefined;
  for (const policy of policies) {
    const left = parameter(policy, isOlderDraft ? 'remaining' : 'r');
    const seconds = parameter(policy, isOlderDraft ? 'reset' : 't');
    if (Number.isNaN(left) || Number.isNaN(seconds)) return undefined;
    if (left === 0 && seconds !== undefined) longest = Math.max(longest ?? 0, seconds * 1000);
  }
  return longest;
}

/** A parameter's value: `undefined` where it is absent, `NaN` where it is no whole number. */
function parameter(policy: readonly string[], name: string): number | undefined {
  for (const part of policy) {
    const [key, value] = part.split('=');
    // The older draft gives its members parameters of their own: `limit=10;w=60`.
    if (key?.trim() === name) return wholeNumber(value?.split(';')[0]);
  }
  return undefined;
}

const wholeNumber = (text: string | undefined): number =>
  text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN;

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
