import type { Observation } from '../../notices/oracle.ts';
import type { CallRecord, Deed, LogLine, Recording, RequestRecord, Visit } from './recording.ts';

/** A request: when the page sent it and learned of its answer, and what the server's log says that the answer was. */
export interface Sent {
  readonly sentAt: number;
  readonly endedAt: number;
  /** The server's log has it. */
  readonly hasArrived: boolean;
  /** By the server's log; absent where it gave no answer. */
  readonly status: number | undefined;
  /** When the service will be back, as it said itself. */
  readonly backAt: number | undefined;
}

export interface Call extends Omit<Required<CallRecord>, 'id'> {
  readonly sent: readonly Sent[];
}

/** Every service. */
export const ANY = '';
const CLOCK_MS = 5;

/** What really happened in one visit. */
export class World {
  readonly calls: readonly Call[];
  readonly endedAt: number;
  /** The longest time for which the page itself stood still: by so much, anything may be late. */
  readonly stallMs: number;
  readonly #recording: Recording;

  constructor({ recording, log }: Visit) {
    this.#recording = recording;
    this.endedAt = recording.endedAt;
    this.stallMs = recording.stallMs;
    const left = [...log];
    const sent = recording.requests.map((request) => ({ call: request.call, ...withAnswer(request, left) }));
    this.calls = recording.calls.map(({ id, settledAt, wasOk, ...rest }) => ({
      ...rest,
      settledAt: settledAt ?? Number.POSITIVE_INFINITY,
      wasOk: wasOk === true,
      sent: sent.filter(({ call }) => call === id),
    }));
  }

  /** Where the page and the server do not agree about what an answer was: then the record is wrong, and nothing can be checked. */
  contradictions(): string[] {
    const { requests } = this.#recording;
    const all = this.calls.flatMap(({ sent }) => sent);
    return requests
      .filter(({ sentAt, status }) => !all.some((each) => each.sentAt === sentAt && each.status === status))
      .map(({ call, status }) => `call ${call}: the page got ${status}, and the server did not send it`);
  }

  of(service: string): readonly Call[] {
    return this.calls.filter((call) => service === ANY || call.service === service);
  }

  underWay(service: string, at: number): readonly Call[] {
    return this.of(service).filter(({ startedAt, settledAt }) => startedAt <= at && at <= settledAt);
  }

  /** Requests whose answer, or failure, the page knew, in that order. */
  ended(service: string, at: number): readonly Sent[] {
    return this.of(service)
      .flatMap(({ sent }) => sent)
      .filter(({ endedAt }) => endedAt <= at)
      .sort((a, b) => a.endedAt - b.endedAt);
  }

  inFlight(service: string, at: number): readonly Sent[] {
    return this.of(service).flatMap(({ sent }) => sent.filter(({ sentAt, endedAt }) => sentAt <= at && at <= endedAt));
  }

  isOffline(at: number): boolean {
    return this.#recording.deeds.findLast(({ at: when, what }) => when <= at && /line$/.test(what))?.what === 'offline';
  }

  hasDone(what: Deed['what'], until: number): boolean {
    return this.#recording.deeds.some((deed) => deed.what === what && deed.at <= until);
  }

  /** Every moment at which something changed. */
  moments(): readonly number[] {
    const { deeds } = this.#recording;
    const ofCalls = this.calls.flatMap(({ startedAt, settledAt, sent }) => [
      ...[startedAt, settledAt],
      ...sent.flatMap(({ sentAt, endedAt }) => [sentAt, endedAt]),
    ]);
    return [...ofCalls, ...deeds.map(({ at }) => at)].filter(Number.isFinite);
  }

  observations(): readonly Observation[] {
    return this.calls.map(({ service, method, what, startedAt, settledAt, wasOk, sent }) => {
      const arrived = sent.filter(({ hasArrived, endedAt }) => hasArrived && Number.isFinite(endedAt));
      return {
        isMaybeDone: arrived.some((each) => !isGood(each) && each.status !== 429),
        origin: service,
        method,
        thing: `${method} ${service} ${what}`,
        startedAt,
        settledAt,
        wasOk,
        sentAt: arrived.map(({ endedAt }) => endedAt),
        failedAt: arrived.filter((each) => !isGood(each)).map(({ endedAt }) => endedAt),
      };
    });
  }
}

export const isGood = ({ status }: Pick<Sent, 'status'>): boolean => status !== undefined && status < 400;

/** Finds the line of the log that belongs to a request, and takes it out. */
function withAnswer({ call, sentAt, endedAt = Number.POSITIVE_INFINITY }: RequestRecord, left: LogLine[]): Sent {
  const index = left.findIndex(
    (line) => line.call === call && line.at >= sentAt - CLOCK_MS && line.at <= endedAt + CLOCK_MS,
  );
  const [line] = index < 0 ? [] : left.splice(index, 1);
  const { answered } = line ?? {};
  const isKnown = answered !== undefined && endedAt < Number.POSITIVE_INFINITY;
  return {
    sentAt,
    endedAt,
    hasArrived: line !== undefined,
    status: isKnown ? answered.status : undefined,
    backAt: line?.backAt,
  };
}
