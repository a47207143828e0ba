import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../overhead/serve.ts';
import type { Play, Played } from './play.ts';
import { Stalls } from './stalls.ts';
import { type Client, openSubject } from './subjects.ts';

/** Calls come in little groups, as they do where other work is done in between. */
const GROUP_MS = 10;
/** An answer takes as long as one from the next data center. */
const LATENCY_MS = 5;
const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><hr><center>nginx</center></body></html>';
const HTML = { 'content-type': 'text/html', server: 'nginx' };

const [subject = ''] = process.argv.slice(2);

// The compiler needs some hundred calls, and only once.
await play({ calls: 1_000, room: 1_000, ending: 'served', arriveMs: 500, downMs: 700, lengthMs: 4_000 });
serve(play);

/** Plays one outage in real time, and measures what it takes of the processor and of the event loop. */
async function play({ calls, room, ending, arriveMs, downMs, lengthMs }: Play): Promise<Played> {
  let startedAt = performance.now();
  const client = await openSubject(subject, { circuit: { maxWaiting: room } }, async () => {
    const isDown = performance.now() - startedAt < downMs;
    await sleep(LATENCY_MS);
    return isDown ? new Response(BAD_GATEWAY, { status: 502, headers: HTML }) : new Response(null);
  });
  const stalls = new Stalls();
  await sleep(500);
  const idle = stalls.since();

  const ends = { served: 0, failed: 0, refused: 0 };
  startedAt = performance.now();
  let begun = 0;
  let waiting = 0;
  const arrive = setInterval(() => {
    const due = Math.min(calls, Math.ceil((calls * (performance.now() - startedAt)) / arriveMs));
    for (; begun < due; begun++) call(client, begun, ends);
    waiting = Math.max(waiting, client.waiting());
    if (begun === calls) clearInterval(arrive);
  }, GROUP_MS);
  if (ending === 'cancelled') setTimeout(() => client.cancel(), downMs);
  while (ends.served + ends.failed + ends.refused < calls) await sleep(50);
  const rest = lengthMs - (performance.now() - startedAt);
  // What comes afterwards counts as well: notices say that it works again.
  if (rest > 0) await sleep(rest);
  const busy = stalls.since();
  stalls.stop();
  client.close();
  const idleUs = (idle.cpuUs / idle.elapsedMs) * busy.elapsedMs;
  return { cpuUs: (busy.cpuUs - idleUs) / calls, stallMs: busy.stallMs, waiting, ...ends };
}

function call(client: Client, n: number, ends: Record<'served' | 'failed' | 'refused', number>): void {
  client.fetch(`http://stub.test/items/${n}`).then(
    ({ ok }) => {
      if (ok) ends.served++;
      else ends.failed++;
    },
    () => {
      ends.refused++;
    },
  );
}
