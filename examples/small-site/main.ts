// A small site without a build: one script tag, one service worker, and a button that makes its server fail. Run it with `npm run example:small-site`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createSite } from './site.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4174' } } });
const port = Number(values.port);

try {
  const server = createServer(createSite().handle);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  console.log(`The bakery is open.

  http://127.0.0.1:${(server.address() as AddressInfo).port}/

Ctrl-C ends it.`);
  process.once('SIGINT', () => {
    server.close();
    server.closeAllConnections();
  });
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'ERR_SOCKET_BAD_PORT') throw error;
  const problem = code === 'EADDRINUSE' ? `Port ${port} is taken.` : `"${values.port}" is no port.`;
  console.error(`${problem} Try another one: npm run example:small-site -- --port ${(port || 4174) + 1}`);
  process.exitCode = 1;
}
