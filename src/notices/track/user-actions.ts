import type { Scene } from '../show/candidate.ts';
import type { Facts, Incident } from './state.ts';

// What a person does about a notice, entered in the facts.

/** "Try now" was pressed. While calls wait, only those upstreams are asked for which there is one. */
export function asked(facts: Facts, scene: Scene, areWaiting: boolean): void {
  for (const incident of areWaiting ? incidentsOf(facts, scene, true) : ownOf(facts, scene)) incident.asked = true;
}

/** The result of "Try now" is there. */
export function answered(facts: Facts, scene: Scene): void {
  for (const incident of ownOf(facts, scene)) incident.asked = false;
}

/** "Stop trying" was pressed. */
export function stopped(facts: Facts, scene: Scene): void {
  for (const incident of ownOf(facts, scene)) incident.stopped = true;
}

/** The notice was closed. */
export function dismissed(facts: Facts, scene: Scene, now: number): void {
  const isSlow = scene.phase === 'slow';
  if (isSlow) for (const name of scene.upstreams) facts.upstream(name).slowQuietUntil = now;
  // Of an upstream in trouble nothing else is hidden with it.
  for (const incident of ownOf(facts, scene)) if (!isSlow || incident.number === 0) incident.dismissedAt = now;
}

/** Is a result of "Try now" still to come? */
export const isAwaited = (facts: Facts, scene: Scene): boolean => incidentsOf(facts, scene).some(({ asked }) => asked);

/** Has everything that the notice is about worked since then? */
export const hasWorkedSince = (facts: Facts, scene: Scene, since: number): boolean =>
  incidentsOf(facts, scene).every(({ succeededAt }) => succeededAt >= since);

/** Is a request under way whose result will be that of the notice? */
export const isUnderWay = (facts: Facts, upstreams: readonly string[]): boolean =>
  upstreams.some((name) =>
    [...(facts.upstreams.get(name)?.members.values() ?? [])].some(({ askingSince }) => askingSince !== undefined),
  );

/** Those that the notice is about itself; of a request that was lost, not those of its upstream. */
function ownOf(facts: Facts, scene: Scene): readonly Incident[] {
  const { scope } = scene;
  if (scope.kind !== 'request') return incidentsOf(facts, scene);
  return [...facts.refusals.values()].map(({ incident }) => incident).filter(({ key }) => key === scope.key);
}

function incidentsOf(facts: Facts, { scope, upstreams }: Scene, areWaiting = false): readonly Incident[] {
  if (scope.kind === 'device') return [facts.device];
  return upstreams.flatMap((name) => {
    const upstream = facts.upstreams.get(name);
    return upstream === undefined || (areWaiting && upstream.troubled.size === 0) ? [] : [upstream.incident];
  });
}
