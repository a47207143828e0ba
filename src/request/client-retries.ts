/** How many times a client has sent this request before, as it says itself: the SDKs that Stainless generates (OpenAI, Anthropic), and others. */
const COUNTS = ['x-stainless-retry-count', 'x-retry-count'];

/** Is this the retry of a client that retries by itself and marks it? Ours on top would multiply the two. */
export function isRetryOfClient(headers: Headers | undefined): boolean {
  if (headers === undefined) return false;
  if (COUNTS.some((name) => Number(headers.get(name)) > 0)) return true;
  // The AWS SDKs count attempts: "attempt=2; max=3".
  return Number(/attempt=(\d+)/.exec(headers.get('amz-sdk-request') ?? '')?.[1]) > 1;
}
