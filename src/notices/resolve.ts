import { OptionsError } from '../model/errors.ts';
import type { SteadyEvent } from '../model/event.ts';
import type { SteadyFetch } from '../model/handle.ts';
import { systemClock } from '../platform/clock.ts';
import { browserPage } from '../platform/page.ts';
import type { NoticesOptions } from './options.ts';
import { checkGivenLanguage, checkOptions } from './schema.ts';
import type { Language } from './text/catalog.ts';
import { NOTICE_TIMING, type ResolvedTiming } from './timing.ts';

export interface ResolvedNotices extends NoticesOptions {
  readonly timing: ResolvedTiming;
  readonly clock: NonNullable<NoticesOptions['clock']>;
  readonly page: NonNullable<NoticesOptions['page']>;
}

/** What a center needs of a client: its events, and the two things that a person can ask of it. */
export interface NoticesClient extends Pick<SteadyFetch, 'retryNow' | 'cancel'> {
  /** Events from before come first, and at once: `ageMs` is how long ago each of them happened. */
  subscribe(listener: (event: SteadyEvent, ageMs?: number) => unknown): () => void;
}

/** A language that was given later than the options is checked like them. */
export function checkLanguage(given: Language): Language {
  checkGivenLanguage(given);
  return given;
}

/** Checks every option once, and lays the defaults under them. */
export function resolveNotices(client: NoticesClient, options: NoticesOptions): ResolvedNotices {
  if (typeof client?.subscribe !== 'function') {
    throw new OptionsError('client', client, 'a client made by createSteadyFetch');
  }
  checkOptions(options);
  const { timing = {}, clock = systemClock(), page = browserPage() } = options;
  const given = Object.entries(timing).filter(([, ms]) => ms !== undefined);
  return { ...options, clock, page, timing: { ...NOTICE_TIMING, ...Object.fromEntries(given) } };
}
