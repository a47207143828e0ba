import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Handler } from './gateway.ts';
import { KINDS, type Troubles } from './trouble.ts';

/** What the backstage panel talks to. It always answers, whatever the gateway is going through. */
export function createControl(troubles: Troubles): Handler {
  return async (request, response) => {
    if (request.method === 'POST') return command(troubles, request, response);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = () => response.write(`data: ${JSON.stringify(troubles.current ?? null)}\n\n`);
    tell();
    const stop = troubles.subscribe(tell);
    response.on('close', stop);
  };
}

/** `{"kind": "outage", "forMs": 20000}` begins trouble, `null` for a time lasts until `{"kind": null}` repairs it. */
async function command(troubles: Troubles, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { kind, forMs = null } =
    (await text(request)
      .then(JSON.parse)
      .catch(() => null)) ?? {};
  const isKnown = KINDS.includes(kind) && (forMs === null || (Number.isFinite(forMs) && forMs > 0));
  if (kind === null) troubles.repair();
  else if (isKnown) troubles.begin(kind, forMs);
  response.writeHead(kind === null || isKnown ? 204 : 400).end();
}
