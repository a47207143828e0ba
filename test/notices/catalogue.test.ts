import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { CAUSES, everyNotice, noticeOf } from '../../src/notices/every-notice.ts';
import { en, type Notice, type Phrase, type PhraseKey } from '../../src/notices/index.ts';
import { de } from '../../src/notices/text/locales/de.ts';
import { TextRenderer } from '../../src/notices/text/render.ts';
import { complaintsAbout, ENGLISH, formsOf, GERMAN, placesIn } from './wording-rules.ts';

const src = join(import.meta.dirname, '../../src');
const keys = Object.keys(en) as PhraseKey[];

describe('English', () => {
  test('has good manners', () => {
    expect(complaintsAbout(en, ENGLISH)).toEqual([]);
  });

  test('says nothing that nothing can reach', { timeout: 180_000 }, () => {
    const asked = reached(everyNotice());
    expect(keys.filter((key) => !asked.has(key))).toEqual([]);
  });
});

describe('German', () => {
  test('has good manners, and no English in it', () => {
    expect(complaintsAbout(de, GERMAN)).toEqual([]);
  });

  test('says all of it, and nothing else', () => {
    expect(Object.keys(de)).toEqual(keys);
  });

  test('places only what English places there', () => {
    // What a sentence is about can be placed in all of them, and "in 10 seconds" where English has "10 seconds".
    const allowed = (key: PhraseKey) => {
      const places = formsOf(en[key]).flatMap(placesIn);
      return new Set(['service', 'Service', ...places, ...(places.includes('wait') ? ['in'] : [])]);
    };
    const strange = keys.flatMap((key) =>
      formsOf(de[key])
        .flatMap(placesIn)
        .filter((place) => !allowed(key).has(place))
        .map((place) => `${key} places {${place}}`),
    );
    expect(strange).toEqual([]);
  });

  test('differs from English wherever there are words', () => {
    const hasWords = (key: PhraseKey) => formsOf(en[key]).some((text) => /\w/.test(text.replace(/\{\w+\}/g, '')));
    const same = keys.filter(
      (key) => hasWords(key) && JSON.stringify(formsOf(en[key])) === JSON.stringify(formsOf(de[key])),
    );
    expect(same).toEqual(['support.code']);
  });

  test('brings no English along in a bundle', async () => {
    const { metafile } = await build({
      entryPoints: [join(src, 'notices/text/locales/de.ts')],
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    expect(Object.keys(metafile.inputs).map((path) => path.replace(/.*src\//, ''))).toEqual([
      'notices/text/locales/de.ts',
    ]);
  });
});

// A rule that cannot fail proves nothing: each one fails here, and lets the good sentence beside it pass.
describe('the rules', () => {
  test.each<[key: string, bad: string, complaint: string, good: string]>([
    ['a.detail', 'Oops, that went wrong.', 'says "oops"', 'That went wrong.'],
    ['a.detail', 'Please wait.', 'says "please"', 'You can wait.'],
    ['a.detail', 'We are experiencing technical difficulties.', 'says "technical difficulties"', 'That is difficult.'],
    ['a.detail', 'The gateway gave up.', 'says "gateway"', 'The gateways gave up.'],
    ['a.detail', 'The Server is away.', 'says "server"', 'The observer is away.'],
    ['a.detail', 'It is an invalid answer.', 'says "invalid"', 'It is an answer.'],
    ['a.detail', 'It is closed for maintenance.', 'says "maintenance"', 'It is closed for a while.'],
    ['a.detail', 'We got a 502 back.', 'has a status code', 'We tried 12 times.'],
    ['a.detail', 'It works again!', 'shouts', 'It works again.'],
    ['a.detail', 'You must wait.', 'blames the person', 'You can wait.'],
    ['a.detail', 'You did something, and your last mistake shows.', 'blames the person', 'It is not your device.'],
    ['slow.detail', 'Sorry, this is slow.', 'is sorry before anything has failed', 'This is slow.'],
    ['a.advice', 'It will be back in a minute.', 'promises that it will be well again', 'We’ll be back in a minute.'],
    ['a.advice', '{Service} will work again.', 'promises that it will be well again', 'We can use {service} again.'],
    ['a.advice', 'Come back soon.', 'promises that it will be well again', 'Come back later.'],
    ['a.advice', 'What you entered is still here.', 'says that something is safe', 'It is most likely still there.'],
    ['a.title', 'That was saved', 'says that something is safe', 'We don’t know if that was saved'],
    ['a.named.title', '“{what}” was saved', 'says that something is safe', '“{what}” wasn’t saved'],
    ['a.named.title', 'We couldn’t find that', 'does not say the name', 'We couldn’t find “{what}”'],
    ['a.title', 'We couldn’t find “{what}”', 'says a name where there may be none', 'We couldn’t find that'],
    ['a.named.title', '“{what}”: that was removed', 'points at what it could name', '“{what}” was removed'],
    ['a.detail', '3 things are waiting.', 'says "things?"', '3 requests are waiting.'],
    ['a.detail', 'Request failed.', 'says "requests? failed"', 'It failed.'],
    ['a.title', 'Paused: it isn’t answering', 'says "paused"', 'It isn’t answering'],
    ['a.advice', 'Check your connection.', 'blames the person', 'If nothing opens, it’s your connection.'],
    ['a.detail', "It isn't there.", 'is not written as books are printed', 'It isn’t there.'],
    ['a.detail', 'Trying...', 'is not written as books are printed', 'Trying…'],
    ['a.detail', 'It takes {minutes}.', 'places {minutes}, which is unknown', 'It takes {duration}.'],
    [
      'a.title',
      'We got no answer from {service} for some time',
      'has 52 characters, more than 48',
      'No answer from {service} right now',
    ],
    [
      'a.detail',
      '{Service} isn’t there.',
      'makes a word agree with a name that may be one or many',
      '{Service} couldn’t answer.',
    ],
    ['a.title', 'It is slow.', 'ends like a sentence', 'It is slow'],
    ['a.detail', 'It is slow', 'does not end like a sentence', 'It is slow.'],
    ['a.detail', 'It is  slow.', 'has a gap', 'It is slow.'],
  ])('of English, in %s, against: %s', (key, bad, complaint, good) => {
    expect(complaintsAbout({ [key]: bad }, ENGLISH)).toContain(`${key} ${complaint}: ${bad}`);
    expect(complaintsAbout({ [key]: good }, ENGLISH)).toEqual([]);
  });

  test.each<[key: string, bad: string, complaint: string, good: string]>([
    ['a.detail', 'Hoppla, das ging schief.', 'says "hoppla"', 'Das ging schief.'],
    ['a.detail', 'Der Server ist weg.', 'says "server"', 'Der Dienst ist weg.'],
    ['a.detail', 'Wir bitten um Geduld.', 'says "geduld"', 'Es dauert noch.'],
    ['a.detail', 'The Dienst antwortet nicht.', 'says "the"', 'Der Dienst antwortet nicht.'],
    ['slow.title', 'Leider dauert es', 'is sorry before anything has failed', 'Es dauert länger'],
    ['a.detail', 'Das hast du vergessen.', 'blames the person', 'Das haben Sie gesehen.'],
    ['a.detail', 'Es wird bald gehen.', 'promises that it will be well again', 'Es geht wieder.'],
    ['a.detail', 'Es wurde gespeichert.', 'says that something is safe', 'Es wurde abgeschickt.'],
    ['a.detail', 'Ihr Text ist noch da.', 'says that something is safe', 'Ihr Text ist hier.'],
    ['a.title', 'Pause: Fotos antwortet nicht', 'says "pause:"', 'Fotos antwortet nicht'],
    ['a.named.title', 'Das ist nicht da: „{what}“', 'points at what it could name', 'Nicht da: „{what}“'],
    [
      'a.named.title',
      '„{what}“ ist nicht da',
      'makes a word agree with a name that may be one or many',
      '„{what}“ haben wir nicht',
    ],
    ['a.detail', '3 Dinge warten.', 'says "dinge?"', '3 Vorgänge warten.'],
    ['a.advice', 'Prüfen Sie Ihre Verbindung.', 'blames the person', 'Vielleicht liegt es an der Verbindung.'],
    ['a.detail', 'Wir versuchen es…', 'is not written as books are printed', 'Wir versuchen es …'],
  ])('of German, in %s, against: %s', (key, bad, complaint, good) => {
    expect(complaintsAbout({ [key]: bad }, GERMAN)).toContain(`${key} ${complaint}: ${bad}`);
    expect(complaintsAbout({ [key]: good }, GERMAN)).toEqual([]);
  });

  test.each<[string, Phrase]>([
    ['each plural form', { one: 'Fine.', other: 'Oops.' }],
    ['what a function says with a name', ({ notice }) => (notice?.label === undefined ? 'Fine.' : 'Oops.')],
    ['what a function says without one', ({ notice }) => (notice?.label === undefined ? 'Oops.' : 'Fine.')],
  ])('reach %s', (_what, phrase) => {
    expect(complaintsAbout({ 'a.detail': phrase }, ENGLISH)).toEqual(['a.detail says "oops": Oops.']);
  });

  test('find what nothing can reach', () => {
    const asked = reached([noticeOf({ phase: 'slow', cause: 'slow', surface: 'playback' })]);
    expect(asked.has('slow.playback.title')).toBe(true);
    expect(asked.has('paused.title')).toBe(false);
  });
});

/** The keys of all that any notice, any explanation and any renderer of ours says. */
function reached(notices: Iterable<Notice>): ReadonlySet<string> {
  const asked = new Set<string>();
  // Asked before each phrase, and the first phrase that there is ends the search: what is in its shadow is never asked for.
  const t = (key: string): undefined => void asked.add(key);
  const voice = new TextRenderer({ locale: 'en', catalogue: en, t }, (act) => act());
  for (const notice of notices) {
    voice.say(notice);
    voice.explain(notice);
  }
  for (const cause of CAUSES) voice.explain(cause);
  for (const folder of ['dom', 'sinks']) {
    for (const path of readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts')) continue;
      const source = readFileSync(join(src, folder, path), 'utf8');
      for (const [, key] of source.matchAll(/\.phrase\('([^']+)'/g)) voice.phrase(key as PhraseKey);
    }
  }
  return asked;
}
