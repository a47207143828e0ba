// Outages, and what `npx steadyfetch explain` says of them. Times and addresses are replaced: they differ from run to run.
// Run it with: npm run build && npx tsx examples/explain.ts

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execPath } from 'node:process';

/** As nginx answers while the app behind it does not. */
const page =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
const server = createServer((_, response) => {
  response.writeHead(502, { server: 'nginx', 'content-type': 'text/html', 'x-request-id': '7c4a8d09' }).end(page);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const shop = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Runs the command, and prints what it prints. */
async function explain(...args: readonly string[]): Promise<void> {
  const bin = join(import.meta.dirname, '../bin/steadyfetch.js');
  const [text, code] = await new Promise<[string, unknown]>((resolve) => {
    execFile(execPath, [bin, 'explain', ...args], { cwd: import.meta.dirname }, (error, stdout, stderr) =>
      resolve([stdout + stderr, error?.code ?? 0]),
    );
  });
  const same = text
    .replaceAll(shop, 'https://shop.example')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, '<time>')
    .replaceAll(/\d+\.\d{3} s/g, '<n> s');
  console.log(`${same.trimEnd()}\nexit code ${code}`);
}

// #region url
await explain(`${shop}/orders?token=secret`, '--attempts', '2');
// #endregion url
// Prints:
// GET https://shop.example/orders?token=…
// 502 Bad Gateway
//
// What happened
//   502 says: "I asked the server behind me, and what came back was no answer."
//   nginx answers 502 to a refused connection, and to a request that the app read and then dropped.
//
// Who answered
//   nginx, or another nginx behind it: only its own error answers are signed like this one.
//
// Where the problem is
//   At nginx, or between it and the app behind it.
//
// Did the request arrive?
//   Nothing here shows whether the app has seen it.
//
// Will it pass?
//   Usually yes, often within minutes.
//
// What you can do
//   Wait a few minutes. If it lasts, let the service know.
//   The operator: Look for the cause in the gateway's error log first. After a deploy: is the app up,
//   and on the port the gateway asks?
//
// Evidence
//   status:502  gateway:nginx
//
// To quote to support
//   Request: GET to https://shop.example
//   Started: <time>
//   Ended: after <n> s, attempts: as many requests were sent as may be
//   Attempt 1: <time>, took <n> s; 502 bad-gateway; answered by nginx; fault: gateway; transient: yes; reached: maybe; evidence: status:502 gateway:nginx
//   Attempt 2: <time> after a wait of <n> s, took <n> s; 502 bad-gateway; answered by nginx; fault: gateway; transient: yes; reached: maybe; evidence: status:502 gateway:nginx
//   Support id: x-request-id:7c4a8d09
// exit code 1

// #region curl
const copied = `curl '${shop}/orders' -H 'authorization: Bearer secret' -H 'content-type: application/json' --data-raw $'{"name":"it\\'s"}'`;
await explain('--curl', copied);
// #endregion curl
// Prints:
// POST https://shop.example/orders
// authorization: …
// content-type: application/json
//
// a body of 15 bytes
//
// error: nothing was sent: a POST may change something. With --send it is sent
// exit code 2

// #region har
await explain('--har', 'orders.har');
// #endregion har
// Prints:
// orders.har: 1 of 2 requests failed.
//
// GET https://shop.example/api/orders
// 504 Gateway Timeout
//
// What happened
//   504 says: "I asked the server behind me, and it has not answered in time."
//
// Who answered
//   haproxy, or another haproxy behind it: only its own error answers are signed like this one.
//
// Where the problem is
//   At haproxy, or between it and the app behind it.
//
// Did the request arrive?
//   Nothing here shows whether the app has seen it.
//
// Will it pass?
//   Usually yes, often within minutes.
//
// What you can do
//   Wait a few minutes. If it lasts, let the service know.
//   The operator: Make slow work a job with a status of its own; make the gateway's timeout longer
//   than the app's, so that the app can say what went wrong.
//
// Evidence
//   status:504  body:html  gateway:haproxy
//
// To quote to support
//   Request: GET to https://shop.example
//   Started: <time>
//   Ended: after <n> s, attempts: as many requests were sent as may be
//   Attempt 1: <time>, took <n> s; 504 gateway-timeout; answered by haproxy; fault: gateway; transient: yes; reached: maybe; evidence: status:504 body:html gateway:haproxy
// exit code 1

server.close();
