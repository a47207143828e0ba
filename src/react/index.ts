export { useNotices } from './use-notices.ts';
export { useUpstream } from './use-upstream.ts';
