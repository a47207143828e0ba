import { createSteadyFetch } from 'steadyfetch';
import { shown } from '../../clients.js';

export const runtime = 'edge';

const steady = createSteadyFetch();

export async function GET(request) {
  const { searchParams } = new URL(request.url);
  return Response.json(await shown(steady(searchParams.get('url'))));
}
