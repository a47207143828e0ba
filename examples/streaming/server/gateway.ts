import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Trouble, Troubles } from './trouble.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** How late a slow gateway answers. Longer than a buffer of ten seconds lasts for segments of two. */
const SLOW_MS = 7_000;
/** How long a gateway waits for the service before it says 504. Shorter than in production, to keep the demo quick. */
const GIVES_UP_MS = 600;

/** Stands in front of the service, as gateways do, and fails as gateways do. */
export function createGateway(service: Handler, troubles: Troubles): Handler {
  return async (request, response) => {
    const trouble = troubles.current;
    switch (trouble?.kind) {
      case undefined:
        return service(request, response);
      case 'slow':
        await sleep(SLOW_MS);
        return service(request, response);
      case 'outage':
        request.socket.resetAndDestroy();
        return;
      case 'bad-gateway':
        return refuse(response, 502, 'Bad Gateway');
      case 'unavailable':
        response.setHeader('retry-after', secondsLeft(trouble));
        return refuse(response, 503, 'Service Unavailable');
      case 'gateway-timeout':
        // What makes a 504 nasty: the service may well have done what it was asked, and only its answer is lost.
        if (request.method !== 'GET') await service(request, deafTo(response));
        await sleep(GIVES_UP_MS);
        return refuse(response, 504, 'Gateway Time-out');
    }
  };
}

/** The page that a gateway writes of its own. The id is what its operators would look for in their logs. */
function refuse(response: ServerResponse, status: number, phrase: string): void {
  response.writeHead(status, { 'content-type': 'text/html', 'x-request-id': randomUUID().slice(0, 8) });
  response.end(`<html><head><title>${status} ${phrase}</title></head><body><h1>${status} ${phrase}</h1></body></html>`);
}

const secondsLeft = ({ untilMs }: Trouble): number =>
  untilMs === null ? 30 : Math.max(1, Math.ceil((untilMs - Date.now()) / 1_000));

/** Lets the service answer, and drops the answer. */
function deafTo(response: ServerResponse): ServerResponse {
  const dropped = Object.create(response) as ServerResponse;
  dropped.writeHead = () => dropped;
  dropped.end = () => dropped;
  return dropped;
}
