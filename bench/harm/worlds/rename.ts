import { inOrder } from '../traffic.ts';
import type { Scenario } from '../world.ts';

/** The same scenario at other URLs. No two of its URLs may become one. */
export function renamed(scenario: Scenario, rename: (url: string) => string): Scenario {
  const originals = new Map(scenario.calls.map(({ url }) => [rename(url), url]));
  return {
    ...scenario,
    server: () => {
      const server = scenario.server();
      return (ask) => server({ ...ask, url: new URL(originals.get(ask.url.href) as string) });
    },
    calls: scenario.calls.map((call) => ({ ...call, url: rename(call.url) })),
  };
}

/** Several scenarios at the same time. None of them may have a URL of another one. */
export function joined(scenarios: readonly Scenario[]): Scenario {
  const homes = new Map(scenarios.flatMap(({ calls }, home) => calls.map(({ url }) => [url, home])));
  return {
    server: () => {
      const servers = scenarios.map(({ server }) => server());
      return (ask) => {
        const server = servers[homes.get(ask.url.href) ?? -1];
        if (server === undefined) throw new Error(`Nothing is at ${ask.url.href}`);
        return server(ask);
      };
    },
    calls: inOrder(...scenarios.map(({ calls }) => calls)),
    requests: {
      ratio: Math.max(...scenarios.map(({ requests }) => requests.ratio)),
      extra: scenarios.reduce((sum, { requests }) => sum + requests.extra, 0),
    },
  };
}
