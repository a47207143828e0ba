// How one upstream is doing, with React.

// #region light
import type { SteadyFetch } from 'steadyfetch';
import { useUpstream } from 'steadyfetch/react';

export function Light({ steady, upstream }: { readonly steady: SteadyFetch; readonly upstream: string }) {
  const status = useUpstream(steady, upstream);
  if (status === undefined) return null;
  return <p>{status.state === 'closed' ? 'All is well' : `${status.waiting} waiting`}</p>;
}
// #endregion light
