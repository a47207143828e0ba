// HTTP clients over a fetch of ours. Each is set up with its own retries as shipped, or with our recipe, which switches them off.
import Anthropic from '@anthropic-ai/sdk';
import { Octokit } from '@octokit/core';
import { retry as octokitRetry } from '@octokit/plugin-retry';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import { HttpRequest } from '@smithy/protocol-http';
import { createClient as createSupabase } from '@supabase/supabase-js';
import { createTRPCClient, httpLink } from '@trpc/client';
import axios from 'axios';
import { EventSource } from 'eventsource';
import { GraphQLClient } from 'graphql-request';
import { hc } from 'hono/client';
import ky from 'ky';
import { ofetch } from 'ofetch';
import OpenAI from 'openai';
import createOpenApi from 'openapi-fetch';
import Stripe from 'stripe';
import wretch from 'wretch';
import { retry as wretchRetry } from 'wretch/middlewares';

const json = async (response) => {
  if (!response.ok) throw Object.assign(new Error('no answer'), { status: response.status });
  return response.json();
};

/**
 * @typedef {object} Client
 * @property {(fetch: typeof globalThis.fetch, url: string, ownRetries: boolean) => Promise<unknown>} call - One call of the client.
 * @property {unknown} [answer] - What the server sends for it.
 * @property {string} [type] - The content type of that.
 * @property {boolean} [isRead] - It reads by POST, and the app says so.
 * @property {string} [marks] - The header with which it marks its own retries.
 */

/** @type {Record<string, Client>} */
export const CLIENTS = {
  ky: { call: (fetch, url, own) => ky(url, { fetch, ...(own ? {} : { retry: 0 }) }).json() },
  ofetch: { call: (fetch, url, own) => ofetch.create(own ? {} : { retry: 0 }, { fetch })(url) },
  wretch: {
    call(fetch, url, own) {
      const over = () => (address, options) => fetch(address, options);
      const middlewares = own
        ? [wretchRetry({ maxAttempts: 2, delayTimer: 50, resolveWithLatestResponse: true }), over]
        : [over];
      return wretch(url).middlewares(middlewares).get().json();
    },
  },
  axios: {
    call: async (fetch, url) => (await axios.create({ adapter: 'fetch', env: { fetch } }).get(url)).data,
  },
  'openapi-fetch': {
    async call(fetch, url) {
      const { data, response } = await createOpenApi({ baseUrl: url, fetch }).GET('/tea');
      return data ?? json(response);
    },
  },
  hono: { call: async (fetch, url) => json(await hc(url, { fetch }).tea.$get()) },
  'graphql-request': {
    call: (fetch, url) => new GraphQLClient(url, { fetch }).request('{ tea }'),
    answer: { data: { tea: 'green' } },
    isRead: true,
  },
  tRPC: {
    call: (fetch, url) => createTRPCClient({ links: [httpLink({ url, fetch })] }).tea.query(),
    answer: { result: { data: 'green' } },
  },
  openai: {
    call: async (fetch, url, own) =>
      (await new OpenAI({ apiKey: 'key', baseURL: url, fetch, ...(own ? {} : { maxRetries: 0 }) }).models.list()).data,
    answer: { object: 'list', data: [{ id: 'tea' }] },
    marks: 'x-stainless-retry-count',
  },
  anthropic: {
    call: async (fetch, url, own) =>
      (await new Anthropic({ apiKey: 'key', baseURL: url, fetch, ...(own ? {} : { maxRetries: 0 }) }).models.list())
        .data,
    answer: { data: [{ id: 'tea' }], has_more: false, first_id: null, last_id: null },
    marks: 'x-stainless-retry-count',
  },
  supabase: {
    async call(fetch, url, own) {
      const query = createSupabase(url, 'key', { global: { fetch }, realtime: { transport: class {} } })
        .from('teas')
        .select();
      const { data, error, status } = await (own ? query : query.retry(false));
      if (error !== null) throw Object.assign(new Error('no answer'), { status });
      return data;
    },
    answer: [{ id: 1 }],
    marks: 'x-retry-count',
  },
  octokit: {
    async call(fetch, url, own) {
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const Client = own ? Octokit.plugin(octokitRetry) : Octokit;
      return (await new Client({ baseUrl: url, request: { fetch }, log }).request('GET /tea')).data;
    },
  },
  stripe: {
    async call(fetch, url, own) {
      const { hostname, port, pathname } = new URL(url);
      // It knows no base path, so the last part of ours becomes the name of a customer.
      const stripe = new Stripe('key', {
        ...{ host: hostname, port, protocol: 'http', telemetry: false },
        httpClient: Stripe.createFetchHttpClient((path, init) => fetch(new URL(pathname, path), init)),
        ...(own ? {} : { maxNetworkRetries: 0 }),
      });
      const { id } = await stripe.customers.retrieve('tea');
      return { id };
    },
    answer: { id: 'tea', object: 'customer' },
  },
  'AWS SDK (fetch handler)': {
    async call(fetch, url) {
      const { hostname, port, pathname } = new URL(url);
      const request = new HttpRequest({
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: pathname,
        method: 'GET',
      });
      const before = globalThis.fetch;
      // It takes the global one, at once.
      globalThis.fetch = fetch;
      const handled = new FetchHttpHandler().handle(request);
      globalThis.fetch = before;
      const { response } = await handled;
      const body = new Response(response.body, { status: response.statusCode });
      return json(body);
    },
  },
  eventsource: {
    call: (fetch, url) =>
      new Promise((resolve, reject) => {
        const source = new EventSource(url, { fetch });
        source.onmessage = ({ data }) => {
          source.close();
          resolve(data);
        };
        source.onerror = ({ code }) => {
          source.close();
          reject(Object.assign(new Error('no answer'), { status: code }));
        };
      }),
    answer: 'data: green\n\n',
    type: 'text/event-stream',
  },
};

/**
 * POSTs of the SDKs that repeat POSTs by themselves.
 *
 * @type {Record<string, (fetch: typeof globalThis.fetch, baseURL: string, options: { maxRetries?: number }) => Promise<unknown>>}
 */
export const POSTS = {
  openai: (fetch, baseURL, options) =>
    new OpenAI({ apiKey: 'key', baseURL, fetch, ...options }).chat.completions.create({ model: 'tea', messages: [] }),
  anthropic: (fetch, baseURL, options) =>
    new Anthropic({ apiKey: 'key', baseURL, fetch, ...options }).messages.create({
      ...{ model: 'tea', messages: [], max_tokens: 1 },
    }),
};
