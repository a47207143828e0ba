// Words of your own, another language, and a translation library that the app has already.
// Run it with: npm run build && npx tsx examples/wording.ts

import { createSteadyFetch } from 'steadyfetch';
// #region check
import { checkCatalogue } from 'steadyfetch/locales/check';
// #endregion check
// #region german
import { de } from 'steadyfetch/locales/de';
import { type Catalogue, createNotices, type Language } from 'steadyfetch/notices';
// #endregion german
import { virtualClock } from 'steadyfetch/testing';

const clock = virtualClock();
const fetch = async () => new Response('', { status: 503, headers: { 'retry-after': '30' } });
const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });

// #region own
const own: Catalogue = {
  'unavailable-until.title': '{Service} is taking a break',
  'when.waiting': 'We look again within {wait}.',
};
const notices = createNotices(steady, { locale: 'en', catalogue: own, label: () => 'Photos', clock });
// #endregion own

// What a translation library does: it fills in a message, or answers with the key if it has none.
const messages: Record<string, string> = { 'unavailable-until.title': 'Il servizio chiede di aspettare' };
const i18n = { t: (key: string, _options: object) => messages[key] ?? key };
// #region t
const italian: Language = {
  locale: 'it',
  t: (key, facts) => i18n.t(key, { ns: 'notices', ...facts, count: facts.n }),
};
// #endregion t

// #region polish
const polish = {
  // Plural forms by their CLDR names; `other` is for the rest.
  waiting: { one: 'Czeka 1 rzecz.', few: 'Czekają {n} rzeczy.', many: 'Czeka {n} rzeczy.', other: 'Czeka {n} rzeczy.' },
  // A function, where the sentence depends on more than a number.
  'recovered.title': ({ Service, notice }) =>
    notice?.label === undefined ? 'Usługa znowu działa' : `${Service} znowu działa`,
} satisfies Catalogue;
// #endregion polish

const call = steady('https://photos.example.com/', { steady: { notice: { importance: 'user' } } });
await clock.advance(1_200);
const [notice] = notices.getSnapshot();
if (notice === undefined) throw new Error('Nothing is shown');

const inEnglish = notices.present(notice);
console.log(inEnglish.text.title, '/', inEnglish.text.body);
// #region german
const inGerman = notices.present(notice, { locale: 'de', catalogue: de });
// #endregion german
console.log(inGerman.text.title, '/', inGerman.text.body, '/', inGerman.lang);
const plain = createNotices(steady, { clock });
const inItalian = plain.present(notice, italian);
console.log(inItalian.text.title, '/', inItalian.text.body, '/', inItalian.lang);
for (const n of [1, 3, 5]) console.log(notices.phrase('waiting', { n }, { locale: 'pl', catalogue: polish }));
console.log(notices.phrase('recovered.title', {}, { locale: 'pl', catalogue: polish }));
// #region check
const complaints = checkCatalogue(polish, 'pl'); // e.g. '"slow.title" is missing.'
// #endregion check
console.log(complaints[0]);
steady.close();
await call.catch(() => {});
// Prints:
// Photos is taking a break / We look again within 30 seconds.
// Der Dienst „Photos“ hat um eine Pause gebeten / Wir versuchen es spätestens in 30 Sekunden wieder. / de
// Il servizio chiede di aspettare / We’ll try again within 30 seconds. / it
// Czeka 1 rzecz.
// Czekają 3 rzeczy.
// Czeka 5 rzeczy.
// Usługa znowu działa
// "service.name" is missing.
