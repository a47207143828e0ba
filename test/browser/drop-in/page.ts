import { createSteadyFetch } from 'steadyfetch';
import { CLIENTS, POINTS, runPoint } from '../../support/points.ts';

/** Runs one point with the browser's own fetch, and with ours on the same page. */
async function compare({ title, client, other }: { title: string; client: keyof typeof CLIENTS; other: string }) {
  const point = POINTS.find((each) => each.title === title);
  if (point === undefined) throw new Error(`there is no point "${title}"`);
  const site = { origin: location.origin, other };
  clients[client] ??= createSteadyFetch(CLIENTS[client]);
  const bare = await runPoint(point, fetch, site);
  return { bare, ours: await runPoint(point, clients[client], site) };
}

const clients: Partial<Record<keyof typeof CLIENTS, typeof fetch>> = {};

declare global {
  interface Window {
    compare: typeof compare;
  }
}
window.compare = compare;
