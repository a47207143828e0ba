// A page of everything that notices can say in a language, for those who review it.
// Run it with: npm run build && npx tsx examples/every-notice/main.ts fr > fr.html

import { createSteadyFetch } from 'steadyfetch';
import { type Catalogue, createNotices, type NoticeText } from 'steadyfetch/notices';
import { everyNotice } from '../../test/notices/every-notice.ts';

const locale = process.argv[2] ?? 'en';
const { [locale.replace('-', '')]: catalogue } =
  locale === 'en' ? {} : ((await import(`steadyfetch/locales/${locale}`)) as Record<string, Catalogue>);
const steady = createSteadyFetch();
const notices = createNotices(steady, { locale, ...(catalogue === undefined ? {} : { catalogue }) });

const escaped = (text = '') => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const card = ({ title, body, detail, advice, waiting, support }: NoticeText) =>
  `<article><h2>${escaped(title)}</h2>${[...new Set([body, detail, advice, waiting, support])]
    .map((text) => (text ? `<p>${escaped(text)}</p>` : ''))
    .join('')}</article>`;

const views = [...everyNotice()].map((notice) => notices.present(notice));
const cards = new Set(views.map(({ text }) => card(text)));
const { lang = locale, dir = 'ltr' } = views[0] ?? {};
console.log(
  `<!doctype html><html lang="${lang}" dir="${dir}"><meta charset="utf-8"><title>${lang}: ${cards.size}</title>${[...cards].join('\n')}</html>`,
);
steady.close();
