import { Agent, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';

/**
 * A fetch with six HTTP/1.1 connections per host, as browsers have: who wants a seventh waits until a body has been read.
 * For GET requests, which is all that the tests of connections need.
 */
export function fetchWithSixConnections() {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const signal = init?.signal ?? undefined;
      const sent = request(String(input), { agent, ...(signal === undefined ? {} : { signal }) }, (message) =>
        resolve(toResponse(message)),
      );
      sent.on('error', reject).end();
    });
  return Object.assign(fetch, { close: () => agent.destroy() });
}

function toResponse(message: IncomingMessage): Response {
  const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(Readable.toWeb(message) as ReadableStream<Uint8Array>, {
    status: message.statusCode ?? 200,
    headers,
  });
}
