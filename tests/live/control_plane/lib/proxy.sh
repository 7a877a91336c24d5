# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# HAProxy with TLS and keep-alive in front of every service, on its port + 10000, with a certificate of a CA made here;
# read by `up`, whose variables and functions it takes.

mkdir -p "$S/etc/tls"
if [ ! -s "$S/etc/tls/server.pem" ]; then
  ( cd "$S/etc/tls"
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout ca.key -out ca.pem -subj '/CN=openstack lab CA' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
    openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj '/CN=localhost'
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' > ext
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -extfile ext -out server.crt
    cat server.crt server.key > server.pem; chmod 600 server.pem ./*.key ) > "$S/log/tls.log" 2>&1
fi
{ cat <<EOF
global
  maxconn 4000
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  option http-keep-alive
  option forwardfor
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout http-keep-alive 30s
EOF
  for e in keystone:5000 glance:9292 nova:8774 neutron:9696 placement:8778 cinder:8776; do
    printf 'frontend %s\n  bind 127.0.0.1:%s ssl crt %s alpn h2,http/1.1\n  http-request set-header X-Forwarded-Proto https\n  default_backend %s\nbackend %s\n  server a 127.0.0.1:%s\n' \
      "${e%:*}" $((${e#*:} + 10000)) "$S/etc/tls/server.pem" "${e%:*}-b" "${e%:*}-b" "${e#*:}"
  done; } > "$S/etc/haproxy.cfg"
start haproxy /usr/sbin/haproxy -db -f "$S/etc/haproxy.cfg"
