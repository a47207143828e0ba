// Fails once per name, and then works.
const seen = new Map();

function answer({ url }) {
  const name = url.searchParams.get('name');
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  if (count === 1) return new Response('status 502', { status: 502 });
  return new Response(`request ${count}`);
}

export const GET = answer;
export const PUT = answer;
