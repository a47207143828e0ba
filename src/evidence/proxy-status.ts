import type { Reading } from '../model/evidence.ts';
import { type BareItem, type Member, parseMembers } from './structured-fields.ts';

/** Not a byte of the request was sent on. */
const UNSENT =
  /^(?:dns_(?:timeout|error)|destination_(?:unavailable|ip_unroutable)|connection_(?:refused|timeout|limit_reached))$/;

/** Something came back from behind the proxy, so the request had arrived there. */
const ANSWERED =
  /^http_response_(?:incomplete|(?:header_section|header|body|trailer_section|trailer)_size|(?:transfer|content)_coding)$/;

/** Set up wrongly, or forbidden: the next time will be like this one. */
const LASTING =
  /^(?:destination_(?:not_found|ip_prohibited)|tls_(?:protocol_error|certificate_error|alert_received)|http_request_denied|http_response_(?:\w+_size|content_coding)|proxy_(?:configuration_error|loop_detected))$/;

/**
 * Reads `Proxy-Status`; `undefined` where no proxy reports an error.
 * RFC 9209 section 2.
 *
 * `reached: 'no'` permits sending a request again that must not be sent twice, so it takes more than one word: each
 * proxy that reports an error must be trusted by the app, each error must be of a kind that comes before the first byte, and the
 * first to report must be the proxy nearest to the origin. A proxy named before it has handled a response.
 *
 * The types that are in no list (`connection_terminated`, `http_response_timeout`, unknown ones...) leave it open whether
 * the request arrived, and their status tells whether they pass.
 *
 * @param trustedProxies - Names of proxies whose word may permit a replay, compared exactly. List one only if it removes or
 * amends what others wrote before it.
 */
export function readProxyStatus(
  field: string | null,
  status: number,
  trustedProxies: readonly string[] = [],
): Reading | undefined {
  const members = field === null ? [] : (parseMembers(field) ?? []);
  const failed = members.filter(({ parameters }) => typeof parameters.get('error') === 'string');
  const [first] = failed;
  if (first === undefined) return readReceived(members);

  // A set, because `includes` of a mere string would trust every part of it.
  const trusted = new Set<unknown>(trustedProxies);
  const types = failed.map(({ parameters }) => String(parameters.get('error')));
  const evidence = types.map((type) => `proxy-status:${/^\w{1,64}$/.test(type) ? type : 'unreadable'}`);
  const isAnswered =
    types.some((type) => ANSWERED.test(type)) || failed.some(({ parameters }) => parameters.has('received-status'));
  const isUnsent = !isAnswered && failed.every((member, at) => isUnsentBy(member, types[at] as string, status));
  const isTrusted = first === members[0] && failed.every(({ value }) => trusted.has(value));
  if (isUnsent && isTrusted) evidence.push('proxy-status:trusted');

  return {
    ...nameOf(first),
    // A stranger's word for "not sent" permits nothing, but neither does it speak against what others know.
    ...(isUnsent && !isTrusted ? {} : { reached: isAnswered ? 'yes' : isUnsent ? 'no' : 'maybe' }),
    ...(types.some((type) => LASTING.test(type)) || failed.some(isUnknownName) ? { lasting: true } : {}),
    fault: types.includes('http_request_error') || types.includes('http_request_denied') ? 'caller' : 'gateway',
    evidence: [...new Set(evidence)],
  };
}

/** The proxy nearest to the origin has passed on what it was given: then it is not the one that failed. */
function readReceived([first]: readonly Member[]): Reading | undefined {
  if (typeof first?.parameters.get('received-status') !== 'number') return undefined;
  return { reached: 'yes', fault: 'upstream', evidence: ['proxy-status:received-status'] };
}

function isUnsentBy(member: Member, type: string, status: number): boolean {
  // Its own answer, made without asking a server. A refusal that says "later" is one that may be sent again.
  if (type === 'proxy_internal_response') return status === 429 || status === 503;
  return UNSENT.test(type) && !isUnknownName(member);
}

/** A name that does not exist will not exist the next time. */
const isUnknownName = ({ parameters }: Member): boolean =>
  parameters.get('error') === 'dns_error' && /^nxdomain$/i.test(String(parameters.get('rcode')));

const nameOf = ({ value }: { readonly value: BareItem | undefined }): { readonly gateway?: string } =>
  typeof value === 'string' && /^[\w.:/ -]{1,64}$/.test(value) ? { gateway: value } : {};
