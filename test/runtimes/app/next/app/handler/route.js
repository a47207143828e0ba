import { clients, origin, shown } from '../../clients.js';

export const dynamic = 'force-dynamic';

export async function GET(request) {
  const { searchParams } = new URL(request.url);
  return Response.json(await shown(clients.steady(origin + searchParams.get('plan'))));
}
