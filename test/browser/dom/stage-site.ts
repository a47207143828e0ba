import { bundle, htmlPage, openSite, type Site } from '../support/site.ts';

/** A site of one page that shows what the stand-in centre is told to show, with this body and these styles. */
export const openStage = async (body: string, css: string): Promise<Site> =>
  openSite({
    '/': htmlPage({ body, css: true }),
    '/page.css': css,
    '/page.js': await bundle('test/browser/dom/page.ts'),
  });
