'use server';

import { clients, origin, shown } from '../../clients.js';

/** A server action. */
export async function save(plan) {
  return shown(clients.steady(origin + plan, { method: 'PUT', body: 'a' }));
}
