import { inOrder } from '../traffic.ts';
import type { Scene } from '../world.ts';

/** The same scene at other URLs. No two of its URLs may become one. */
export function renamed(scene: Scene, rename: (url: string) => string): Scene {
  const originals = new Map(scene.calls.map(({ url }) => [rename(url), url]));
  return {
    ...scene,
    server: () => {
      const server = scene.server();
      return (ask) => server({ ...ask, url: new URL(originals.get(ask.url.href) as string) });
    },
    calls: scene.calls.map((call) => ({ ...call, url: rename(call.url) })),
  };
}

/** Several scenes at the same time. None of them may have a URL of another one. */
export function joined(scenes: readonly Scene[]): Scene {
  const homes = new Map(scenes.flatMap(({ calls }, home) => calls.map(({ url }) => [url, home])));
  return {
    server: () => {
      const servers = scenes.map(({ server }) => server());
      return (ask) => {
        const server = servers[homes.get(ask.url.href) ?? -1];
        if (server === undefined) throw new Error(`Nothing is at ${ask.url.href}`);
        return server(ask);
      };
    },
    calls: inOrder(...scenes.map(({ calls }) => calls)),
    requests: {
      ratio: Math.max(...scenes.map(({ requests }) => requests.ratio)),
      extra: scenes.reduce((sum, { requests }) => sum + requests.extra, 0),
    },
  };
}
