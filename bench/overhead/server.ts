import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A healthy upstream in a process of its own: a few bytes at once, and connections that stay.
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"ok":true}');
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
