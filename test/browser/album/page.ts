import { createSteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { ar } from 'steadyfetch/locales/ar';
import { createNotices } from 'steadyfetch/notices';

// An album as an app would make it, with the options of the guides. For the pictures of the guides.

declare global {
  interface Window {
    album: {
      /** Asks for these at once, as a person does who opens the page. */
      load(urls: readonly string[]): void;
      /** Sends a form, once. */
      save(url: string): void;
    };
    card(): HTMLElement | null;
  }
}

const isArabic = document.documentElement.lang === 'ar';
const labels = isArabic ? { photos: 'الصور', music: 'الموسيقى' } : { photos: 'Photos', music: 'Music' };

const steady = createSteadyFetch();
const asked = new Set<string>();
const notices = createNotices(steady, {
  label: (origin) => (origin.includes('music') ? labels.music : labels.photos),
  onRetry: () => window.album.load([...asked]),
  ...(isArabic ? { catalogue: ar } : {}),
});
mountNotices(notices);

window.album = {
  load(urls) {
    for (const url of urls) {
      asked.add(url);
      void steady(url, { steady: { notice: { importance: 'user' } } }).catch(() => undefined);
    }
  },
  save(url) {
    const steps = { method: 'POST', body: 'album=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    void steady(url, { ...steps, steady: { notice: { importance: 'user' } } }).catch(() => undefined);
  },
};
window.card = () => document.querySelector('steady-notices')?.shadowRoot?.querySelector('.card') ?? null;
