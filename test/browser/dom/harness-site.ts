import { bundle, htmlPage, openSite, type Site } from '../support/site.ts';

/** A site of one page that shows what the stand-in center is told to show, with this body and these styles. */
export const openHarness = async (body: string, css: string): Promise<Site> =>
  openSite({
    '/': htmlPage({ body, css: true }),
    '/page.css': css,
    '/page.js': await bundle('test/browser/dom/page.ts'),
  });
