export { reportOf } from './call/report.ts';
export { createSteadyFetch } from './client.ts';
export { classify } from './evidence/classify.ts';
export type { CallMessage, CircuitMessage } from './model/channels.ts';
export {
  CancelledError,
  CircuitOpenError,
  isCancelledError,
  isCircuitOpenError,
  isOptionsError,
  isUpstreamError,
  OptionsError,
  UpstreamError,
} from './model/errors.ts';
export type {
  AttemptEnded,
  AttemptStarted,
  CallRecovered,
  CallSettled,
  CallStarted,
  CallWaiting,
  CircuitClosed,
  CircuitHalfOpened,
  CircuitOpened,
  ClientClosed,
  ClientReset,
  NetworkOffline,
  NetworkOnline,
  RetryScheduled,
  SteadyEvent,
  SteadyEventOf,
  SteadyEventType,
  SteadyListener,
  WaitReason,
} from './model/event.ts';
export type { ClassifyContext, Evidence } from './model/evidence.ts';
export type { FetchExtras, SteadyFetch, SteadyInit, UpstreamStatus } from './model/handle.ts';
export type {
  BeforeRetry,
  BudgetOptions,
  CircuitOptions,
  IdempotencyKeyOptions,
  NoticeOptions,
  RetryAfter,
  RetryChange,
  RetryContext,
  RetryOptions,
  RetryWish,
  ShouldRetry,
  SteadyCallOptions,
  SteadyOptions,
  TimeoutOptions,
  UpstreamOptions,
} from './model/options.ts';
export type {
  Clock,
  FetchBody,
  FetchInit,
  FetchInput,
  FetchLike,
  Online,
  Random,
  Visibility,
} from './model/ports.ts';
export type { AttemptReport, CallReport, CircuitScope, SettledBecause } from './model/report.ts';
export type { FailureVerdict, Fault, Reached, ResponseVerdict, Verdict, VerdictKind } from './model/verdict.ts';
export { DEFAULTS } from './options/defaults.ts';
export { reportText } from './report-text.ts';
export { type LaterClient, type LaterOptions, showNoticesLater } from './show-notices-later.ts';
