import type { Reading } from '../model/evidence.ts';
import type { Answer } from './answer.ts';

/** What a failed response's body says about itself, whichever server wrote it. */
export function readBody({ header, body }: Answer, accept = ''): Reading | undefined {
  const type = (header('content-type') ?? '').toLowerCase();
  // The pages of gateways are no problem details; this one speaks the language of an API.
  if (type.startsWith('application/problem+json')) return { fault: 'upstream', evidence: [problemOf(body)] };
  const isHtml = type.startsWith('text/html') || /^\s{0,9}<(?:!doctype )?html\b/i.test(body);
  return isHtml && /\bjson\b/i.test(accept) && !/\bhtml\b/i.test(accept) ? { evidence: ['body:html'] } : undefined;
}

/**
 * The last part of the problem's `type`, which names it: `quota-exceeded`, `temporary-reduced-capacity`...
 * RFC 9457 section 3.1.1; draft-ietf-httpapi-ratelimit-headers-10 section 6.
 */
function problemOf(body: string): string {
  const type = /"type"\s?:\s?"([^"\\]{1,256})"/.exec(body)?.[1] ?? '';
  return `problem:${/(?:^|[#/:])([\w.-]{1,64})\/?$/.exec(type)?.[1] ?? 'blank'}`;
}
