import type { Facts, Incident, Upstream } from './facts.ts';
import type { Scene } from './scene.ts';

// What a person does about a notice, entered in the facts.

/** "Try now" was pressed while calls wait: those upstreams are asked for which there is one. */
export function askedAgain(facts: Facts, scene: Scene): Facts {
  const isWaiting = (name: string) =>
    [...facts.members.values()].some(({ upstream, trouble }) => upstream === name && trouble !== undefined);
  return ofScene(facts, { ...scene, upstreams: scene.upstreams.filter(isWaiting) }, asking);
}

/** "Try now" was pressed after everything was given up. */
export const askedAnew = (facts: Facts, scene: Scene): Facts => ofScene(facts, scene, asking);

/** The result of "Try now" is there. */
export const answered = (facts: Facts, scene: Scene): Facts =>
  ofScene(facts, scene, (incident) => ({ ...incident, asked: false }));

const asking = (incident: Incident): Incident => ({ ...incident, asked: true });

/** "Stop trying" was pressed. */
export const stopped = (facts: Facts, scene: Scene): Facts =>
  ofScene(facts, scene, (incident) => ({ ...incident, stopped: true }));

/** The notice was closed. */
export function dismissed(facts: Facts, scene: Scene, now: number): Facts {
  if (scene.phase !== 'slow') return ofScene(facts, scene, (incident) => ({ ...incident, dismissedAt: now }));
  return ofUpstreams(facts, scene, (upstream) => ({ ...upstream, slowDismissedAt: now }));
}

/** Is a result of "Try now" still to come? */
export const isAwaited = (facts: Facts, scene: Scene): boolean => incidentsOf(facts, scene).some((each) => each.asked);

/** Has everything that the notice is about worked since then? */
export const hasWorkedSince = (facts: Facts, scene: Scene, since: number): boolean =>
  incidentsOf(facts, scene).every(({ succeededAt }) => succeededAt >= since);

/** Is a request under way whose result will be that of the notice? */
export const isUnderWay = (facts: Facts, upstreams: readonly string[]): boolean =>
  [...facts.members.values()].some(
    ({ upstream, askingSince }) => askingSince !== undefined && upstreams.includes(upstream),
  );

function incidentsOf(facts: Facts, { scope, upstreams }: Scene): readonly Incident[] {
  if (scope.kind === 'device') return [facts.device];
  return upstreams.map((name) => facts.upstreams.get(name)?.incident).filter((incident) => incident !== undefined);
}

function ofScene(facts: Facts, scene: Scene, change: (incident: Incident) => Incident): Facts {
  const { scope } = scene;
  if (scope.kind === 'device') return { ...facts, device: change(facts.device) };
  if (scope.kind === 'request') {
    const refusals = [...facts.refusals].map(([id, refusal]) => {
      const { incident } = refusal;
      return [id, incident.key === scope.key ? { ...refusal, incident: change(incident) } : refusal] as const;
    });
    return { ...facts, refusals: new Map(refusals) };
  }
  return ofUpstreams(facts, scene, (upstream) => ({ ...upstream, incident: change(upstream.incident) }));
}

function ofUpstreams(facts: Facts, { upstreams }: Scene, change: (upstream: Upstream) => Upstream): Facts {
  const changed = [...facts.upstreams].map(
    ([name, upstream]) => [name, upstreams.includes(name) ? change(upstream) : upstream] as const,
  );
  return { ...facts, upstreams: new Map(changed) };
}
