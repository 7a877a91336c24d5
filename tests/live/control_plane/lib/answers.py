# SPDX-License-Identifier: MIT
"""Takes answers off the socket, byte by byte as they come, and keeps them without their secrets; for `capture`."""
import json
import os
import re
import socket
import ssl
import sys
import time

S = os.environ.get('LAB_STATE', '/tmp/openstack-lab')
OUT = os.environ.get('OUT') or S + '/captured'
PW = open(S + '/password').read()
APP = json.load(open(S + '/appcred.json'))
PORT = {'keystone': 5000, 'glance': 9292, 'nova': 8774, 'neutron': 9696,
        'placement': 8778, 'cinder': 8776}
secrets = {PW: 'p' * len(PW), APP['secret']: 's' * len(APP['secret'])}
TOKEN = re.compile(rb'gAAAAA[A-Za-z0-9_=-]{60,}')
only = set(sys.argv[1:])
index = {}
if os.path.exists(OUT + '/index.json'):
    index = {k: v for k, v in json.load(open(OUT + '/index.json')).items()
             if only or k.startswith(('alt-', 'error-503', 'tls-error-503'))}
os.makedirs(OUT, exist_ok=True)
tls = ssl.create_default_context(cafile=S + '/etc/tls/ca.pem') \
    if os.path.exists(S + '/etc/tls/ca.pem') else None


def hide(data):
    data = TOKEN.sub(lambda m: b'gAAAAA' + b'X' * (len(m[0]) - 6), data)
    for k, v in secrets.items():
        data = data.replace(k.encode(), v.encode())
    return data


def fetch(method, port, path, headers=(), body=None, over_tls=False, http='1.1',
          timeout=60):
    """One request on its own connection; returns raw bytes and how it ended."""
    s = socket.create_connection(('127.0.0.1', port), timeout=timeout)
    if over_tls:
        s = tls.wrap_socket(s, server_hostname='localhost')
    h = {'Host': '127.0.0.1:%d' % port, 'User-Agent': 'lab-capture',
         'Accept': 'application/json'}
    if http == '1.0':
        h['Connection'] = 'close'
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
        h['Content-Type'] = 'application/json'
    if isinstance(body, str):
        body = body.encode()
    if body is not None:
        h['Content-Length'] = str(len(body))
    h.update(headers)
    t0 = time.time()
    s.sendall(('%s %s HTTP/%s\r\n' % (method, path, http)
               + ''.join('%s: %s\r\n' % x for x in h.items() if x[1] is not None)
               + '\r\n').encode('latin-1') + (body or b''))
    raw, closed, first = b'', False, None
    while True:
        if raw and complete(raw, method):
            s.settimeout(1.5)                  # does the server close by itself?
        try:
            d = s.recv(1 << 16)
        except (socket.timeout, TimeoutError):
            break
        except ConnectionResetError:
            closed = 'reset'
            break
        if not d:
            closed = True
            break
        first = first or time.time() - t0
        raw += d
    s.close()
    return raw, closed, h, first or 0


def split(raw):
    head, _, body = raw.partition(b'\r\n\r\n')
    lines = head.decode('latin-1').split('\r\n')
    return lines[0], [tuple(x.split(': ', 1)) if ': ' in x else (x.rstrip(':'), '')
                      for x in lines[1:]], body


def framing(raw, method):
    status, headers, body = split(raw)
    low = {k.lower(): v for k, v in headers}
    code = int(status.split()[1]) if len(status.split()) > 1 else 0
    if method == 'HEAD' or code in (204, 304) or 100 <= code < 200:
        return 'none'
    if 'chunked' in low.get('transfer-encoding', ''):
        return 'chunked'
    if 'content-length' in low:
        return 'content-length'
    return 'until-close'


def complete(raw, method):
    if b'\r\n\r\n' not in raw:
        return False
    f = framing(raw, method)
    _, headers, body = split(raw)
    if f == 'none':
        return True
    if f == 'chunked':
        return body.endswith(b'0\r\n\r\n')
    if f == 'content-length':
        low = {k.lower(): v for k, v in headers}
        return len(body) >= int(low['content-length'])
    return False


taken = set()


def take(name, service, path, method='GET', headers=None, body=None, token=None,
         over_tls=False, http='1.1', keep=True, **more):
    """Fetches, and saves under NAME unless told not to; returns status, headers, body."""
    h = dict(headers or {})
    if token:
        h['X-Auth-Token'] = token
    port = more.pop('port', 0) or PORT[service] + (10000 if over_tls else 0)
    raw, closed, sent, first = fetch(method, port, path, h, body, over_tls, http)
    status, got, data = split(raw)
    f = framing(raw, method) if raw else 'empty'
    if keep and (not only or name in only):
        with open('%s/%s.http' % (OUT, name), 'wb') as out:
            out.write(hide(raw))
        taken.add(name)
        index[name] = dict({
            'service': service, 'method': method, 'path': path, 'tls': over_tls,
            'request_headers': {k: hide(str(v).encode()).decode()
                                for k, v in sent.items() if v is not None},
            'status': status, 'framing': f, 'closed_by_server': closed,
            'header_bytes': raw.find(b'\r\n\r\n') + 4, 'body_bytes': len(data),
            'seconds_to_first_byte': round(first, 4)}, **more)
        if body is not None:
            text = json.dumps(body) if isinstance(body, (dict, list)) else body
            text = text if isinstance(text, str) else text.decode('latin-1')
            text = hide(text.encode()).decode()
            index[name]['request_body'] = text if len(text) < 2000 else text[:60] + '... %d bytes' % len(text)
        print('%-46s %s, %s, %d bytes' % (name, status, f, len(data)))
    if f == 'chunked':
        out = b''
        while data:
            n, _, data = data.partition(b'\r\n')
            n = int(n.split(b';')[0], 16)
            out, data = out + data[:n], data[n + 2:]
            if n == 0:
                break
        data = out
    return status, {k.lower(): v for k, v in got}, data


def password(user, project=None, domain=None, pw=PW, unscoped=False):
    a = {'identity': {'methods': ['password'], 'password': {'user': {
        'name': user, 'domain': {'id': 'default'}, 'password': pw}}}}
    if project:
        a['scope'] = {'project': {'name': project, 'domain': {'id': 'default'}}}
    if domain:
        a['scope'] = {'domain': {'id': domain}}
    if unscoped:
        a['scope'] = 'unscoped'
    return {'auth': a}


def auth(name, body, keep=True, path='/v3/auth/tokens', **kw):
    status, headers, data = take(name, 'keystone', path, 'POST', body=body, keep=keep, **kw)
    return headers.get('x-subject-token'), (json.loads(data) if data.startswith(b'{') else {})


def finish():
    """Removes what a former whole run left under other names, and writes the index."""
    if not only:
        for f in os.listdir(OUT):
            if f.endswith('.http') and f[:-5] not in taken and not f.startswith(('alt-', 'error-503', 'tls-error-503')):
                os.unlink(os.path.join(OUT, f))
    with open(OUT + '/index.json', 'w') as f:
        json.dump(index, f, indent=1, ensure_ascii=False, sort_keys=True)
        f.write('\n')
    print(len(index), 'answers in', OUT)
