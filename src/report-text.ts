import type { AttemptReport, CallReport, SettledBecause } from './model/report.ts';

const BECAUSE: Readonly<Record<SettledBecause, string>> = {
  success: 'it worked',
  final: 'no retry can change this answer',
  attempts: 'as many requests were sent as may be',
  deadline: 'no time was left for another attempt',
  budget: 'the retry budget of this upstream is spent',
  'not-replayable': 'it must not be sent twice without proof or permission',
  'body-not-replayable': 'its body was a stream, and is gone',
  'retry-after-too-long': 'the server asked for a longer wait than the call may take',
  'circuit-open': 'the upstream was not answering, or was isolated',
  'keeps-failing': 'this request keeps failing while others succeed',
  aborted: 'the caller aborted it',
  cancelled: 'it was cancelled while it waited',
  policy: "the app's shouldRetry said no",
};

/**
 * A report as plain text, one fact per line, for people to paste into a ticket.
 *
 * Nothing of the request is in it but its method and upstream: no path, no query, no header, no body. What servers and apps
 * have named loses all characters that break or turn the text around it.
 */
export function reportText(report: CallReport): string {
  const { upstream, method, attempts, settledBecause, scope, elapsedMs, retryAt, supportIds } = report;
  const startedAt = attempts[0] && attempts[0].startedAt - (attempts[0].delayMs ?? 0);
  const of = scope === 'route' ? ' (one route of it)' : '';
  const lines = [
    `Request: ${method} to ${upstream}${of}`,
    ...(startedAt === undefined ? [] : [`Started: ${timeOf(startedAt)}`]),
    `Ended: after ${secondsOf(elapsedMs)}, ${settledBecause}: ${BECAUSE[settledBecause]}`,
    ...attempts.map(attemptLine),
    ...(attempts.length === 0 ? ['Nothing was sent.'] : []),
    ...(retryAt === undefined ? [] : [`Try again at: ${timeOf(retryAt)}`]),
    ...supportIds.map((id) => `Support id: ${id}`),
  ];
  return lines.map(oneLine).join('\n');
}

function attemptLine({ attempt, startedAt, elapsedMs, delayMs, verdict }: AttemptReport): string {
  const { kind, gateway, fault, reached, transient, retryAfterMs, evidence } = verdict;
  const facts = [
    'status' in verdict ? `${verdict.status} ${kind}` : kind,
    ...(gateway === undefined ? [] : [`answered by ${gateway}`]),
    ...(kind === 'ok' ? [] : [`fault: ${fault}`, `transient: ${transient ? 'yes' : 'no'}`, `reached: ${reached}`]),
    ...(retryAfterMs === undefined ? [] : [`asked to wait ${secondsOf(retryAfterMs)}`]),
    `evidence: ${evidence.join(' ')}`,
  ];
  const wait = delayMs === undefined ? '' : ` after a wait of ${secondsOf(delayMs)}`;
  return `Attempt ${attempt}: ${timeOf(startedAt)}${wait}, took ${secondsOf(elapsedMs)}; ${facts.join('; ')}`;
}

/** A report can come from anywhere, and a time that is none must not throw. */
const timeOf = (epochMs: number): string =>
  Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString() : String(epochMs);

const secondsOf = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;

const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
