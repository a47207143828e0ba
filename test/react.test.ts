import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { useNotices, useUpstream } from '../src/react/index.ts';
import { callers, stand } from './notices/stand.ts';

test('on a server the hooks give nothing, whatever is going on', async () => {
  const { clock, steady, center } = stand(() => 504);
  await Promise.all([clock.advance(100), ...callers(steady, 1, undefined, { method: 'POST', body: 'x' })]);
  expect([center.getSnapshot().length, steady.upstreams().length]).toEqual([1, 1]);
  const Status = () => {
    const notices = useNotices(center);
    const upstream = useUpstream(steady, 'https://api.test');
    return createElement('p', null, `${notices.length} ${upstream?.state}`);
  };
  expect(renderToString(createElement(Status))).toBe('<p>0 undefined</p>');
});
