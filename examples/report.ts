// The story of a call as text, for a ticket.
// Run it with: npm run build && npx tsx examples/report.ts

import { createSteadyFetch, reportOf, reportText } from 'steadyfetch';
import { scriptedFetch, virtualClock } from 'steadyfetch/testing';

const page =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n';
const body = `${page}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
const headers = { 'content-type': 'text/html', 'x-request-id': '7c4a8d09' };
const clock = virtualClock();
const steady = createSteadyFetch({
  fetch: scriptedFetch({ status: 502, headers, body }, 'repeat'),
  retry: { maxAttempts: 2 },
  random: () => 0.5,
  clock,
});

// #region text
async function load(url: string): Promise<string> {
  const response = await steady(url);
  const report = reportOf(response);
  return response.ok || report === undefined ? 'here it is' : reportText(report);
}
// #endregion text
console.log(await clock.runUntil(load('https://shop.example.com/orders?token=secret')));

// Prints:
// Request: GET to https://shop.example.com
// Started: 2026-01-01T00:00:00.000Z
// Ended: after 0.125 s, attempts: as many requests were sent as may be
// Attempt 1: 2026-01-01T00:00:00.000Z, took 0.000 s; 502 bad-gateway; answered by nginx; fault: gateway; transient: yes; reached: maybe; evidence: status:502 gateway:nginx
// Attempt 2: 2026-01-01T00:00:00.125Z after a wait of 0.125 s, took 0.000 s; 502 bad-gateway; answered by nginx; fault: gateway; transient: yes; reached: maybe; evidence: status:502 gateway:nginx
// Support id: x-request-id:7c4a8d09
