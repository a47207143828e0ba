import { createSteadyFetch } from 'steadyfetch';
import { de } from 'steadyfetch/locales/de';
import { createNotices, type NoticeSink } from 'steadyfetch/notices';
import type { collectSink } from 'steadyfetch/sinks';

export const steady: typeof globalThis.fetch = createSteadyFetch();
export const answer: Promise<Response> = steady('https://api.test/', { method: 'POST', body: 'a' });
export const sink = (made: ReturnType<typeof collectSink>): NoticeSink => made;
createNotices(createSteadyFetch(), { catalogue: de, locale: 'de' }).close();
// @ts-expect-error: nothing is left as "any"
createSteadyFetch({ retry: { maxAttempts: 'four' } });
