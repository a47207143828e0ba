import type { Reading } from '../model/evidence.ts';
import type { Answer } from './answer.ts';
import { CENTERED_NAME, LASTING_CODES, LASTING_WORDS, SIGNATURES, type Signature } from './signatures.ts';
import { akamaiReference } from './support-ids.ts';

/** Who wrote this answer, and what that proves; `undefined` where no server has signed it. */
export function readGateway(answer: Answer): Reading | undefined {
  const { status, header, body } = answer;
  const signature = SIGNATURES.find((each) => isSignedBy(each, answer));
  const gateway = signature?.gateway ?? CENTERED_NAME.exec(body)?.[1]?.toLowerCase();
  if (gateway === undefined) return readForwarded(header);

  const code = codeOf(gateway, answer);
  const isLasting = LASTING_WORDS.test(body) || LASTING_CODES.test(code ?? '') || status === signature?.invalidStatus;
  const proof = signature === undefined ? undefined : proofOf(gateway, answer, code);
  const seconds = gateway === 'cloudflare' ? /"retry_after":\s?(\d{1,6})\b/.exec(body)?.[1] : undefined;
  return {
    gateway,
    fault: 'gateway',
    ...(isLasting ? { lasting: true } : {}),
    ...(proof === undefined ? {} : { reached: 'no' }),
    ...(seconds === undefined ? {} : { retryAfterMs: Number(seconds) * 1000 }),
    evidence: [`gateway:${gateway}`, ...(code === undefined ? [] : [`${gateway}:${code}`]), ...(proof ?? [])],
  };
}

const isSignedBy = ({ headers = {}, body }: Signature, answer: Answer): boolean =>
  Object.entries(headers).every(([name, pattern]) => pattern.test(answer.header(name) ?? '')) &&
  (body === undefined || body.test(answer.body));

/** Gateways that sign either what they write or what they pass on: without the one and with the other, they have passed it on. */
function readForwarded(header: Answer['header']): Reading | undefined {
  const via = /\((squid)\/|\b1\.1 (nghttpx|Caddy)\b/.exec(header('via') ?? '');
  if (via === null) return undefined;
  return { fault: 'upstream', evidence: [`forwarded:${(via[1] ?? via[2] ?? '').toLowerCase()}`] };
}

/** The gateway's own code for what went wrong. */
function codeOf(gateway: string, { status, header, body }: Answer): string | undefined {
  switch (gateway) {
    case 'cloudflare':
      return (
        /"error_code":\s?(\d{3,4})|cf-error-code">(\d{4})|^error code: (\d{3,4})/.exec(body)?.slice(1).find(Boolean) ??
        `${status}`
      );
    case 'squid':
      return /\bERR_\w{1,40}/.exec(header('x-squid-error') ?? '')?.[0];
    case 'vercel':
      return /^\w{1,64}$/.exec(header('x-vercel-error') ?? '')?.[0];
    case 'akamai':
      return akamaiReference(body)?.[1];
    case 'envoy':
      if (body === 'no healthy upstream') return 'no-healthy-upstream';
      return header('x-envoy-overloaded') === 'true' ? 'overloaded' : undefined;
    default:
      return undefined;
  }
}

/**
 * The evidence that the gateway has not sent the request on; `undefined` where there is none.
 *
 * The list is short, and every entry is something that the gateway says only of its own attempts. An answer that was
 * passed on can carry the same words, so each also needs what passing on would have changed or left behind: the id of
 * this very answer quoted in the body, or no trace of a server further back.
 */
function proofOf(gateway: string, answer: Answer, code = ''): readonly string[] | undefined {
  const { status, header, body, isFirstHand } = answer;
  // Frameworks sign what they make, also when they make it of another server's error.
  if (!isFirstHand || header('x-powered-by') !== null) return undefined;
  switch (gateway) {
    case 'cloudflare': {
      // Site owners may send pages and statuses of their own, so it takes Cloudflare's page, for this status, with this ray.
      const ray = /^([\da-f]{16})(?:-[A-Z]{3})?$/.exec(header('cf-ray') ?? '')?.[1];
      const told = /"status":\s?(\d{3})\b|<title>[^<|]{0,255}\| (\d{3}): /.exec(body);
      const isOwn = status === Number(told?.[1] ?? told?.[2]) || (status === 530 && /^1\d{3}$/.test(code));
      const isUnsent = status === 521 || status === 523 || status === 525 || status === 530;
      return isUnsent && isOwn && ray !== undefined && body.includes(ray) ? ['id:cf-ray'] : undefined;
    }
    case 'vercel': {
      const id = /::([\w-]{8,64})$/.exec(header('x-vercel-id') ?? '')?.[1];
      const isUnsent = status === 503 && code === 'FUNCTION_THROTTLED';
      return isUnsent && id !== undefined && body.includes(id) ? ['id:x-vercel-id'] : undefined;
    }
    case 'akamai':
      return status >= 500 && /^(?:6|11|97)$/.test(code) && header('mime-version') === '1.0' ? [] : undefined;
    case 'envoy': {
      // The time an upstream took is there when one has answered. Of several tries, an earlier one may have got through.
      const isAlone = header('x-envoy-upstream-service-time') === null && header('x-envoy-attempt-count') === null;
      return status === 503 && code !== '' && isAlone ? [] : undefined;
    }
    default:
      return undefined;
  }
}
