import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Banner } from '../../examples/react/banner.tsx';
import { Light } from '../../examples/react/light.tsx';
import { callers, stand } from '../notices/stand.ts';

test('the components of the guide render on a server as if all were well, also during an outage', async () => {
  const { clock, steady, center, only } = stand(() => 502);
  const calls = callers(steady, 1, undefined, { steady: { notice: { importance: 'user' } } });
  await clock.advance(1_200);
  expect(only().phase).toBe('waiting');
  const banner = renderToString(createElement(Banner, { center }));
  expect(banner).toBe('<section aria-label="Connection messages"><p role="status"></p><p></p></section>');
  expect(renderToString(createElement(Light, { steady, upstream: 'https://api.test' }))).toBe('');
  await clock.advance(60_000);
  await Promise.all(calls);
});
