// What a scenario works with, in plain JavaScript on what every runtime has.

/**
 * Plays one scenario. Each has a client and names of its own, so they may run at the same time.
 *
 * @param createSteadyFetch - the library's, as this runtime resolves it
 * @param origin - address of a server as in `support/origin.ts`
 * @returns `passed`, or what was wrong
 */
export async function play(scenario, createSteadyFetch, origin) {
  const clients = [];
  // Taken now: a scenario may change the globals.
  const { fetch } = globalThis;
  const seen = async (name) => (await fetch(`${origin}/seen/${name}`)).json();
  const world = {
    origin,
    /** A client whose backoffs are short. */
    create(options = {}) {
      const client = createSteadyFetch({ random: () => 0.1, ...options });
      clients.push(client);
      return client;
    },
    plan(...steps) {
      const name = newName();
      return {
        url: `${origin}/plan/${name}/${steps.join(',')}`,
        seen: () => seen(name),
        /** Waits until so many requests have arrived. */
        async arrival(count) {
          for (let tries = 0; tries < 500; tries++) {
            if ((await seen(name)).length >= count) return;
            await sleep(10);
          }
          throw new Error(`${count} requests have not arrived`);
        },
      };
    },
    /** Lasts until `end` is called: on a machine that stands still for a second, no time of its own would do. */
    outage(status) {
      const name = newName();
      return {
        url: (path) => `${origin}/outage/${name}/${status}/Infinity/${path}`,
        end: async () => (await fetch(`${origin}/end/${name}`)).text(),
      };
    },
    dead: async () => (await fetch(`${origin}/dead`)).text(),
  };
  try {
    await within(40_000, scenario(world), 'the scenario');
    return 'passed';
  } catch (error) {
    return `${error?.name}: ${error?.message}`;
  } finally {
    for (const client of clients) client.close();
  }
}

const newName = () => `s${Math.random().toString(36).slice(2)}`;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const unique = (values) => [...new Set(values)].sort();
export const shape = (error) => [
  error?.constructor?.name,
  error?.name,
  error?.message,
  error?.code,
  error?.cause?.code,
];

export const failure = (promise) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

export function aborted(reason) {
  const controller = new AbortController();
  controller.abort(reason);
  return controller.signal;
}

export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not ended after ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}

export function same(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: expected that very ${expected}, got ${actual}`);
}

export function atLeast(bound, actual, what) {
  if (!(actual >= bound)) throw new Error(`${what}: expected at least ${bound}, got ${actual}`);
}

export function atMost(bound, actual, what) {
  if (!(actual <= bound)) throw new Error(`${what}: expected at most ${bound}, got ${actual}`);
}
