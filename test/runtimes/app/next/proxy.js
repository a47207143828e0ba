import { clients, origin, shown } from './clients.js';

export const config = { matcher: '/proxied' };

export async function proxy(request) {
  return Response.json(await shown(clients.steady(origin + request.nextUrl.searchParams.get('plan'))));
}
