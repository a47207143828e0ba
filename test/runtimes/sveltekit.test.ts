import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { app, run } from './support/programs.ts';

const home = join(app, '.cache/kit');

describe('the fetch of an event of SvelteKit, on the server', () => {
  const paths = {
    absolute: '/relative?kind=absolute&name=1',
    relative: '/relative?kind=relative&name=2',
    path: '/relative?kind=path&name=3',
    put: '/relative?kind=relative&name=4&put',
  };
  let shown: Record<string, string>;

  beforeAll(async () => {
    await rm(home, { recursive: true, force: true });
    await cp(join(app, 'kit'), home, { recursive: true });
    const built = await run([execPath, join(app, 'node_modules/vite/bin/vite.js'), 'build'], {}, 120_000, home);
    expect(built).toMatchObject({ code: 0 });
    const { out, err } = await run([execPath, join(home, 'serve.mjs'), ...Object.values(paths)], {}, 60_000, home);
    expect(out, err).not.toBe('');
    shown = JSON.parse(out) as Record<string, string>;
  });

  it('is retried for an absolute address', () => {
    expect(shown[paths.absolute]).toBe('200 request 2 in 2');
  });
  it('is retried for an address from the root', () => {
    expect(shown[paths.relative]).toBe('200 request 2 in 2');
  });
  it('is retried for an address from the page', () => {
    expect(shown[paths.path]).toBe('200 request 2 in 2');
  });
  it('is retried for a PUT with a body', () => {
    expect(shown[paths.put]).toBe('200 request 2 in 2');
  });
});
