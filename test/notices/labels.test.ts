import { describe, expect, test } from 'vitest';
import { CAUSES, everyNotice, noticeOf } from '../../src/notices/every-notice.ts';
import { type Catalogue, en } from '../../src/notices/index.ts';
import { ar } from '../../src/notices/text/locales/ar.ts';
import { de } from '../../src/notices/text/locales/de.ts';
import { es } from '../../src/notices/text/locales/es.ts';
import { fr } from '../../src/notices/text/locales/fr.ts';
import { it } from '../../src/notices/text/locales/it.ts';
import { nl } from '../../src/notices/text/locales/nl.ts';
import { pl } from '../../src/notices/text/locales/pl.ts';
import { ptBR } from '../../src/notices/text/locales/pt-BR.ts';
import { TextRenderer } from '../../src/notices/text/render.ts';

/** In each language, what may come right before the name of a service: a noun, which takes the case, the number and the gender. */
const BEFORE: readonly (readonly [string, Catalogue, RegExp, readonly string[]])[] = [
  ['de', de, /[Dd]ienst „$/, ['Der Laden', 'Die Bestellungen', 'Fotos']],
  ['fr', fr, /service «\u00a0?\s?$/, ['L’agenda', 'Les commandes', 'Agenda', 'Photos']],
  ['es', es, /servicio «$/, ['La tienda', 'Los pedidos', 'Fotos']],
  ['it', it, /servizio «$/, ['L’agenda', 'Gli ordini', 'Foto']],
  ['pt-BR', ptBR, /serviço “$/, ['A loja', 'Os pedidos', 'Fotos']],
  ['nl', nl, /dienst ‘$/, ['De winkel', 'Bestellingen']],
  ['pl', pl, /usłu(?:ga|gi|dze|gą) „$/i, ['Sklep', 'Zamówienia']],
  ['ar', ar, /خدمة \u2068$/, ['الصور', 'The shop']],
];

const notices = [...everyNotice()].filter(
  ({ circumstances, surface, label }) => circumstances.length === 0 && surface === 'app' && label !== undefined,
);

/** All that is said about a service of this name. */
function* sentences(voice: TextRenderer, label: string): Generator<string> {
  for (const notice of notices) {
    const { text, announcement, dismissLabel } = voice.say({ ...notice, label });
    yield* [...Object.values(text), announcement.text, dismissLabel];
  }
  for (const cause of CAUSES) {
    const { headings, foreign: _, ...explanation } = voice.explain(noticeOf({ label, cause, phase: 'failed' }));
    yield* [...Object.values(explanation), ...Object.values(headings)];
  }
}

describe.each(BEFORE)('in %s the name of a service', (locale, catalogue, before, labels) => {
  test.each(labels)('stands after a noun, as it is: %s', (label) => {
    const voice = new TextRenderer({ locale, catalogue }, (act) => act());
    const wrong = new Set<string>();
    let found = 0;
    for (const sentence of sentences(voice, label)) {
      const parts = sentence.split(label).slice(0, -1);
      found += parts.length;
      if (parts.some((part) => !before.test(part))) wrong.add(sentence);
    }
    expect([...wrong]).toEqual([]);
    expect(found).toBeGreaterThan(100);
  });

  test('leaves every title short enough for two lines', () => {
    const voice = new TextRenderer({ locale, catalogue }, (act) => act());
    const titles = new Set(notices.map((notice) => voice.say({ ...notice, label: 'Photo Collection' }).text.title));
    expect([...titles].filter((title) => title.length > 80)).toEqual([]);
  });
});

describe('in English', () => {
  const voice = new TextRenderer({ locale: 'en', catalogue: en }, (act) => act());

  test.each([
    ['The shop', /(?<!^|[.!?:] )The shop/],
    ['The orders', /(?<!^|[.!?:] )The orders|orders (?:is|isn’t|has|hasn’t|needs|wants|limits|itself)\b/],
  ])('%s has its article as the sentence needs it, and no verb beside it that counts', (label, wrong) => {
    expect([...sentences(voice, label)].filter((sentence) => wrong.test(sentence))).toEqual([]);
  });
});
