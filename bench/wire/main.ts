import { createServer } from 'node:http';
import { buildLabs } from '../measure/labs.ts';
import { BodyServer, FRAMINGS } from './body-server.ts';
import { letAborts, letClient } from './children.ts';
import { digestOf } from './content.ts';
import { accountForOrders, accountForReads } from './ledger.ts';
import { orderText, methodOf, kindOf } from './order-bodies.ts';
import { OrderServer } from './order-server.ts';
await buildLabs(['client-lab', 'abort-lab'].map((lab) => new URL(`${lab}.ts`, import.meta.url)));
const b = new BodyServer(); const o = new OrderServer();
const listen = async (s: any) => { await new Promise((r) => s.listen(0, '127.0.0.1', r)); return `http://127.0.0.1:${s.address().port}`; };
const bu = await listen(createServer((q, r) => b.answer(q, r)));
const ou = await listen(createServer((q, r) => void o.answer(q, r)));
const hu = await listen(createServer((q, r) => r.writeHead(q.url === '/ok' ? 200 : 502).end('x')));
const gone = createServer(); const ru = await listen(gone); gone.close();
for (const c of (process.env.C ?? 'steadyfetch, shipped;bare fetch;got, shipped;axios + axios-retry, shipped;undici RetryAgent, shipped').split(';')) {
  console.log(c);
  if (!process.env.NOC5) for (const f of FRAMINGS.keys()) {
    const t = performance.now();
    const r: any = await letClient({ contender: c, what: 'reads', url: `${bu}/${c.replace(/\W/g, '')}/${f}`, calls: 50 });
    console.log(FRAMINGS[f]!.name, JSON.stringify(accountForReads(r.reads, b.requests(c.replace(/\W/g, ''), f), (id) => digestOf(b.content(id)))), Math.round(performance.now() - t));
  }
  if (!process.env.NOC6) {
  const t = performance.now();
  const r: any = await letClient({ contender: c, what: 'orders', url: `${ou}/${c.replace(/\W/g, '')}`, calls: 320 });
  console.log(Math.round(performance.now() - t));
  for (const m of ['POST', 'PUT']) for (const k of ['string', 'bytes', 'stream', 'Request'])
    console.log(m, k, JSON.stringify(accountForOrders(r.orders.filter(({ id }: any) => methodOf(id) === m && kindOf(id) === k), o.ledger(c.replace(/\W/g, '')), (id) => digestOf(orderText(id)))));
  }
  for (const u of [`${hu}/bad`, ru]) { const a = await letAborts({ contender: c, healthyUrl: `${hu}/ok`, failingUrl: u, rounds: 5 });
    const last = a.lines.filter((l) => l.type === 'aborted').at(-1) as any;
    console.log(JSON.stringify(a.lines.map((l: any) => [l.type, l.endedMs, l.ending, l.requestsAfter])), last && a.goneAt && a.goneAt - last.abortedAt); }
}
process.exit();
