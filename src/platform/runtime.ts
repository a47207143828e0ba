interface Runtime {
  readonly process?: { readonly versions?: { readonly node?: string }; getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly userAgent?: string };
}

/** Deno and Bun say that they are Node, too. */
export function isNode(): boolean {
  const { process } = globalThis as Runtime;
  return process?.versions?.node !== undefined && !('Deno' in globalThis) && !('Bun' in globalThis);
}

/** A module of Node's own, where there is one, and no bundler looks for it. */
export const nodeModule = <Module>(name: string): Module | undefined =>
  (globalThis as Runtime).process?.getBuiltinModule?.(name) as Module | undefined;

/** Node with a simulated page counts, too. */
export const isPage = (): boolean => 'document' in globalThis;

/** A page or a worker of one. */
export const isBrowser = (): boolean => isPage() || 'WorkerGlobalScope' in globalThis;

/** Its clones of responses that come from a server are empty, in version 21. */
export const clonesLoseBodies = (): boolean => 'happyDOM' in globalThis;

/**
 * Cloudflare Workers bind timers, signals and promises to the incoming request that made them: one request must not wake the calls of
 * another. There each wait looks at the shared state by itself, so often.
 */
export const pollMs = (): number =>
  (globalThis as Runtime).navigator?.userAgent === 'Cloudflare-Workers' ? 50 : Number.POSITIVE_INFINITY;
