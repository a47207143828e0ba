import { chmod, mkdtemp } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deadPort, type SeenRequest, startUpstream } from '../support/scripted-upstream.ts';
import { Door } from './door.ts';
import { startNameServer } from './name-server.ts';

/** Names the call that a request belongs to. Gateways pass it on. */
export const CALL_ID = 'x-call-id';
/** Whose quota a request is counted against. */
export const TENANT = 'x-tenant';

/** What the app does with a request that it has read. */
export type Act = (request: IncomingMessage, response: ServerResponse) => void;

/** The app behind one gateway, and everything between them that can break. */
export type Site = Awaited<ReturnType<typeof openSite>>;

export async function openSite() {
  const acts = new Map<string, Act>();
  const app = await startUpstream((request, response) => {
    const act = acts.get(String(request.headers[CALL_ID])) ?? succeed;
    act(request, response);
  });
  const appPort = Number(new URL(app.url).port);
  const door = async (): Promise<Door> => new Door(appPort, await deadPort());
  const doors = { refused: await door(), slammed: await door(), pool: [await door(), await door()] as const };
  const nameServer = await startNameServer();
  const folder = await mkdtemp(join(tmpdir(), 'steadyfetch-gateway-'));
  // Gateways that are started as root go on as another user.
  await chmod(folder, 0o777);

  return {
    /** Where the gateway is to listen. */
    port: await deadPort(),
    appPort,
    doors,
    nameServer,
    /** The gateway's own folder. */
    folder,
    /** How the app treats a call; without an act of its own, it succeeds. */
    acts,
    deliveries: (callId: string): readonly SeenRequest[] =>
      app.requests.filter(({ headers }) => headers[CALL_ID] === callId),
    async close(): Promise<void> {
      await Promise.all([doors.refused, doors.slammed, ...doors.pool].map((each) => each.shut()));
      await nameServer.close();
      await app.close();
    },
  };
}

/** Connections end with their answer, so that only the mode about stale ones meets any. */
const succeed: Act = (_request, response) => {
  response.writeHead(200, { server: 'app/1.0', 'content-type': 'text/plain', connection: 'close' }).end('all is well');
};
