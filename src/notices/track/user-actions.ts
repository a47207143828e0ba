import type { Candidate } from '../show/candidate.ts';
import type { Incident, NoticeState } from './state.ts';

// What a user does about a notice, entered in the state.

/** "Try now" was pressed. While calls wait, only those upstreams are asked for which there is one. */
export function asked(state: NoticeState, candidate: Candidate, areWaiting: boolean): void {
  for (const incident of areWaiting ? incidentsOf(state, candidate, true) : ownOf(state, candidate))
    incident.asked = true;
}

/** The result of "Try now" is there. */
export function answered(state: NoticeState, candidate: Candidate): void {
  for (const incident of ownOf(state, candidate)) incident.asked = false;
}

/** "Stop trying" was pressed. */
export function stopped(state: NoticeState, candidate: Candidate): void {
  for (const incident of ownOf(state, candidate)) incident.stopped = true;
}

/** The notice was closed. */
export function dismissed(state: NoticeState, candidate: Candidate, now: number): void {
  const isSlow = candidate.phase === 'slow';
  if (isSlow) for (const name of candidate.upstreams) state.upstream(name).slowQuietUntil = now;
  // Of an upstream in trouble nothing else is hidden with it.
  for (const incident of ownOf(state, candidate)) if (!isSlow || incident.number === 0) incident.dismissedAt = now;
}

/** Is a result of "Try now" still to come? */
export const isAwaited = (state: NoticeState, candidate: Candidate): boolean =>
  incidentsOf(state, candidate).some(({ asked }) => asked);

/** Has everything that the notice is about worked since then? */
export const hasWorkedSince = (state: NoticeState, candidate: Candidate, since: number): boolean =>
  incidentsOf(state, candidate).every(({ succeededAt }) => succeededAt >= since);

/** Is a request under way whose result will be that of the notice? */
export const isUnderWay = (state: NoticeState, upstreams: readonly string[]): boolean =>
  [...state.upstreams].some(
    ([name, { members }]) =>
      upstreams.includes(name) && [...members.values()].some(({ askingSince }) => askingSince !== undefined),
  );

/** Those that the notice is about itself; of a request that was lost, not those of its upstream. */
function ownOf(state: NoticeState, candidate: Candidate): readonly Incident[] {
  const { scope } = candidate;
  if (scope.kind !== 'request') return incidentsOf(state, candidate);
  return [...state.requestFailures.values()].map(({ incident }) => incident).filter(({ key }) => key === scope.key);
}

function incidentsOf(state: NoticeState, { scope, upstreams }: Candidate, areWaiting = false): readonly Incident[] {
  if (scope.kind === 'device') return [state.device];
  return upstreams.flatMap((name) => {
    const upstream = state.upstreams.get(name);
    return upstream === undefined || (areWaiting && upstream.troubled.size === 0) ? [] : [upstream.incident];
  });
}
