import { useMemo, useSyncExternalStore } from 'react';
import type { SteadyFetch, UpstreamStatus } from '../index.ts';

type Source = Pick<SteadyFetch, 'subscribe' | 'upstreams'>;

/** How one upstream is doing; `undefined` before the first call to it, and while rendered on a server. */
export function useUpstream(steady: Source, upstream: string): UpstreamStatus | undefined {
  const status = useMemo(() => statusOf(steady, upstream), [steady, upstream]);
  return useSyncExternalStore(status.subscribe, status.getSnapshot, () => undefined);
}

function statusOf(steady: Source, upstream: string) {
  const look = (): UpstreamStatus | undefined => steady.upstreams().find((each) => each.upstream === upstream);
  let seen = look();
  return {
    // What was seen, not what is: counts move with time too, and a component must find the same value as long as it renders.
    getSnapshot: (): UpstreamStatus | undefined => seen,
    subscribe(changed: () => void): () => void {
      let isDue = false;
      const lookAgain = (): void => {
        isDue = false;
        const now = look();
        if (isSame(seen, now)) return;
        seen = now;
        changed();
      };
      const stop = steady.subscribe((event) => {
        if (isDue || !('upstream' in event) || event.upstream !== upstream) return;
        isDue = true;
        // Events come in bursts, and a client finishes its own books only after it has told them.
        queueMicrotask(lookAgain);
      });
      lookAgain();
      return stop;
    },
  };
}

function isSame(one: UpstreamStatus | undefined, other: UpstreamStatus | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof UpstreamStatus>;
  return [...keys].every((key) => Object.is(one[key], other[key]));
}
