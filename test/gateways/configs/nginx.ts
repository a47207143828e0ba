import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '../gateway.ts';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** What is sent again to the next upstream is left at nginx's default: idempotent requests, on errors and timeouts. */
export const nginx: Gateway = {
  name: 'nginx',
  package: 'nginx',
  program: 'nginx',
  versionArgs: ['-v'],
  lacks: {},
  args: ({ folder }) => ['-p', folder, '-c', join(folder, 'nginx.conf')],
  setMaintenance: (site, isOn) =>
    isOn ? writeFile(join(site.folder, 'maintenance'), '') : rm(join(site.folder, 'maintenance'), { force: true }),
  files: ({ folder, port, appPort, doors, nameServer }) => ({
    'nginx.conf': `
      daemon off;
      master_process off;
      pid ${folder}/nginx.pid;
      error_log stderr;
      events { worker_connections 256; }
      http {
        access_log off;
        ${TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n        ')}
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_connect_timeout 1s;
        proxy_read_timeout 1s;
        proxy_send_timeout 1s;
        limit_req_zone $http_x_tenant zone=tenants:1m rate=1r/s;
        upstream stale { server 127.0.0.1:${appPort}; keepalive 4; }
        upstream pool {
          ${doors.pool.map((door) => `server 127.0.0.1:${door.port} max_fails=1 fail_timeout=1s;`).join('\n          ')}
        }
        server {
          listen 127.0.0.1:${port};
          location /app/ { proxy_pass http://127.0.0.1:${appPort}; }
          location /stale/ { proxy_pass http://stale; }
          location /refused/ { proxy_pass http://127.0.0.1:${doors.refused.port}; }
          location /slammed/ { proxy_pass http://127.0.0.1:${doors.slammed.port}; }
          location /pool/ { proxy_pass http://pool; }
          location /tls/ { proxy_pass https://127.0.0.1:${appPort}; }
          location /dns/ {
            resolver 127.0.0.1:${nameServer.port} ipv6=off valid=1s;
            set $backend no-such-host.invalid;
            proxy_pass http://$backend:${appPort};
          }
          location /limited/ {
            limit_req zone=tenants;
            limit_req_status 429;
            proxy_pass http://127.0.0.1:${appPort};
          }
          location /maintenance-seconds/ {
            if (-f ${folder}/maintenance) { add_header Retry-After 5 always; return 503; }
            proxy_pass http://127.0.0.1:${appPort};
          }
          location /maintenance-date/ {
            if (-f ${folder}/maintenance) { add_header Retry-After "Wed, 31 Dec 2036 23:59:59 GMT" always; return 503; }
            proxy_pass http://127.0.0.1:${appPort};
          }
        }
      }
    `,
  }),
};
