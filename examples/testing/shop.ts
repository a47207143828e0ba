// The app under test: one shared client, as most apps have it, and a function that makes more of them.
import { createSteadyFetch, type SteadyOptions } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';

// #region shop
export function createShop(options: SteadyOptions = {}) {
  const steady = createSteadyFetch({ throwOnFailure: true, ...options });
  const { clock } = options;
  const notices = createNotices(steady, { locale: 'en', label: () => 'The shop', ...(clock && { clock }) });
  const notice = { importance: 'user' } as const;
  const catalogue = async (): Promise<unknown> => {
    const response = await steady('https://shop.example.com/catalogue', { steady: { notice } });
    return response.json();
  };
  return { steady, notices, catalogue };
}

export const shop = createShop();
// #endregion shop
