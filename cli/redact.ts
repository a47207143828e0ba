import { HARMFUL } from '../src/notices/text/sanitize.ts';

/** What stands for something that is left out. */
const LEFT_OUT = '…';

const MAX_LENGTH = 300;

/** Text of others as one harmless line. */
export function oneLine(text: string, maxLength = MAX_LENGTH): string {
  const line = text
    .slice(0, 4 * maxLength)
    .replace(HARMFUL, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}${LEFT_OUT}`;
}

/** So long, and with a digit in it: a token, a key of a webhook, or an id. None of them is needed to read a ticket. */
const SECRET = /^(?=.*\d).{20,}$/;

/**
 * A URL that may be shown: without user and password, without a fragment, and without any value of its query. Which of the values is a
 * secret only its server knows.
 */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) return '(no URL)';
  const { protocol, username, password, host, pathname, search } = new URL(text);
  const user = username === '' && password === '' ? '' : `${LEFT_OUT}@`;
  const path = pathname.split('/').map(redactSegment).join('/');
  const query = search === '' ? '' : `?${search.slice(1).split('&').map(redactPair).join('&')}`;
  return oneLine(`${protocol}//${user}${host}${path}${query}`);
}

function redactSegment(segment: string): string {
  const [name = '', ...parameters] = segment.split(';');
  return [SECRET.test(name) ? LEFT_OUT : name, ...parameters.map(redactPair)].join(';');
}

function redactPair(pair: string): string {
  const at = pair.indexOf('=');
  // Without a name, it is the value.
  if (at < 0) return pair === '' ? '' : LEFT_OUT;
  const name = pair.slice(0, at);
  return `${SECRET.test(name) ? LEFT_OUT : name}=${LEFT_OUT}`;
}

/** Headers whose values are the same for everyone who uses the same browser or program. */
const HARMLESS_HEADERS =
  /^(?:accept|accept-encoding|accept-language|cache-control|content-length|content-type|dnt|host|origin|pragma|priority|range|sec-ch-[\w-]+|sec-fetch-[\w-]+|te|upgrade-insecure-requests|user-agent)$/i;

/** A header that may be shown: the value of any other than the known harmless ones may be a secret. */
export const redactHeader = (name: string, value: string): string =>
  oneLine(`${name}: ${HARMLESS_HEADERS.test(name) ? value : LEFT_OUT}`, 120);
