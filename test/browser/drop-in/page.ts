import { createSteadyFetch, type SteadyFetch } from 'steadyfetch';
import { CLIENTS, playBoth } from '../../conformance/point.ts';
import { POINTS } from '../../conformance/points.ts';

/** Runs one point with the browser's own fetch, and with ours on the same page. */
async function compare({ title, client, other }: { title: string; client: keyof typeof CLIENTS; other: string }) {
  const point = POINTS.find((each) => each.title === title);
  if (point === undefined) throw new Error(`there is no point "${title}"`);
  const site = { origin: location.origin, other };
  const open = () => createSteadyFetch(CLIENTS[client]);
  clients[client] ??= open();
  return playBoth(point, clients[client], open, site);
}

const clients: Partial<Record<keyof typeof CLIENTS, SteadyFetch>> = {};

declare global {
  interface Window {
    compare: typeof compare;
  }
}
window.compare = compare;
