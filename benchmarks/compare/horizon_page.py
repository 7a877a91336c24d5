# SPDX-License-Identifier: MIT
"""What the two Python originals share: which lists a page needs, where the catalog says they are, how pages of a
list follow each other, and what the page looks like.  No I/O in here."""
import argparse
import json
import os
import re
import typing
import urllib.parse


class Unavailable(Exception):
    """A list cannot be had; its text is the reason the page gives."""


class Resource(typing.NamedTuple):
    title: str
    services: tuple          # the service type and its aliases, as catalogs spell them
    version: str             # of the path, added where the catalog gives a root
    path: str
    key: str
    name: str                # the member a row is known by
    api_version: str = ''    # the microversion asked for


_COMPUTE = (('compute',), '/v2.1')
_IMAGE = (('image',), '/v2')
_NETWORK = (('network',), '/v2.0')

SERVERS = Resource('Servers', *_COMPUTE, '/servers/detail', 'servers', 'name', 'compute 2.79')
FLAVORS = Resource('Flavors', *_COMPUTE, '/flavors/detail', 'flavors', 'name')
IMAGES = Resource('Images', *_IMAGE, '/images?limit=1000', 'images', 'name')
NETWORKS = Resource('Networks', *_NETWORK, '/networks', 'networks', 'name')
PORTS = Resource('Ports', *_NETWORK, '/ports', 'ports', 'name')
FLOATING_IPS = Resource('Floating IPs', *_NETWORK, '/floatingips', 'floatingips', 'floating_ip_address')

ASKED = (FLAVORS, SERVERS, IMAGES, NETWORKS, PORTS, FLOATING_IPS)
SHOWN = (SERVERS, FLAVORS, IMAGES, NETWORKS, PORTS, FLOATING_IPS)


class Cloud:
    """The cloud that the OS_* variables name, with a password."""

    def __init__(self, environment=os.environ):
        def get(name, default=None):
            value = environment.get('OS_' + name) or default
            if value is None:
                raise SystemExit('OS_%s is not set' % name)
            return value

        def named(kind, default_domain):
            """A user or project by id, or by name within its domain."""
            if environment.get('OS_%s_ID' % kind):
                return {'id': get(kind + '_ID')}
            domain = ({'name': get(kind + '_DOMAIN_NAME')} if environment.get('OS_%s_DOMAIN_NAME' % kind)
                      else {'id': get(kind + '_DOMAIN_ID', default_domain)})
            return {'name': get('USERNAME' if kind == 'USER' else kind + '_NAME'), 'domain': domain}

        url = get('AUTH_URL').rstrip('/')
        self.token_url = (url if url.endswith('/v3') else url + '/v3') + '/auth/tokens'
        self.token_body = {'auth': {
            'identity': {'methods': ['password'],
                         'password': {'user': dict(named('USER', 'default'), password=get('PASSWORD'))}},
            'scope': {'project': named('PROJECT', 'default')}}}
        self.interface = get('INTERFACE', 'public')
        self.region = environment.get('OS_REGION_NAME')
        self.ca_file = environment.get('OS_CACERT')


class Token:
    """What a login gave: the token's text, and the catalog."""

    def __init__(self, cloud, status, headers, body):
        if status != 201:
            raise Unavailable('identity answered %d' % status)
        self.text = headers['X-Subject-Token']
        self._cloud, self._catalog = cloud, json.loads(body)['token']['catalog']

    def endpoint(self, resource):
        """The base URL of a resource's service: interface and region as wanted, version in the path."""
        for service in self._catalog:
            if service['type'] not in resource.services:
                continue
            for endpoint in service['endpoints']:
                if endpoint['interface'] == self._cloud.interface and \
                        self._cloud.region in (None, endpoint['region_id']):
                    url = endpoint['url'].rstrip('/')
                    return url if re.search(r'/v\d', urllib.parse.urlsplit(url).path) else url + resource.version
        raise Unavailable('no %s endpoint of %s in the catalog' % (self._cloud.interface, resource.services[0]))

    def headers(self, resource):
        headers = {'X-Auth-Token': self.text, 'Accept': 'application/json'}
        return {**headers, 'OpenStack-API-Version': resource.api_version} if resource.api_version else headers


def document(resource, status, body):
    if status != 200:
        raise Unavailable('%s answered %d' % (resource.services[0], status))
    return json.loads(body)


def walk(resource, endpoint):
    """A generator that yields a URL, wants that page's document, and returns the names once there is no next page."""
    names, url, seen = [], endpoint + resource.path, set()
    while url and url not in seen:
        seen.add(url)
        answer = yield url
        names += [row.get(resource.name) or '' for row in answer[resource.key]]
        url = _next(resource, answer, endpoint)
    return names


def _next(resource, answer, endpoint):
    """Glance says `next`, the others KEY_links; of either only path and query count, and the catalog's origin stays."""
    link = answer.get('next') or next(
        (x['href'] for x in answer.get(resource.key + '_links', ()) if x['rel'] == 'next'), None)
    return link and urllib.parse.urljoin(endpoint, urllib.parse.urlsplit(link)._replace(scheme='', netloc='').geturl())


def render(results):
    """The page from {resource: names or the exception there was instead}."""
    lines = []
    for resource in SHOWN:
        result = results[resource]
        if isinstance(result, Exception):
            lines.append('%s: unavailable: %s' % (resource.title, result or type(result).__name__))
        else:
            lines += [resource.title + ':'] + ['  ' + name for name in result]
    return ('\n'.join(lines) + '\n').encode()


def listen_address(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('--listen', default='127.0.0.1:8080', metavar='HOST:PORT')
    host, _, port = parser.parse_args().listen.rpartition(':')
    return host, int(port)
