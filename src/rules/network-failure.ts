import type { ErrorReading } from '../model/evidence.ts';

export const UNKNOWN: ErrorReading = Object.freeze({
  reached: 'maybe',
  transient: true,
  fault: 'network',
  evidence: Object.freeze(['network:unknown']),
});

/**
 * All that a browser says of a refused connection, of a broken one, and of a gateway's 502 without CORS headers:
 * network or gateway, nothing tells them apart. It says nothing about being offline.
 */
const OPAQUE: ErrorReading = Object.freeze({
  ...UNKNOWN,
  fault: 'unknown',
  evidence: Object.freeze(['network:opaque']),
});

/** Native stacks (React Native, Expo), which no CORS blinds: what fails there is the network. */
const NATIVE_WORDS = /^Network request (?:failed|timed out)|^fetch failed: /;

/** An error that proves nothing: that of a browser, or one of which nothing is known. */
export function networkFailure(error: unknown): ErrorReading {
  try {
    const { name, message, cause } = Object(error);
    return name === 'TypeError' && cause == null && !NATIVE_WORDS.test(String(message)) ? OPAQUE : UNKNOWN;
  } catch {
    // An error that cannot even be looked at, such as a revoked proxy.
    return UNKNOWN;
  }
}
