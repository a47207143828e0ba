import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedUpstream, type Step, startUpstream } from '../support/scripted-upstream.ts';
import { observe, type Scenario } from './observe.ts';
import { bareFetch, quickSubjects, setupFor, subjects } from './subjects.ts';

interface RedirectScenario extends Scenario {
  readonly title: string;
  readonly expects: object;
}

const to = (status: number, location: string): Step => ({ status, headers: { location }, body: 'moved' });
const post = { method: 'POST', body: 'text', headers: { 'x-a': '1' } };

const scenarios: RedirectScenario[] = [
  ...[301, 302, 303].map((status) => ({
    title: `a POST redirected with ${status}, which becomes a GET`,
    args: ({ url }: ScriptedUpstream) => [url, post],
    script: [to(status, '/next?q'), 200],
    expects: {
      response: { status: 200, redirected: true },
      seen: [{ method: 'POST' }, { method: 'GET', path: '/next?q', body: '' }],
    },
  })),
  ...[307, 308].map((status) => ({
    title: `a POST redirected with ${status}, which stays one`,
    args: ({ url }: ScriptedUpstream) => [url, post],
    script: [to(status, '/next'), 200],
    expects: {
      response: { status: 200, redirected: true },
      seen: [{ body: 'text' }, { method: 'POST', body: 'text' }],
    },
  })),
  {
    title: 'a Request with a body redirected with 307',
    args: ({ url }) => [new Request(url, { method: 'PUT', body: 'again' })],
    script: [to(307, '/next'), 200],
    expects: { response: { redirected: true }, seen: [{ body: 'again' }, { method: 'PUT', body: 'again' }] },
  },
  {
    title: 'a GET redirected twice, with a hash',
    args: ({ url }) => [`${url}/a#hash`],
    script: [to(302, '/b'), to(301, '/c#other'), 200],
    expects: { response: { redirected: true }, seen: [{ path: '/a' }, { path: '/b' }, { path: '/c' }] },
  },
  {
    title: 'a HEAD redirected with 303',
    args: ({ url }) => [url, { method: 'HEAD' }],
    script: [to(303, '/next'), 200],
    expects: { seen: [{ method: 'HEAD' }, { method: 'HEAD' }] },
  },
  {
    title: 'a redirect to a 404',
    args: ({ url }) => [url],
    script: [to(302, '/next'), 404],
    expects: { response: { status: 404, redirected: true } },
  },
  ...[301, 307].map((status) => ({
    title: `redirect: 'manual' and ${status}`,
    args: ({ url }: ScriptedUpstream) => [url, { redirect: 'manual' }],
    script: [to(status, '/next'), 200],
    expects: { seen: [{ path: '/' }] },
  })),
  {
    title: "redirect: 'manual' on the Request",
    args: ({ url }) => [new Request(url, { redirect: 'manual' })],
    script: [to(302, '/next'), 200],
    expects: { seen: [{ path: '/' }] },
  },
  {
    title: "redirect: 'error' without a redirect",
    args: ({ url }) => [url, { redirect: 'error' }],
    expects: { response: { status: 200 } },
  },
  {
    title: "a POST with redirect: 'error'",
    args: ({ url }) => [url, { ...post, redirect: 'error' }],
    script: [to(302, '/next'), 200],
    expects: { error: { name: 'TypeError' }, seen: [{ path: '/' }] },
  },
  {
    title: 'a stream redirected with 307, which cannot be sent again',
    args: ({ url }) => [url, { method: 'POST', body: new Blob(['once']).stream(), duplex: 'half' }],
    script: [to(307, '/next'), 200],
    expects: { error: { name: 'TypeError' }, seen: [{ body: 'once' }] },
  },
  {
    title: 'a POST redirected by 307 to a URL that is none',
    args: ({ url }) => [url, post],
    script: [to(307, 'http://['), 200],
    expects: { error: { name: 'TypeError' }, seen: [{}] },
  },
  {
    title: 'a POST redirected by 307 to another scheme',
    args: ({ url }) => [url, post],
    script: [to(307, 'foo:bar'), 200],
    expects: { error: { name: 'TypeError' }, seen: [{}] },
  },
];

/** The engine tells what is wrong with these, and it would be wrong the next time too. */
const hopeless: RedirectScenario[] = [
  {
    title: "a GET with redirect: 'error'",
    args: ({ url }) => [url, { redirect: 'error' }],
    script: [to(302, '/next')],
    expects: { error: { name: 'TypeError', message: 'fetch failed' } },
  },
  {
    title: 'a GET redirected in a circle',
    args: ({ url }) => [url],
    script: [to(302, '/again')],
    expects: { error: { name: 'TypeError', message: 'fetch failed' } },
  },
  {
    title: 'a GET redirected to a URL that is none',
    args: ({ url }) => [url],
    script: [to(302, 'http://[')],
    expects: { error: { name: 'TypeError', message: 'fetch failed' } },
  },
  {
    title: 'a GET redirected to another scheme',
    args: ({ url }) => [url],
    script: [to(302, 'foo:bar')],
    expects: { error: { name: 'TypeError', message: 'fetch failed' } },
  },
];

describe.each(subjects)('redirects under %s', (_, subject) => {
  const setup = setupFor(subject);
  let elsewhere: ScriptedUpstream;
  beforeEach(async () => {
    elsewhere = await startUpstream();
  });
  afterEach(() => elsewhere.close());

  it.each(scenarios)('are those of fetch, for $title', async (scenario) => {
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject(scenario.expects);
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('tell where they led', async () => {
    setup.upstream.play(to(302, '/b'), 200);
    const response = await setup.fetch(`${setup.upstream.url}/a`);
    expect([response.url, response.redirected, response.type]).toEqual([`${setup.upstream.url}/b`, true, 'basic']);
  });

  it('take no credentials to another origin', async () => {
    const scenario: Scenario = {
      args: ({ url }) => [url, { headers: { authorization: 'secret', cookie: 'secret', 'x-a': '1' } }],
      script: [to(302, `${elsewhere.url}/there`)],
    };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ response: { redirected: true, url: `${elsewhere.url}/there` } });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
    const [theirs, ours] = elsewhere.requests;
    expect(ours?.headers).toEqual(theirs?.headers);
    expect(ours?.headers.authorization).toBeUndefined();
  });
});

describe.each(quickSubjects)('hopeless redirects under %s', (_, subject) => {
  const setup = setupFor(subject);

  it.each(hopeless)('fail as those of fetch, after as many requests, for $title', async (scenario) => {
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject(scenario.expects);
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });
});
