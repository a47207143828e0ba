import { join } from 'node:path';
import type { Gateway } from '../gateway.ts';

/** As a reverse proxy that caches nothing. */
export const squid: Gateway = {
  name: 'squid',
  package: 'squid',
  program: 'squid',
  versionArgs: ['-v'],
  lacks: {
    'own-dns': 'it asks name servers on port 53 only',
    'rate-limit': 'it limits bandwidth, not requests',
    'end-maintenance': 'its rules change with a reload only',
  },
  args: ({ folder }) => ['-N', '-f', join(folder, 'squid.conf')],
  files: ({ port, appPort, doors, folder }) => {
    const peer = (name: string, host: string, to: number, more = '', route = name) => `
      cache_peer ${host} parent ${to} 0 no-query no-digest originserver connect-fail-limit=1000 name=${name} ${more}
      cache_peer_access ${name} allow ${route}`;
    const routes = ['app', 'stale', 'refused', 'slammed', 'pool', 'dns', 'tls'];
    return {
      'squid.conf': `
      http_port 127.0.0.1:${port} accel no-vhost defaultsite=gateway.test
      visible_hostname squid.test
      pid_filename none
      coredump_dir ${folder}
      access_log none
      cache_log /dev/stderr
      cache_store_log none
      pinger_enable off
      shutdown_lifetime 0 seconds
      cache deny all
      cache_mem 8 MB
      never_direct allow all
      connect_timeout 1 second
      read_timeout 1 second
      ${routes.map((name) => `acl ${name} urlpath_regex ^/${name}/`).join('\n      ')}
      acl seconds urlpath_regex ^/maintenance-seconds/
      acl date urlpath_regex ^/maintenance-date/
      deny_info 503:ERR_ACCESS_DENIED seconds
      deny_info 503:ERR_ACCESS_DENIED date
      reply_header_add Retry-After "5" seconds
      reply_header_add Retry-After "Wed, 31 Dec 2036 23:59:59 GMT" date
      http_access deny seconds
      http_access deny date
      http_access allow all
      ${peer('app', '127.0.0.1', appPort)}
      ${peer('stale', '127.0.0.1', appPort)}
      ${peer('refused', '127.0.0.1', doors.refused.port)}
      ${peer('slammed', '127.0.0.1', doors.slammed.port)}
      ${peer('one', '127.0.0.1', doors.pool[0].port, 'round-robin', 'pool')}
      ${peer('two', '127.0.0.1', doors.pool[1].port, 'round-robin', 'pool')}
      ${peer('dns', 'no-such-host.invalid', appPort)}
      ${peer('tls', '127.0.0.1', appPort, 'tls')}
      `,
    };
  },
};
