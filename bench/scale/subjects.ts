import type { Clock, SteadyOptions } from '../../dist/index.js';
import { BARE } from '../peers/names.ts';

export interface Client {
  readonly fetch: (url: string) => Promise<Response>;
  /** Calls that wait just now. */
  waiting(): number;
  cancel(): void;
  close(): void;
}

export const ALONE = 'steadyfetch';
export const HEARD = 'steadyfetch, a listener';
export const NOTICED = 'steadyfetch, notices';
export const OURS = [ALONE, HEARD, NOTICED] as const;

type Fetch = (input: unknown) => Promise<Response>;

export async function openSubject(
  name: string,
  options: SteadyOptions & { readonly clock: Clock },
  fetch: Fetch,
): Promise<Client> {
  if (name === BARE) return { fetch, waiting: () => 0, cancel: () => {}, close: () => {} };
  const { createSteadyFetch } = await import('../../dist/index.js');
  const steady = createSteadyFetch({ ...options, fetch });
  const client = {
    fetch: steady,
    waiting: () => steady.upstreams()[0]?.waiting ?? 0,
    cancel: () => steady.cancel(),
    close: () => steady.close(),
  };
  if (name === HEARD) steady.subscribe(() => {});
  if (name !== NOTICED) return client;
  const { createNotices } = await import('../../dist/notices.js');
  const notices = createNotices(steady, { clock: options.clock });
  notices.connect({ upsert() {}, remove() {} });
  return {
    ...client,
    close() {
      notices.close();
      steady.close();
    },
  };
}
