import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyEvent } from '../../src/index.ts';
import { readEvents } from '../../src/service-worker/messages.ts';
import { virtualClock } from '../../src/testing/index.ts';

const ORIGIN = 'https://shop.test';

/** Everything that a client says of calls in an outage, as it arrives: a copy. */
async function story(): Promise<SteadyEvent[]> {
  const clock = virtualClock();
  const fetch = async () => new Response('', { status: clock.now() < 3_000 ? 503 : 200 });
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  const events: SteadyEvent[] = [];
  steady.subscribe((event) => events.push(event));
  for (let call = 1; call <= 8; call++) await clock.runUntil(steady(`${ORIGIN}/${call}.webp`));
  steady.close();
  return structuredClone(events.filter((event) => 'callId' in event));
}

const messageOf = (events: readonly unknown[]) => ({ steadyfetch: 'events', worker: '0.5', events });

describe('messages of a worker', () => {
  test('are read as they were sent', async () => {
    const events = await story();
    const types = new Set(events.map(({ type }) => type));
    for (const type of ['attempt.ended', 'retry.scheduled', 'call.recovered', 'call.settled']) {
      expect(types).toContain(type);
    }
    const read = readEvents(messageOf(events), ORIGIN)?.events;
    expect(read).toEqual(events.map((event) => ({ ...event, notice: { importance: 'view' } })));
  });

  test('say nothing of another upstream, of a write, or of what was not asked for', async () => {
    const [event] = await story();
    const evil = {
      upstream: 'https://bank.test',
      method: 'POST',
      replayable: false,
      notice: { label: 'Log in' },
      html: 1,
    };
    const [read] = readEvents(messageOf([{ ...event, ...evil }]), ORIGIN)?.events ?? [];
    expect(read).toEqual({ ...event, notice: { importance: 'view' } });
  });

  test('are dropped whole where a field is not what it should be', async () => {
    const events = await story();
    for (const event of events) {
      for (const name of Object.keys(event).filter((each) => !['upstream', 'method', 'replayable'].includes(each))) {
        for (const wrong of [{}, Number.NaN, -1, '<b>', null, 'x'.repeat(3_000)]) {
          if (name === 'url' && wrong === '<b>') continue;
          const message = messageOf([...events, { ...event, [name]: wrong }]);
          expect(readEvents(message, ORIGIN), `${event.type} ${name} ${String(wrong)}`).toBe(undefined);
        }
      }
    }
  });

  test('can be anything, and nothing breaks', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (data, event) => {
        expect(readEvents(data, ORIGIN)).toBe(undefined);
        readEvents(messageOf([event]), ORIGIN);
      }),
    );
  });
});
