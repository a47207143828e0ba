import { describe, expect, test } from 'vitest';
import { readProxyStatus } from '../../src/evidence/proxy-status.ts';

const TRUSTED = ['gate', 'Edge 1'];
const read = (field: string, status = 502) => readProxyStatus(field, status, TRUSTED);
/** What an error of this type means if the one proxy that reports it is trusted. */
const meaning = (type: string, status = 502) => {
  const { reached, lasting = false, fault } = read(`gate; error=${type}`, status) ?? {};
  return [reached, lasting, fault];
};

describe('RFC 9209 section 2.3: an error', () => {
  test.each<[string, number, 'no' | 'maybe' | 'yes', boolean, 'gateway' | 'caller']>([
    ['dns_timeout', 504, 'no', false, 'gateway'],
    ['dns_error', 502, 'no', false, 'gateway'],
    ['destination_not_found', 500, 'maybe', true, 'gateway'],
    ['destination_unavailable', 503, 'no', false, 'gateway'],
    ['destination_ip_prohibited', 502, 'maybe', true, 'gateway'],
    ['destination_ip_unroutable', 502, 'no', false, 'gateway'],
    ['connection_refused', 502, 'no', false, 'gateway'],
    ['connection_terminated', 502, 'maybe', false, 'gateway'],
    ['connection_timeout', 504, 'no', false, 'gateway'],
    ['connection_read_timeout', 504, 'maybe', false, 'gateway'],
    ['connection_write_timeout', 504, 'maybe', false, 'gateway'],
    ['connection_limit_reached', 503, 'no', false, 'gateway'],
    ['tls_protocol_error', 502, 'maybe', true, 'gateway'],
    ['tls_certificate_error', 502, 'maybe', true, 'gateway'],
    ['tls_alert_received', 502, 'maybe', true, 'gateway'],
    ['http_request_error', 400, 'maybe', false, 'caller'],
    ['http_request_denied', 403, 'maybe', true, 'caller'],
    ['http_response_incomplete', 502, 'yes', false, 'gateway'],
    ['http_response_header_section_size', 502, 'yes', true, 'gateway'],
    ['http_response_header_size', 502, 'yes', true, 'gateway'],
    ['http_response_body_size', 502, 'yes', true, 'gateway'],
    ['http_response_trailer_section_size', 502, 'yes', true, 'gateway'],
    ['http_response_trailer_size', 502, 'yes', true, 'gateway'],
    ['http_response_transfer_coding', 502, 'yes', false, 'gateway'],
    ['http_response_content_coding', 502, 'yes', true, 'gateway'],
    ['http_response_timeout', 504, 'maybe', false, 'gateway'],
    ['http_upgrade_failed', 502, 'maybe', false, 'gateway'],
    ['http_protocol_error', 502, 'maybe', false, 'gateway'],
    ['proxy_internal_response', 503, 'no', false, 'gateway'],
    ['proxy_internal_error', 500, 'maybe', false, 'gateway'],
    ['proxy_configuration_error', 500, 'maybe', true, 'gateway'],
    ['proxy_loop_detected', 502, 'maybe', true, 'gateway'],
  ])('%s (%i): reached: %s, lasting: %s, fault: %s', (type, status, ...expected) => {
    expect(meaning(type, status)).toEqual(expected);
    // The RFC's own example writes a String.
    expect(meaning(`"${type}"`, status)).toEqual(expected);
  });

  test.each<[string, string, number]>([
    ['of an unknown type', 'gate;error=read_timeout', 502],
    ['of a type that only begins like one', 'gate;error=connection_refused_really', 502],
    ['of a name that does not exist', 'gate;error=dns_error;rcode=NXDOMAIN', 502],
    ['of a name that does not exist, as a string', 'gate;error=dns_error;rcode="nxdomain"', 502],
    ["that is the proxy's own answer, but says nothing of later", 'gate;error=proxy_internal_response', 500],
  ])('%s does not say whether the request arrived', (_, field, status) => {
    expect(read(field, status)?.reached).toBe('maybe');
  });

  test('may pass where the name server has failed, but not where the name does not exist', () => {
    expect(read('gate;error=dns_error;rcode=SERVFAIL')).toMatchObject({ reached: 'no' });
    expect(read('gate;error=dns_error;rcode=NXDOMAIN')).toMatchObject({ lasting: true });
  });
});

describe('the permission to send again', () => {
  test.each<[string, string]>([
    ['comes from a trusted proxy', 'gate;error=connection_refused'],
    ['comes from a trusted proxy whose name is a string', '"Edge 1";error=connection_refused'],
    ['is not lost on the way', 'gate;error=connection_refused, cdn;received-status=502, other'],
    ['may come from two', 'gate;error=connection_refused, "Edge 1";error=dns_timeout'],
  ])('%s', (_, field) => {
    const reading = read(field);
    expect(reading?.reached).toBe('no');
    expect(reading?.evidence).toContain('proxy-status:trusted');
  });

  test.each<[string, string]>([
    ['from a stranger', 'other;error=connection_refused'],
    ['from a proxy spelled otherwise', 'Gate;error=connection_refused'],
    ['from a proxy with a longer name', '"gate ";error=connection_refused'],
    ['if a stranger failed too', 'gate;error=connection_refused, other;error=dns_timeout'],
    ['if a proxy nearer to the origin has handled a response', 'other, gate;error=connection_refused'],
    [
      'if a proxy nearer to the origin failed otherwise',
      'gate;error=connection_terminated, gate;error=connection_refused',
    ],
    ['if it has received a response after all', 'gate;error=connection_refused;received-status=200'],
    ['if the field is broken', 'gate;error=connection_refused, ;'],
  ])('does not come %s', (_, field) => {
    expect(read(field)?.reached).not.toBe('no');
    expect(read(field)?.evidence ?? []).not.toContain('proxy-status:trusted');
  });

  test('is trusted from no proxy by default', () => {
    expect(readProxyStatus('gate;error=connection_refused', 502)?.reached).toBeUndefined();
  });
});

describe('a proxy', () => {
  test('that has failed is the gateway', () => {
    expect(read('origin-side, "Edge 1";error=dns_timeout, cdn')).toMatchObject({
      gateway: 'Edge 1',
      evidence: ['proxy-status:dns_timeout'],
    });
  });

  test.each(['"<b>";error=dns_timeout', `"${'a'.repeat(65)}";error=dns_timeout`, '1;error=dns_timeout'])(
    'whose name cannot be shown has none: %s',
    (field) => {
      expect(read(field)).not.toHaveProperty('gateway');
    },
  );

  test('that has only passed on what it received puts it on those behind', () => {
    const received = { reached: 'yes', fault: 'upstream', evidence: ['proxy-status:received-status'] };
    expect(read('gate;received-status=503')).toEqual(received);
    expect(read('gate;received-status=503, cdn')).toEqual(received);
    expect(read('silent, cdn;received-status=503')).toBeUndefined();
  });

  test.each(['', 'gate', 'gate;error', 'gate;error=1', 'gate;details="error=dns_timeout"', 'error=dns_timeout'])(
    'that reports no error says nothing: %j',
    (field) => {
      expect(read(field)).toBeUndefined();
    },
  );

  test('never makes a code of what is not one', () => {
    expect(read('gate;error="<script>"')?.evidence).toEqual(['proxy-status:unreadable']);
    expect(read(`gate;error=${'a'.repeat(99)}`)?.evidence).toEqual(['proxy-status:unreadable']);
  });
});
