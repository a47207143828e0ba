import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nginx } from './configs/nginx.ts';
import { type Gateway, versionOf } from './gateway.ts';
import { runGateway, type Setup } from './run-gateway.ts';

// The page of the command, and the lines of the guide, in a real nginx. Needs `npm run build:js` first.

const root = join(import.meta.dirname, '../..');
const command = (...given: string[]) =>
  execFileSync(execPath, ['bin/page.js', ...given], { cwd: root, encoding: 'utf8' });
const PAGE = command('--label', 'Shop', '--languages', 'en,de');
const SENT = command('--label', 'Shop', '--after-sending');

/** The configuration of the guide, for the addresses of this test. */
const configured: Gateway = {
  ...nginx,
  files: ({ folder, port, appPort, doors }) => ({
    '502.html': PAGE,
    'sent.html': SENT,
    'nginx.conf': readFileSync(join(root, 'examples/small-site/nginx.conf'), 'utf8')
      .replace('events {}', `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr; events {}`)
      .replace(
        'http {',
        `http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}`,
      )
      .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
      .replace('/srv/outage', folder)
      .replace('location / {', `location /app/ { proxy_pass http://127.0.0.1:${appPort}; }\n    location / {`)
      .replace('127.0.0.1:3000', `127.0.0.1:${doors.refused.port}`),
  }),
};

describe.skipIf(versionOf(nginx) === undefined && !process.env['CI'])('nginx', () => {
  let setup: Setup;
  beforeAll(async () => {
    setup = await runGateway(configured);
  });
  afterAll(() => setup?.close());

  test.each(['GET', 'HEAD'])('answers a %s with the page and the status of the failure', async (method) => {
    const response = await fetch(`${setup.origin}/orders`, { method });
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      502,
      'text/html',
      'no-store',
    ]);
    expect(await response.text()).toBe(method === 'GET' ? PAGE : '');
  });

  test('answers a form with the page that does not ask again', async () => {
    const response = await fetch(`${setup.origin}/orders`, { method: 'POST', body: 'name=x' });
    expect([response.status, await response.text()]).toEqual([502, SENT]);
  });

  test.each(['/502.html', '/sent.html'])('does not give out %s by its name', async (path) => {
    const { status } = await fetch(setup.origin + path);
    expect(status).toBe(404);
  });
});
