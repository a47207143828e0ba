import type { Notice } from './notice.ts';
import { originOf } from './origins.ts';

/** What the keys of a notice begin with, from the special to the general. */
export function stemsOf({ phase, cause, effect, surface, scope }: Notice): readonly string[] {
  const isDevice = scope.kind === 'device';
  switch (phase) {
    case 'slow':
      return [`slow.${surface}`, 'slow'];
    case 'offline':
      return ['offline'];
    case 'waiting':
    case 'retrying':
      return isDevice ? [`${cause}.device`, cause] : [`${cause}.${surface}`, surface, cause];
    case 'paused':
      // People who watch care about the picture; that several are away says more than that one is.
      return [surface, ...(scope.kind === 'many' ? ['many'] : []), 'paused'];
    case 'recovered':
      return [`recovered.${isDevice ? cause : surface}`, `recovered.${scope.kind}`, 'recovered'];
    case 'failed':
      if (effect === 'unknown') return ['outcome-unknown'];
      if (cause === 'stopped') return ['stopped'];
      if (originOf(cause) === 'request') return [`${cause}.${surface}`, cause];
      return [`failed.${surface}`, ...(isDevice ? ['failed.device'] : []), `failed.${cause}`, 'failed'];
  }
}

/** The keys of one place in a notice: circumstances say more than what is usual. */
export function circumstantial(
  { circumstances, attempts, phase, surface, scope }: Notice,
  stems: readonly string[],
  slot: string,
): readonly string[] {
  const special = circumstances.flatMap((each) => [
    ...stems.map((stem) => `${stem}.${each}.${slot}`),
    `${each}.${slot}`,
  ]);
  // Nobody counts what the device sent, and who watches asked for the film, not for its next part.
  const isCounted = phase === 'failed' && surface !== 'playback' && scope.kind !== 'device';
  const unsent = isCounted && attempts === 0 ? stems.map((stem) => `${stem}.unsent.${slot}`) : [];
  return [...special, ...unsent, ...stems.map((stem) => `${stem}.${slot}`)];
}
