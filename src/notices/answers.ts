import type { Facts, Incident } from './facts.ts';
import type { Scene } from './scene.ts';

// What a person does about a notice, entered in the facts.

/** "Try now" was pressed while calls wait: those upstreams are asked for which there is one. */
export function askedAgain(facts: Facts, scene: Scene): void {
  const isWaiting = (name: string) => (facts.upstreams.get(name)?.troubled.size ?? 0) > 0;
  ofScene(facts, { ...scene, upstreams: scene.upstreams.filter(isWaiting) }, asking);
}

/** "Try now" was pressed after everything was given up. */
export const askedAnew = (facts: Facts, scene: Scene): void => ofScene(facts, scene, asking);

/** The result of "Try now" is there. */
export const answered = (facts: Facts, scene: Scene): void =>
  ofScene(facts, scene, (incident) => ({ ...incident, asked: false }));

const asking = (incident: Incident): Incident => ({ ...incident, asked: true });

/** "Stop trying" was pressed. */
export const stopped = (facts: Facts, scene: Scene): void =>
  ofScene(facts, scene, (incident) => ({ ...incident, stopped: true }));

/** The notice was closed. */
export function dismissed(facts: Facts, scene: Scene, now: number): void {
  if (scene.phase !== 'slow') {
    ofScene(facts, scene, (incident) => ({ ...incident, dismissedAt: now }));
    return;
  }
  for (const name of scene.upstreams) {
    const upstream = facts.upstream(name);
    upstream.slowQuietUntil = now;
    // Of an upstream without trouble nothing else is hidden with it.
    if (upstream.incident.number === 0) upstream.incident = { ...upstream.incident, dismissedAt: now };
  }
}

/** Is a result of "Try now" still to come? */
export const isAwaited = (facts: Facts, scene: Scene): boolean => incidentsOf(facts, scene).some((each) => each.asked);

/** Has everything that the notice is about worked since then? */
export const hasWorkedSince = (facts: Facts, scene: Scene, since: number): boolean =>
  incidentsOf(facts, scene).every(({ succeededAt }) => succeededAt >= since);

/** Is a request under way whose result will be that of the notice? */
export function isUnderWay(facts: Facts, upstreams: readonly string[]): boolean {
  for (const name of upstreams) {
    for (const { askingSince } of facts.upstreams.get(name)?.members.values() ?? []) {
      if (askingSince !== undefined) return true;
    }
  }
  return false;
}

function incidentsOf(facts: Facts, { scope, upstreams }: Scene): readonly Incident[] {
  if (scope.kind === 'device') return [facts.device];
  return upstreams.map((name) => facts.upstreams.get(name)?.incident).filter((incident) => incident !== undefined);
}

function ofScene(facts: Facts, { scope, upstreams }: Scene, change: (incident: Incident) => Incident): void {
  if (scope.kind === 'device') {
    facts.device = change(facts.device);
    return;
  }
  if (scope.kind === 'request') {
    for (const [id, refusal] of facts.refusals) {
      const { incident } = refusal;
      if (incident.key === scope.key) facts.refusals.set(id, { ...refusal, incident: change(incident) });
    }
    return;
  }
  for (const name of upstreams) {
    const upstream = facts.upstreams.get(name);
    if (upstream !== undefined) upstream.incident = change(upstream.incident);
  }
}
