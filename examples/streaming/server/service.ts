import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Handler } from './gateway.ts';

const MEDIA = join(import.meta.dirname, '../media');

const FILMS = [
  { id: 'slow-light', title: 'Slow light', about: 'Colors that take their time.' },
  { id: 'pinwheel', title: 'Pinwheel', about: 'Turns, and keeps turning.' },
  { id: 'test-pattern', title: 'Test pattern', about: 'Bars and a clock. You will notice if a second is missing.' },
];

const MOST_COMMENTS = 20;
const LONGEST_COMMENT = 200;

/** The site's service: films, one list, comments. It keeps all of that in memory, and it never fails by itself. */
export function createService(): Handler {
  const list = new Set<string>();
  const comments: { readonly id: string; readonly text: string }[] = [];
  const keysSeen = new Set<string>();

  async function save(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { film, saved } = await json<{ film?: string; saved?: boolean }>(request);
    if (!FILMS.some(({ id }) => id === film)) return answer(response, 400, { problem: 'There is no such film.' });
    if (saved) list.add(film as string);
    else list.delete(film as string);
    return answer(response, 200, [...list]);
  }

  async function comment(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const written = (await json<{ text?: string }>(request)).text?.trim().slice(0, LONGEST_COMMENT);
    if (!written) return answer(response, 400, { problem: 'There is nothing in this comment.' });
    // The client sends the same key with every attempt: so a comment that got through before is not written twice.
    const key = request.headers['idempotency-key'] as string | undefined;
    if (key === undefined || !keysSeen.has(key)) {
      if (key !== undefined) keysSeen.add(key);
      comments.unshift({ id: String(Date.now()), text: written });
      comments.splice(MOST_COMMENTS);
    }
    return answer(response, 200, comments);
  }

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/video/')) return film(pathname.slice('/video/'.length), response);
    switch (`${request.method} ${pathname}`) {
      case 'GET /api/films':
        return answer(response, 200, FILMS);
      case 'GET /api/list':
        return answer(response, 200, [...list]);
      case 'POST /api/list':
        return save(request, response);
      case 'GET /api/comments':
        return answer(response, 200, comments);
      case 'POST /api/comments':
        return comment(request, response);
      default:
        return answer(response, 404, { problem: 'There is nothing here.' });
    }
  };
}

/** `slow-light/7.webm`, `slow-light/poster.webp`, and nothing that leads elsewhere. */
async function film(path: string, response: ServerResponse): Promise<void> {
  const file = /^[a-z-]+\/[a-z\d]+\.web[mp]$/.test(path) ? await readFile(join(MEDIA, path)).catch(() => null) : null;
  if (file === null) return answer(response, 404, { problem: 'There is no such film.' });
  // Not cached: everything that is watched here comes over the wire.
  response.writeHead(200, {
    'content-type': extname(path) === '.webm' ? 'video/webm' : 'image/webp',
    'cache-control': extname(path) === '.webm' ? 'no-store' : 'max-age=3600',
  });
  response.end(file);
}

async function json<Body>(request: IncomingMessage): Promise<Partial<Body>> {
  try {
    return JSON.parse(await text(request)) ?? {};
  } catch {
    return {};
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
