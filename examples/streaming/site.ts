import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer as createVite, type InlineConfig, mergeConfig, type Plugin } from 'vite';
import { createControl } from './server/control.ts';
import { createGateway, type Handler } from './server/gateway.ts';
import { createService } from './server/service.ts';
import { Troubles } from './server/trouble.ts';

export interface SiteOptions {
  /** 0 for any that is free. */
  readonly port?: number;
  /** Hears of every request. */
  readonly onRequest?: (request: IncomingMessage) => void;
  /** Laid over the site's own configuration of Vite. */
  readonly vite?: InlineConfig;
}

export interface RunningSite {
  /** Without a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Video from Media Source Extensions has a `blob:` address. The rest comes from here. */
const POLICY = "default-src 'self'; media-src 'self' blob:";
/** The same, for sonner, which writes its own style sheet into the page. */
const POLICY_WITH_SONNER = `${POLICY}; style-src 'self' 'unsafe-inline'`;

/** Vite's part in the page waits for changes on a socket that there is not, and that the policy forbids. */
const withoutClient: Plugin = {
  name: 'without-client',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => html.replace(/^.*\/@vite\/client.*\n/m, ''),
  },
};

const VITE: InlineConfig = {
  root: join(import.meta.dirname, 'web'),
  configFile: false,
  cacheDir: join(import.meta.dirname, '../../.cache/example-streaming'),
  appType: 'mpa',
  plugins: [react(), withoutClient],
  // No reloading while a film plays, so the policy above can stay this strict.
  server: { middlewareMode: true, hmr: false, ws: false },
  // Known from the start, or the page would load twice.
  optimizeDeps: { include: ['react', 'react/jsx-dev-runtime', 'react-dom/client', 'sonner', 'p-retry'] },
  logLevel: 'warn',
};

/** Site, gateway and service in one process, on one port. */
export async function startSite({ port = 0, vite: own = {}, onRequest }: SiteOptions = {}): Promise<RunningSite> {
  const vite = await createVite(mergeConfig(VITE, own));
  const troubles = new Troubles();
  const gateway = createGateway(createService(), troubles);
  const control = createControl(troubles);

  const server = createServer((request, response) => {
    onRequest?.(request);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (/^\/(?:api|video)\//.test(path)) return guarded(gateway, request, response);
    if (path === '/gateway') return guarded(control, request, response);
    response.setHeader('content-security-policy', path === '/plain.html' ? POLICY : POLICY_WITH_SONNER);
    vite.middlewares(request, response, () => response.writeHead(404).end('There is no such page.'));
  });
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await vite.close();
    throw error;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      troubles.repair();
      server.close();
      server.closeAllConnections();
      await vite.close();
    },
  };
}

/** A request that breaks off must not end the process. */
function guarded(handler: Handler, request: IncomingMessage, response: ServerResponse): void {
  handler(request, response).catch(() => response.destroy());
}
