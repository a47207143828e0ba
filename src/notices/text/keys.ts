import type { Notice } from '../notice.ts';
import { originOf } from '../origins.ts';

/** What the keys of a notice begin with, from the special to the general. No two scopes have the same title. */
export function keyPrefixesOf({ phase, cause, effect, surface, scope, unsent, write }: Notice): readonly string[] {
  const isDevice = scope.kind === 'device';
  const isMany = scope.kind === 'many';
  // People who watch care about the picture, not about what was asked for to get it.
  const isWrite = write === true && surface !== 'playback';
  switch (phase) {
    case 'slow':
      if (isMany) return ['slow.many', 'slow'];
      return isWrite ? ['slow.write', 'slow'] : [`slow.${surface}`, 'slow'];
    case 'offline':
      return ['offline'];
    case 'waiting':
    case 'retrying':
      if (isDevice || isMany) return [`${cause}.${scope.kind}`, cause];
      return [`${cause}.${surface}`, surface, cause];
    case 'paused':
      return isMany ? ['many'] : [surface, 'paused'];
    case 'recovered':
      return isMany ? ['recovered.many', 'recovered'] : [`recovered.${isDevice ? cause : surface}`, 'recovered'];
    case 'failed':
      if (effect === 'unknown') return [`outcome-unknown.${scope.kind}`, 'outcome-unknown'];
      if (cause === 'stopped') return [`stopped.${scope.kind}`, 'stopped'];
      if (originOf(cause) === 'request') return [`${cause}.${surface}`, cause];
      if (unsent === true && surface !== 'playback' && (cause === 'offline' || cause === 'network'))
        return [`not-sent.${cause}`, `not-sent.${scope.kind}`, 'not-sent'];
      if (isDevice) return ['failed.device', `failed.${cause}`, 'failed'];
      return [`failed.${surface}`, ...(isWrite ? [`failed.${cause}.write`] : []), `failed.${cause}`, 'failed'];
  }
}

/** The one name of what the notice is about. If several requests to a service failed, a title about one would hide the others. */
export function whatOf({ scope, affected, others, counts }: Notice): string | undefined {
  const isOne = scope.kind === 'request' || (scope.kind === 'upstream' && counts.failed < 2);
  return isOne && affected.length === 1 && others === 0 ? affected[0] : undefined;
}

/** Are its labels those of requests? Elsewhere they are those of upstreams. */
export const isOfRequests = ({ kind }: Notice['scope']): boolean => kind === 'upstream' || kind === 'request';

/** The keys of one place in a notice: circumstances say more than what is usual. */
export function circumstantial(notice: Notice, prefixes: readonly string[], slot: string): readonly string[] {
  const { circumstances, attempts, phase, surface, scope, unsent } = notice;
  // Who sent something wants to know of that first.
  const special = (prefixes[0] === 'slow.write' ? [] : circumstances).flatMap((each) => [
    ...prefixes.map((prefix) => `${prefix}.${each}.${slot}`),
    `${each}.${slot}`,
  ]);
  // What the device sent is not counted, and a viewer asked for the film, not for its next part.
  const isCounted = phase === 'failed' && surface !== 'playback' && scope.kind !== 'device';
  const isUnsent = isCounted && (unsent ?? attempts === 0);
  return [
    ...special,
    ...(isUnsent ? prefixes.map((prefix) => `${prefix}.unsent.${slot}`) : []),
    ...prefixes.flatMap((prefix) => [
      ...(whatOf(notice) === undefined ? [] : [`${prefix}.named.${slot}`]),
      `${prefix}.${slot}`,
    ]),
  ];
}
