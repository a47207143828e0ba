import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Gateway } from '../gateway.ts';

/** Retries are left at HAProxy's default: three, of connections that could not be made. */
export const haproxy: Gateway = {
  name: 'haproxy',
  package: 'haproxy',
  program: 'haproxy',
  versionArgs: ['-v'],
  lacks: {},
  args: ({ folder }) => ['-db', '-f', join(folder, 'haproxy.cfg')],
  // As operators do it: by the admin socket. The app counts as away when this server is.
  async setMaintenance({ folder }, isOn) {
    const socket = connect(join(folder, 'admin.sock'));
    socket.end(`set server switch/only state ${isOn ? 'maint' : 'ready'}\n`).resume();
    await once(socket, 'close');
  },
  files: ({ folder, port, appPort, doors, nameServer }) => ({
    'haproxy.cfg': `
global
  stats socket ${folder}/admin.sock mode 600 level admin
defaults
  mode http
  timeout connect 200ms
  timeout client 10s
  timeout server 1s
resolvers local
  nameserver ours 127.0.0.1:${nameServer.port}
  timeout resolve 100ms
  timeout retry 100ms
  hold nx 100ms
  hold valid 100ms
frontend front
  bind 127.0.0.1:${port}
  http-request return status 503 content-type text/plain string "down for maintenance" hdr Retry-After 5 if { path_beg /maintenance-seconds/ } { nbsrv(switch) eq 0 }
  http-request return status 503 content-type text/plain string "down for maintenance" hdr Retry-After "Wed, 31 Dec 2036 23:59:59 GMT" if { path_beg /maintenance-date/ } { nbsrv(switch) eq 0 }
  stick-table type string len 64 size 1k expire 5s store http_req_rate(1s)
  http-request track-sc0 req.hdr(x-tenant) if { path_beg /limited/ }
  http-request deny deny_status 429 if { path_beg /limited/ } { sc_http_req_rate(0) gt 1 }
  use_backend %[path,field(2,/)]
  default_backend app
backend app
  server only 127.0.0.1:${appPort}
backend switch
  server only 127.0.0.1:${appPort}
backend stale
  server only 127.0.0.1:${appPort}
backend refused
  server only 127.0.0.1:${doors.refused.port}
backend slammed
  server only 127.0.0.1:${doors.slammed.port}
backend pool
  default-server check inter 100ms fall 1 rise 1
  server one 127.0.0.1:${doors.pool[0].port}
  server two 127.0.0.1:${doors.pool[1].port}
backend dns
  server only no-such-host.invalid:${appPort} resolvers local init-addr none
backend tls
  server only 127.0.0.1:${appPort} ssl verify none
`,
  }),
};
