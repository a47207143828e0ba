import type { UpstreamOptions } from '../model/options.ts';
import { defined } from '../rules/defined.ts';

/** What the app itself has set for an upstream: its own options over the general ones. */
export function merge(general: UpstreamOptions, own: UpstreamOptions): UpstreamOptions {
  const merged: Record<string, unknown> = { ...general };
  for (const [name, value] of Object.entries(defined(own))) {
    const base = merged[name];
    merged[name] = isGroup(base) && isGroup(value) ? { ...base, ...defined(value) } : value;
  }
  return merged as UpstreamOptions;
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
