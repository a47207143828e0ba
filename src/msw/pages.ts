/** A gateway, whose pages are answered with. */
export type Gateway = 'nginx' | 'haproxy' | 'cloudflare';

export interface Page {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Status = 502 | 503 | 504;

/** As nginx 1.22 sends it. */
const nginx = (line: string): Page => ({
  headers: { server: 'nginx/1.22.1', 'content-type': 'text/html' },
  body: `<html>\r\n<head><title>${line}</title></head>\r\n<body>\r\n<center><h1>${line}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
});

/** As HAProxy 2.6 sends it: it does not name itself. */
const haproxy = (line: string, sentence: string): Page => ({
  headers: { 'cache-control': 'no-cache', 'content-type': 'text/html' },
  body: `<html><body><h1>${line}</h1>\n${sentence}\n</body></html>\n`,
});

const RAY = '8d1f0c2a3b4c5d6e';

/** As Cloudflare sends it, without its style. */
const cloudflare = (line: string): Page => ({
  headers: { server: 'cloudflare', 'cf-ray': `${RAY}-FRA`, 'content-type': 'text/html; charset=UTF-8' },
  body: `<!DOCTYPE html>\n<html lang="en-US">\n<head><title>api.example.com | ${line}</title></head>\n<body>\n<div id="cf-wrapper"><div id="cf-error-details">${line}. Cloudflare Ray ID: <strong class="font-semibold">${RAY}</strong></div></div>\n</body>\n</html>\n`,
});

/** What each gateway says when its upstream fails. */
export const PAGES: Readonly<Record<Gateway, Readonly<Record<Status, Page>>>> = {
  nginx: {
    502: nginx('502 Bad Gateway'),
    503: nginx('503 Service Temporarily Unavailable'),
    504: nginx('504 Gateway Time-out'),
  },
  haproxy: {
    502: haproxy('502 Bad Gateway', 'The server returned an invalid or incomplete response.'),
    503: haproxy('503 Service Unavailable', 'No server is available to handle this request.'),
    504: haproxy('504 Gateway Time-out', "The server didn't respond in time."),
  },
  cloudflare: {
    502: cloudflare('502: Bad gateway'),
    503: cloudflare('503: Service unavailable'),
    504: cloudflare('504: Gateway time-out'),
  },
};
