# SPDX-License-Identifier: MIT
"""Creates the service users, services and endpoints (idempotent).

Environment: LAB_PASSWORD, LAB_TLS_REGION (may be empty).
"""
import os

from keystoneauth1 import session
from keystoneauth1.identity import v3

AUTH = 'http://127.0.0.1:5000/v3'
PW = os.environ['LAB_PASSWORD']
TLS = os.environ.get('LAB_TLS_REGION', '')
SERVICES = [
    ('identity', 'keystone', 5000, '/v3'),
    ('image', 'glance', 9292, ''),
    ('compute', 'nova', 8774, '/v2.1'),
    ('network', 'neutron', 9696, ''),
    ('placement', 'placement', 8778, ''),
    ('volumev3', 'cinder', 8776, '/v3/%(project_id)s'),
]
auth = v3.Password(auth_url=AUTH, username='admin', password=PW,
                   project_name='admin', user_domain_id='default',
                   project_domain_id='default')
s = session.Session(auth=auth)


# Debian's keystone closes after every answer without saying so; after a 204
# (no body to end at close) a client takes the connection for reusable and may
# meet a reset on the next request: hence the retries.
def call(method, path, **kw):
    return s.request(AUTH + path, method, authenticated=True,
                     raise_exc=False, connect_retries=8,
                     connect_retry_delay=0.05, **kw)


def ensure(kind, plural, match, body):
    found = call('GET', '/' + plural, params=match).json()[plural]
    if found:
        return found[0]['id']
    r = call('POST', '/' + plural, json={kind: body})
    r.raise_for_status()
    return r.json()[kind]['id']


role_admin = ensure('role', 'roles', {'name': 'admin'}, {'name': 'admin'})
role_service = ensure('role', 'roles', {'name': 'service'},
                      {'name': 'service'})
project = ensure('project', 'projects', {'name': 'service'},
                 {'name': 'service', 'domain_id': 'default'})
for name in ('nova', 'neutron', 'glance', 'placement', 'cinder'):
    user = ensure('user', 'users', {'name': name},
                  {'name': name, 'password': PW, 'domain_id': 'default',
                   'default_project_id': project})
    for role in (role_admin, role_service):
        call('PUT', '/projects/%s/users/%s/roles/%s'
             % (project, user, role)).raise_for_status()
if TLS and call('GET', '/regions/' + TLS).status_code == 404:
    call('POST', '/regions', json={'region': {'id': TLS}}).raise_for_status()
for kind, name, port, path in SERVICES:
    sid = ensure('service', 'services', {'type': kind},
                 {'type': kind, 'name': name,
                  'description': 'OpenStack ' + name})
    for interface in ('public', 'internal', 'admin'):
        ensure('endpoint', 'endpoints',
               {'service_id': sid, 'interface': interface,
                'region_id': 'RegionOne'},
               {'service_id': sid, 'interface': interface,
                'region_id': 'RegionOne',
                'url': 'http://127.0.0.1:%d%s' % (port, path)})
        if TLS:
            ensure('endpoint', 'endpoints',
                   {'service_id': sid, 'interface': interface,
                    'region_id': TLS},
                   {'service_id': sid, 'interface': interface,
                    'region_id': TLS,
                    'url': 'https://127.0.0.1:%d%s' % (port + 10000, path)})
print('catalog ready')
