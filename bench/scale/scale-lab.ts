import { serve } from '../overhead/serve.ts';
import { LONG_WAIT_MS, type Play, type Played } from './play.ts';
import { type Client, openSubject } from './subjects.ts';
import { WorkClock } from './work-clock.ts';

/** An answer takes as long as one from the next data center, and one comes after the other: no engine's own fetch reads them faster. */
const LATENCY_MS = 5;
const BETWEEN_ANSWERS_MS = 0.2;
/** What comes after the last call counts as well: notices say that it works again. */
const AFTERWARDS_MS = 8_000;
const BAD_GATEWAY = '<html><head><title>502 Bad Gateway</title></head><body><hr><center>nginx</center></body></html>';
const HTML = { 'content-type': 'text/html', server: 'nginx' };

const [subject = ''] = process.argv.slice(2);

// The compiler needs some thousand calls, and only once.
for (let warm = 0; warm < 3; warm++) {
  await play({ calls: 1_000, maxWaiting: 1_000, ending: 'served', arriveMs: 1_000, downMs: 1_500 });
}
// So does the engine when the first notice is shown: it loads how times and lists are written, for 40 ms.
await play({ calls: 100, maxWaiting: 1_000, ending: 'served', arriveMs: 100, downMs: 8_000 });
serve(play);

/** Plays one outage, and measures what it takes of the processor and of the event loop. */
async function play({ calls, maxWaiting, ending, arriveMs, downMs }: Play): Promise<Played> {
  const clock = new WorkClock();
  let answersAt = 0;
  const circuit = { maxWaiting, ...(maxWaiting > 1_000 ? { maxWaitMs: LONG_WAIT_MS } : {}) };
  const client = await openSubject(subject, { clock, circuit }, async () => {
    const isDown = clock.now() < downMs;
    answersAt = Math.max(answersAt + BETWEEN_ANSWERS_MS, clock.now() + LATENCY_MS);
    await clock.sleep(answersAt - clock.now());
    return isDown ? new Response(BAD_GATEWAY, { status: 502, headers: HTML }) : new Response(null);
  });
  const ends = { served: 0, failed: 0, refused: 0 };
  let begun = 0;
  let waiting = 0;
  const arrive = async () => {
    while (begun < calls) {
      const due = arriveMs === 0 ? calls : Math.min(calls, 1 + Math.floor((calls * clock.now()) / arriveMs));
      for (; begun < due; begun++) call(client, begun, ends);
      waiting = Math.max(waiting, client.waiting());
      await clock.sleep(1);
    }
  };
  const before = process.cpuUsage();
  void arrive();
  if (ending === 'cancelled') void clock.sleep(downMs).then(() => client.cancel());
  await clock.run(() => ends.served + ends.failed + ends.refused >= calls);
  const until = clock.now() + AFTERWARDS_MS;
  await clock.run(() => clock.now() >= until);
  const { user, system } = process.cpuUsage(before);
  client.close();
  const longest = clock.longestTurnsMs();
  return { cpuUs: (user + system) / calls, stallMs: longest.all, ownStallMs: longest.ours, waiting, ...ends };
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
