// Everything that this site does with steadyfetch is in this file.
import { createSteadyFetch, isCircuitOpenError } from 'steadyfetch';
import { createNotices, type Notice, type NoticeSurface } from 'steadyfetch/notices';
import { bareFetch, isBare } from './app/bare.ts';
import { device } from './backstage/device.ts';
import { isStalled } from './player/stall.ts';

const TEN_MINUTES_MS = 600_000;

// #region player
/** A film waits for its next part for as long as a viewer may be watching. */
const WATCHING = {
  retry: { maxAttempts: 100 },
  timeout: { totalMs: TEN_MINUTES_MS },
  circuit: { maxWaitMs: TEN_MINUTES_MS },
};

/** A user who has written a comment would rather wait than press a button again. */
const WRITING = { retry: { maxAttempts: 30 }, circuit: { maxWaitMs: 25_000 } };

export const steady = createSteadyFetch({
  // One gateway, two services behind it: `/video` and `/api` fail and recover separately.
  upstream: ({ pathname }) => pathname.split('/')[1] ?? '',
  upstreams: { video: WATCHING, api: WRITING },
  // Only because this site can play "the device is offline".
  ...device,
});

export const fetchPart = (url: string, film: string, signal: AbortSignal): Promise<Response> =>
  send(url, { signal, steady: { notice: { surface: 'playback', importance: 'user', label: film } } });
// #endregion player

/** All requests of the site. "Without steadyfetch" they go out as they are. */
export const send = (url: string, init: Parameters<typeof steady>[1]): Promise<Response> =>
  isBare.get() ? bareFetch(url, init) : steady(url, init);

const whatToDoAgain = new Map<NoticeSurface, () => unknown>();
let checkList = (): unknown => undefined;

// #region notices
export const notices = createNotices(steady, {
  label: () => 'Steady TV',
  // #endregion notices
  // #region gate
  // People care about the picture, not about the next part: as long as the buffer lasts nothing is wrong.
  gate: ({ surface }) => surface !== 'playback' || isStalled(),
  // #endregion gate
  // #region retry
  // "Try now", after we gave up: a call that has ended cannot be revived, so the site does it again.
  onRetry: ({ surface }) => whatToDoAgain.get(surface)?.(),
  // Only the list itself can tell whether it was saved. The page says what came of it, so the notice has done its part.
  actions: ({ effect }) => (effect === 'unknown' ? [{ id: 'check', label: 'Check my list', run: check }] : []),
  // #endregion retry
  // #region notices
});
// #endregion notices

/** What "Try now" does for notices of this kind. */
export const onTryNow = (surface: NoticeSurface, run: () => unknown): void => void whatToDoAgain.set(surface, run);

/** What "Check my list" does. */
export function onCheckList(run: () => unknown): void {
  checkList = run;
}

function check({ id }: Notice): void {
  notices.dismiss(id);
  checkList();
}

export function dismissAll(): void {
  for (const { id } of notices.getSnapshot()) notices.dismiss(id);
}

/** Did this call fail before anything was sent? Then it may be made again, whatever it does. */
export const wasNotSent = isCircuitOpenError;
