// What a person sees of a client, on a page: in browsers, and where tests simulate one.
import { mountNotices } from 'steadyfetch/dom';
import { ar } from 'steadyfetch/locales/ar';
import { createNotices } from 'steadyfetch/notices';
import { equal, sleep } from './world.mjs';

/** A page that shows the notices of one call, which fails until `end` is called. */
function openPage({ create, outage }, options) {
  const steady = create();
  const notices = createNotices(steady, { ...options, timing: { revealUserMs: 0 } });
  const container = document.body.appendChild(document.createElement('div'));
  const stop = mountNotices(notices, { container });
  const { url, end } = outage(502);
  const call = steady(url('photo'), { steady: { notice: { importance: 'user' } } });
  const find = (selector) => container.querySelector('steady-notices').shadowRoot.querySelector(selector);
  return { notices, container, stop, end, call, find };
}

export const scenarios = {
  async 'shows a notice on the page, and takes it away'(world) {
    const { notices, container, stop, end, call, find } = openPage(world, { locale: 'en' });
    for (let tries = 0; tries < 300 && find('.card') === null; tries++) await sleep(20);
    equal(find('.title')?.textContent, 'The service didn’t answer properly', 'the title');
    find('.more').click();
    equal(find('.details dt')?.textContent, 'What happened', 'the details');
    find('.dismiss').click();
    for (let tries = 0; tries < 300 && find('.card') !== null; tries++) await sleep(20);
    equal([find('.card'), find('section').hidden], [null, true], 'the card');
    stop();
    equal(container.childElementCount, 0, 'elements left');
    await end();
    equal((await call).status, 200, 'the call');
    notices.close();
  },

  async 'says each sentence of a partial translation in its language'(world) {
    const { 'action.retry-now': _, ...catalogue } = ar;
    const { notices, stop, end, call, find } = openPage(world, { locale: 'ar', catalogue });
    for (let tries = 0; tries < 300 && find('.action') === null; tries++) await sleep(20);
    const attributesOf = (element) => [
      element?.getAttribute('lang'),
      element?.getAttribute('dir'),
      element?.textContent,
    ];
    equal(attributesOf(find('.action span')), ['en', 'ltr', 'Try now'], 'the button');
    equal([find('.card').getAttribute('lang'), find('.card').getAttribute('dir')], ['ar', 'rtl'], 'the card');
    stop();
    await end();
    await call;
    notices.close();
  },
};
