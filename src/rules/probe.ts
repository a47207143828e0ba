import type { ResolvedCircuit } from '../model/options.ts';
import type { Random } from '../model/ports.ts';

/**
 * Time from one probe to the next, in ms, after `sent` probes of this outage.
 *
 * Before the formal opening the first probe goes out after `minProbeMs`: most blips are over by then.
 */
export function probeIntervalMs(
  sent: number,
  open: boolean,
  { openMs, growth, maxOpenMs, minProbeMs, jitter }: ResolvedCircuit,
  random: Random,
): number {
  if (!open && sent === 0) return minProbeMs;
  const step = open ? sent : sent - 1;
  return Math.min(maxOpenMs, openMs * growth ** step) * (1 + jitter * (2 * random() - 1));
}
