// TanStack Query on top of steadyfetch: one of both retries, and both know whether there is a network.
// Run it with: npm run build && npx tsx examples/query.ts

import { onlineManager, QueryClient } from '@tanstack/query-core';
import { createSteadyFetch, type Online } from 'steadyfetch';

let requests = 0;
const badGateway = async () => {
  requests += 1;
  return new Response('', { status: 502 });
};
/** A client with the usual four attempts, but in no time, and with this budget. */
const hasty = (budget: false | object) =>
  createSteadyFetch({
    fetch: badGateway,
    retry: { baseDelayMs: 1, maxDelayMs: 1 },
    circuit: false,
    budget,
  });

async function count(queries: QueryClient, steady: typeof globalThis.fetch, options = {}): Promise<number> {
  requests = 0;
  const queryFn = async () => {
    const response = await steady('https://api.example.com/orders');
    if (!response.ok) throw new Error(`No orders: ${response.status}`);
    return response.json();
  };
  await queries.fetchQuery({ queryKey: ['orders'], queryFn, ...options }).catch(() => {});
  return requests;
}

// The defaults of TanStack Query in browsers, except for the delay.
const usual = { retry: 3, retryDelay: 1 };
console.log('both retry:', await count(new QueryClient(), hasty(false), usual));
console.log('both retry, within our budget:', await count(new QueryClient(), hasty({}), usual));

// #region once
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
// #endregion once
// #region count
console.log('one of them:', await count(queries, hasty({})));
// #endregion count
// Prints:
// both retry: 16
// both retry, within our budget: 14
// one of them: 4

// #region online
const online: Online = {
  isOnline: () => onlineManager.isOnline(),
  subscribe: (listener) => onlineManager.subscribe(listener),
};
const steady = createSteadyFetch({ online });
// #endregion online
const told: string[] = [];
steady.subscribe(({ type }) => told.push(type));
onlineManager.setOnline(false);
onlineManager.setOnline(true);
console.log(told);
steady.close();
// Prints:
// [ 'network.offline', 'network.online' ]
