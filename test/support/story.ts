import type { SteadyEvent, SteadyFetch } from '../../src/index.ts';

/** Hears everything a client tells, for assertions on the story as a whole. */
export function record(steady: SteadyFetch) {
  const events: SteadyEvent[] = [];
  steady.subscribe((event) => events.push(event));
  return {
    events,
    types: () => events.map(({ type }) => type),
    of: <Type extends SteadyEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<SteadyEvent, { type: Type }> => event.type === type),
  };
}
