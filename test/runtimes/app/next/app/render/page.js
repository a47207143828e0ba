import { clients, origin, shown } from '../../clients.js';

export const dynamic = 'force-dynamic';

async function Part({ url, client }) {
  return <p>{await shown(clients[client](url))}</p>;
}

/** Three components that need the same. */
export default async function Page({ searchParams }) {
  const { plan, client } = await searchParams;
  const url = origin + plan;
  return (
    <main>
      <Part url={url} client={client} />
      <Part url={url} client={client} />
      <Part url={url} client={client} />
    </main>
  );
}
