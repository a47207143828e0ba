// What an app in React Native does with a client. In `given` is what `run.mjs` knows of the bundle.
import { createSteadyFetch } from 'steadyfetch';
import { ar } from 'steadyfetch/locales/ar';
import { pl } from 'steadyfetch/locales/pl';
import { createNotices } from 'steadyfetch/notices';
import { collectSink } from 'steadyfetch/sinks';
import { scenarios as everywhere } from '../scenarios.mjs';
import { equal, failure, sleep, unique } from '../world.mjs';

/** React Native reads a body as a whole, and the files of a form by their addresses. */
const {
  'lets the signal break off a body that is being read': _body,
  'sends a form as fetch does, and as whole again': _form,
  ...shared
} = everywhere;

export const scenarios = {
  ...shared,

  async 'takes the build that has everything in it'() {
    const folders = globalThis.given.taken.map((path) => path.replace(/\/[\w.-]+$/, ''));
    equal(unique(folders), ['steadyfetch/dist/bundled', 'steadyfetch/dist/locales'], 'the folders');
  },

  async 'opens the circuit in an outage, and answers all forty calls after it'({ create, outage }) {
    const { url, end } = outage(503);
    const steady = create({ random: Math.random });
    const opened = [];
    steady.on('circuit.opened', (event) => opened.push(event));
    const calls = Array.from({ length: 40 }, async (_, index) => {
      await sleep(10 * index);
      return (await steady(url(`item/${index % 8}`))).status;
    });
    await sleep(3_000);
    await end();
    equal(unique(await Promise.all(calls)), [200], 'the answers');
    equal(opened.length > 0, true, 'has it opened');
  },

  async 'leaves no timer behind when it closes'({ plan }) {
    // By now there is the one that ends a scenario which does not end.
    await sleep(10);
    const before = globalThis.countTimers();
    const steady = createSteadyFetch();
    const notices = createNotices(steady);
    const { url, arrival } = plan('503after20');
    const ended = failure(steady(url));
    await arrival(1);
    await sleep(100);
    equal(globalThis.countTimers() > before, true, 'are there timers before');
    notices.close();
    steady.close();
    equal((await ended)?.name, 'CancelledError', 'the error');
    equal(globalThis.countTimers(), before, 'timers');
  },

  async 'tells what it waits for, and that it is over'({ create, plan }) {
    const steady = create();
    const notices = createNotices(steady, { timing: { revealUserMs: 0 } });
    const sink = collectSink();
    notices.connect(sink);
    const { url } = plan('503after20', '200');
    equal((await steady(url, { steady: { notice: { importance: 'user' } } })).status, 200, 'the status');
    await sleep(1_000);
    notices.close();
    const told = [
      'The service asked us to wait: Trying again now…',
      'The service asked us to wait: We’ll try again in a few seconds.',
      'The service asked us to wait: We’ll try again within 20 seconds.',
      'The service asked us to wait: You can leave this page open. We’ll come back then.',
      'You can use the service again: Everything that was waiting has finished.',
    ];
    equal(unique(sink.upserted.map(({ text }) => `${text.title}: ${text.body}`)), told, 'the sentences');
  },
};

for (const [locale, dir, catalogue] of [
  ['en', 'ltr'],
  ['pl', 'ltr', pl],
  ['ar', 'rtl', ar],
]) {
  scenarios[`has words for every notice in "${locale}", without most of Intl`] = async ({ create }) => {
    const notices = createNotices(create(), { locale, ...(catalogue && { catalogue }) });
    for (const notice of globalThis.given.notices) {
      const { lang, dir: direction, text } = notices.present(notice);
      equal([lang, direction], [locale, dir], 'the language');
      const { title, body, detail, advice } = text;
      equal(title === '' || advice === '', false, 'is there a notice without words');
      for (const each of [title, body, detail, advice]) {
        equal(/undefined|NaN|\{/.test(each), false, `is a place left open in "${each}"`);
      }
    }
    notices.close();
  };
}
