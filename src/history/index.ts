export {
  type History,
  type HistoryOptions,
  type KeptFailure,
  keepHistory,
  type UpstreamHistory,
} from './keep-history.ts';
export type { HistoryBucket, HistoryCounts } from './ring.ts';
