/** Headers in which gateways and apps hand out the id under which they remember a request. */
const ID_HEADERS =
  'cf-ray x-amz-cf-id x-amzn-requestid x-amz-request-id x-amz-apigw-id apigw-requestid x-amzn-trace-id x-cloud-trace-context x-azure-ref x-ms-request-id akamai-grn x-varnish x-vercel-id x-nf-request-id fly-request-id x-request-id request-id x-correlation-id'.split(
    ' ',
  );

/** No markup, no quotes, no line breaks: these are shown to people and pasted into tickets. */
const SHOWABLE = /^[\w .:;=+/,@#|~-]{1,128}$/;

/**
 * The request ids of a failed response, as `name:value`, for the operator of the upstream to look up.
 *
 * @param bodyPeek - The beginning of the body, where it was looked at: Akamai tells its reference nowhere else.
 */
export function supportIds(headers: Pick<Headers, 'get'>, bodyPeek = ''): readonly string[] {
  const found = ID_HEADERS.map((name) => [name, readable(headers, name)] as const);
  const ids = [...found, ['akamai-reference', akamaiReference(bodyPeek)?.[0]] as const];
  return ids.flatMap(([name, value]) => (value !== undefined && SHOWABLE.test(value) ? [`${name}:${value}`] : []));
}

/**
 * Akamai's `Reference #6.2d351ab8.1557333295.a4e16ab`: the whole, and the class of the error that it begins with.
 * The newer pages write every sign of punctuation as a character reference.
 */
export function akamaiReference(body: string): readonly [whole: string, errorClass: string] | undefined {
  const plain = body.replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)));
  const found = /Reference #((\d{1,3})\.[\da-f]{1,16}\.\d{1,16}\.[\da-f]{1,16})\b/i.exec(plain);
  return found === null ? undefined : [found[1] as string, found[2] as string];
}

function readable(headers: Pick<Headers, 'get'>, name: string): string | undefined {
  try {
    const value: unknown = headers.get(name);
    return typeof value === 'string' ? value : undefined;
  } catch {
    // Not every polyfill's headers keep their promises.
    return undefined;
  }
}
