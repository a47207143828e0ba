import type { ResponseVerdict, Verdict } from '../src/index.ts';
import { causeOf, isMaybeDone } from '../src/notices/track/cause.ts';
import { isResponse, type Subject } from './subject.ts';
import {
  briefly,
  explanationOf,
  formats,
  GATEWAY_HABITS,
  noAnswerOf,
  phrase,
  RETRY_AFTER_HABITS,
  SERVER_ADVICE,
  STATUS_SENTENCES,
  statusInWords,
} from './words.ts';

/** What a request came to, in plain words. Every sentence rests on the verdict, so that it claims no more than that proves. */
export interface Explanation {
  /** In a few words: `502 Bad Gateway`. */
  readonly title: string;
  readonly happened: readonly string[];
  readonly answeredBy: readonly string[];
  readonly side: string;
  /** May the app have seen the request? */
  readonly arrived: string;
  readonly passes: readonly string[];
  readonly advice: readonly string[];
  /** Short, stable codes: docs/classification.md has their meaning. */
  readonly evidence: readonly string[];
}

export function explain(subject: Subject): Explanation {
  const { verdict } = subject;
  return {
    ...(isResponse(verdict) ? explainAnswer(subject, verdict) : explainSilence(subject, verdict)),
    arrived: arrivedOf(verdict),
    passes: passesOf(subject),
    evidence: verdict.evidence,
  };
}

type Part = Pick<Explanation, 'title' | 'happened' | 'answeredBy' | 'side' | 'advice'>;

function explainAnswer(subject: Subject, verdict: ResponseVerdict): Part {
  const { status, gateway } = verdict;
  const title = statusInWords(status);
  if (verdict.kind === 'ok') {
    const failures = subject.report.attempts.filter(({ verdict: { kind } }) => kind !== 'ok' && kind !== 'superseded');
    const times = failures.length === 1 ? 'one attempt' : `${failures.length} attempts`;
    const before = `Before that, ${times} failed: who met one of those has seen ${briefly(failures.at(-1)?.verdict ?? verdict)}.`;
    const happened = ['It answered well.', ...(failures.length > 0 ? [before] : [])];
    return { title, happened, answeredBy: [], side: explanationOf('rejected').side, advice: [] };
  }
  const cause = causeOf(verdict) ?? 'server-error';
  const words = explanationOf(cause);
  const habit = GATEWAY_HABITS.find(([name, code]) => name === gateway && verdict.evidence.includes(code))?.[2];
  return {
    title,
    happened: [...meaningOf(verdict, words.happened), ...(habit === undefined ? [] : [habit])],
    answeredBy: answeredBy(subject, verdict),
    side: status < 500 ? words.side : sideOf(verdict),
    advice: [...userAdvice(subject, waitAdvice(verdict, words.advice)), ...serverAdvice(verdict)],
  };
}

/** What such a status means. Where the page about them has no sentence for it, what a notice says is true in general. */
function meaningOf({ status, kind, gateway }: ResponseVerdict, notice: string): readonly string[] {
  // What a gateway has written is no failure of the app.
  if (status === 500 && gateway !== undefined) return [`${phrase('server-error.title')}.`];
  const sentence = STATUS_SENTENCES[status];
  if (sentence !== undefined) return [status === 500 ? sentence : `${status} says: ${sentence}`];
  switch (kind) {
    case 'bad-gateway':
    case 'gateway-timeout': {
      const like = kind === 'bad-gateway' ? 502 : 504;
      return [`${status} is one of Cloudflare's own statuses, of the kind of ${like}: ${STATUS_SENTENCES[like]}`];
    }
    case 'service-unavailable':
      return [`${status} is in no standard; several large APIs answer it when they are overloaded.`];
    case 'too-early':
      return ['The server was not ready to act on a request that may have been sent twice, and asks for it again.'];
    case 'request-timeout':
      return ['The server says that the request did not arrive in full in the time that it waits for one.'];
    case 'server-error':
      return [`${phrase('server-error.title')}.`];
    default:
      return [notice];
  }
}

function answeredBy({ server }: Subject, { gateway, fault, evidence, status }: ResponseVerdict): readonly string[] {
  if (gateway !== undefined) {
    const code = evidence.find((each) => each.startsWith(`${gateway}:`) && each !== `${gateway}:${status}`);
    const named = code === undefined ? [] : [`Its own code for what happened: ${code.slice(gateway.length + 1)}.`];
    return [
      `${gateway}, or another ${gateway} behind it: only its own error answers are signed like this one.`,
      ...named,
    ];
  }
  const forwarded = evidence.find((each) => each.startsWith('forwarded:'))?.slice('forwarded:'.length);
  if (forwarded !== undefined) return [`A server behind ${forwarded}: ${forwarded} has passed the answer on.`];
  if (fault === 'upstream' && evidence.includes('proxy-status:received-status'))
    return ['The app, or a server close to it: a proxy on the way says that it got this status from behind it.'];
  if (evidence.some((each) => each.startsWith('problem:')))
    return ['An app, most likely: the body is one of problem details (RFC 9457).'];
  const proxyError = evidence.find((each) => /^proxy-status:(?!trusted|unreadable|received)/.test(each));
  if (proxyError !== undefined)
    return [`A proxy, by its own words (Proxy-Status): ${proxyError.slice('proxy-status:'.length)}.`];
  const named =
    server === undefined ? [] : [`Its header \`Server: ${server}\` can be that of one that has passed it on.`];
  return ['Nothing in the answer shows whether a gateway or the app behind it wrote it.', ...named];
}

function sideOf({ fault, gateway }: ResponseVerdict): string {
  switch (fault) {
    case 'gateway':
      return `At ${gateway ?? 'the gateway'}, or between it and the app behind it.`;
    case 'upstream':
      return 'At the app, or at a service that the app needs.';
    default:
      return 'At the service: the gateway, or the app behind it.';
  }
}

function explainSilence(subject: Subject, verdict: Verdict): Part {
  const { evidence, kind } = verdict;
  const known = noAnswerOf(evidence);
  if (known !== undefined) {
    const isOfRedirect = evidence.includes('address:other');
    const where = isOfRedirect ? ['It was that of a later address, to which a redirect had led.'] : [];
    return {
      title: `${known.hasBegun ? 'Incomplete answer' : 'No answer'}: ${known.brief}`,
      happened: [known.happened, ...where],
      answeredBy: [],
      side: known.side,
      advice: userAdvice(subject, known.advice),
    };
  }
  const isTimeout = kind === 'attempt-timeout' || kind === 'deadline';
  const words = explanationOf(isTimeout ? 'timeout' : 'network');
  const isForBrowsers = isTimeout || subject.isOfBrowser;
  return {
    title: isTimeout ? 'No answer in time' : 'No answer',
    happened: [isForBrowsers ? words.happened : 'No answer came, and the error does not say why.'],
    answeredBy: [],
    side: words.side,
    advice: userAdvice(
      subject,
      isTimeout ? phrase('explain.bad-gateway.advice') : isForBrowsers ? words.advice : phrase('failed.network.advice'),
    ),
  };
}

/** What the person who asked can do. What was sent may have been carried out, and that is to be looked at first. */
function userAdvice({ method, verdict }: Subject, advice: string): readonly string[] {
  if (!isMaybeDone(method, verdict)) return [advice];
  const isConfirmed = noAnswerOf(verdict.evidence)?.hasBegun === true;
  const unknown = isConfirmed ? [] : [phrase('outcome-unknown.detail')];
  return [[...unknown, phrase('outcome-unknown.advice')].join(' '), advice];
}

/** Some of what notices advise fits only where a time is shown, or where it is not known whether something was sent. */
function waitAdvice({ kind, retryAfterMs, status, transient }: ResponseVerdict, advice: string): string {
  if (status >= 500 && !transient) return 'Let the service know: waiting does not help.';
  if (kind === 'gateway-timeout') return phrase('explain.bad-gateway.advice');
  const isWithTime = kind === 'service-unavailable' || kind === 'rate-limited' || kind === 'too-early';
  return isWithTime && retryAfterMs === undefined ? phrase('explain.bad-gateway.advice') : advice;
}

function serverAdvice({ kind, fault }: ResponseVerdict): readonly string[] {
  const advice = SERVER_ADVICE[kind];
  // Only a gateway has an error log to look at; an app that writes a 502 knows more itself.
  return advice === undefined || fault === 'upstream' ? [] : [`The operator: ${advice.map(asSentence).join(' ')}`];
}

/** ECMA-262 knows no later one. */
const LAST_DATE_MS = 8.64e15;

const asSentence = (words: string): string => (/[.?!]$/.test(words) ? words : `${words}.`);

function arrivedOf({ kind, reached }: Verdict): string {
  if (kind === 'ok' || reached === 'yes') return 'Yes.';
  return reached === 'no'
    ? 'No: it can be sent again without doing anything twice.'
    : 'Nothing here shows whether the app has seen it.';
}

function passesOf({ verdict, report }: Subject): readonly string[] {
  if (verdict.kind === 'ok') return [];
  const cause = causeOf(verdict);
  const { transient, retryAfterMs } = verdict;
  const asked = askedWait(verdict, retryAfterMs, endOf(report));
  // The server knows better, unless it says the same of everything.
  return asked.length === 1 ? asked : [...asked, likelihood()];

  function likelihood(): string {
    if (cause === 'not-found') return explanationOf(cause).temporary;
    if (!transient) return phrase('explain.temporary.no');
    const isKnown = isResponse(verdict);
    return phrase(isKnown ? 'explain.temporary.likely' : 'explain.temporary.unknown');
  }
}

function askedWait({ gateway, evidence }: Verdict, ms: number | undefined, from: number): readonly string[] {
  if (ms === undefined) return [];
  const until = `, until ${new Date(Math.min(from + ms, LAST_DATE_MS)).toISOString().replace(/\.\d+Z$/, 'Z')}`;
  const habit = RETRY_AFTER_HABITS.find(([name]) => name === gateway && evidence.includes('header:retry-after'))?.[1];
  return [`The answer asks to wait ${formats.duration(ms)}${until}.`, ...(habit === undefined ? [] : [habit])];
}

function endOf({ attempts }: Subject['report']): number {
  const last = attempts.at(-1);
  return last === undefined ? 0 : last.startedAt + last.elapsedMs;
}
