import { useCallback, useSyncExternalStore } from 'react';
import type { Notice, NoticeCenter } from '../notices/index.ts';

/**
 * The notices to be shown now, most important first; none while rendered on a server. `center.present()` puts each into words.
 */
export function useNotices(
  center: Pick<NoticeCenter, 'subscribe' | 'getSnapshot' | 'getServerSnapshot'>,
): readonly Notice[] {
  const subscribe = useCallback((changed: () => void) => center.subscribe(changed), [center]);
  return useSyncExternalStore(
    subscribe,
    () => center.getSnapshot(),
    () => center.getServerSnapshot(),
  );
}
