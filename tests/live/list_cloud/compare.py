#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What list_cloud read, beside what the OpenStack command line says, or, where it has no such list, a plain GET.

  compare.py ask FOLDER LABEL PROGRAM [PAGE_SIZE...]  reads all lists as the OS_* variables say, compares, and writes what came
                                                      of it to FOLDER
  compare.py table FOLDER SERVICES_MD                 the table of all of FOLDER; 1 where something differs

What the command line says is asked once for each user, project and region, kept in FOLDER, and asked again only where it differs.
What is compared are the members that tell a row from others: ids and names. A list that was refused is asked for with a plain GET
in any case, as the command line may turn to another list then; both must be given the same status.
"""
import collections
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urljoin

NO_COMMAND = 'is not an openstack command'

ID, NAME = {'ID': 'id'}, {'ID': 'id', 'Name': 'name'}
ZONE = {'Zone Name': 'zoneName'}

# list: words of the command, {0} the parent; columns of its output and the members of a row that they are. Left out are commands
# that list something else: availability zones in the way of those who may see details, IP availabilities of one IP version, groups
# of volumes of all projects (cinder takes all_tenants=False for yes).
COMMANDS = {
    'compute.servers': ('server list --no-name-lookup --limit -1', NAME),
    'compute.brief_servers': ('server list --no-name-lookup --limit -1', NAME),
    'compute.volume_attachments': ('server volume list {0}', {'Volume ID': 'volumeId'}),
    'compute.instance_actions': ('server event list {0}', {'Request ID': 'request_id'}),
    'compute.flavors': ('flavor list', NAME),
    'compute.brief_flavors': ('flavor list', NAME),
    'compute.hypervisors': ('hypervisor list', {'ID': 'id', 'Hypervisor Hostname': 'hypervisor_hostname'}),
    'compute.services': ('compute service list', {'ID': 'id', 'Binary': 'binary', 'Host': 'host'}),
    'compute.aggregates': ('aggregate list', NAME),
    'compute.availability_zone_details': ('availability zone list --compute', ZONE),
    'compute.migrations': ('server migration list', {'Id': 'id', 'UUID': 'uuid'}),
    'compute.keypairs': ('keypair list', {'Name': 'name', 'Fingerprint': 'fingerprint'}),
    'compute.server_groups': ('server group list', NAME),
    'image.images': ('image list', NAME),
    'image.members': ('image member list {0}', {'Image ID': 'image_id', 'Member ID': 'member_id'}),
    'network.networks': ('network list', NAME),
    'network.subnets': ('subnet list', NAME),
    'network.subnet_pools': ('subnet pool list', NAME),
    'network.segments': ('network segment list', NAME),
    'network.address_scopes': ('address scope list', NAME),
    'network.segment_ranges': ('network segment range list', NAME),
    'network.ports': ('port list', NAME),
    'network.trunks': ('network trunk list', NAME),
    'network.local_ips': ('local ip list', NAME),
    'network.routers': ('router list', NAME),
    'network.floating_ips': ('floating ip list', {'ID': 'id', 'Floating IP Address': 'floating_ip_address'}),
    'network.port_forwardings': ('floating ip port forwarding list {0}', ID),
    'network.security_groups': ('security group list', NAME),
    'network.security_group_rules': ('security group rule list', ID),
    'network.address_groups': ('address group list', NAME),
    'network.rbac_policies': ('network rbac list', {'ID': 'id', 'Object Type': 'object_type', 'Object ID': 'object_id'}),
    'network.qos_policies': ('network qos policy list', NAME),
    'network.agents': ('network agent list', {'ID': 'id', 'Binary': 'binary', 'Host': 'host'}),
    'network.availability_zones': ('availability zone list --network', {'Zone Name': 'name'}),
    'network.extensions': ('extension list --network', {'Alias': 'alias', 'Name': 'name'}),
    'block_storage.volumes': ('volume list', NAME),
    'block_storage.snapshots': ('volume snapshot list', NAME),
    'block_storage.backups': ('volume backup list', NAME),
    'block_storage.volume_types': ('volume type list --public', NAME),
    'block_storage.services': ('volume service list', {'Binary': 'binary', 'Host': 'host'}),
    'block_storage.availability_zones': ('availability zone list --volume', ZONE),
    'block_storage.attachments': ('volume attachment list', {'ID': 'id', 'Volume ID': 'volume_id'}),
    'block_storage.group_types': ('volume group type list', NAME),
    'block_storage.messages': ('volume message list', ID),
    'block_storage.qos_specs_list': ('volume qos list', NAME),
    'identity.projects': ('project list', NAME),
    'identity.domains': ('domain list', NAME),
    'identity.users': ('user list', NAME),
    'identity.groups': ('group list', NAME),
    'identity.roles': ('role list', NAME),
    'identity.services': ('service list', {'ID': 'id', 'Name': 'name', 'Type': 'type'}),
    'identity.endpoints': ('endpoint list', {'ID': 'id', 'Interface': 'interface', 'URL': 'url'}),
    'identity.regions': ('region list', {'Region': 'id'}),
    'identity.role_assignments': ('role assignment list', {
        'Role': 'role.id', 'User': 'user.id', 'Group': 'group.id', 'Project': 'scope.project.id', 'Domain': 'scope.domain.id'}),
    'identity.application_credentials': ('application credential list', NAME),
    'identity.auth_projects': ('project list --my-projects', NAME),
    'identity.auth_catalog': ('catalog list', {'Name': 'name', 'Type': 'type'}),
    'identity.registered_limits': ('registered limit list', {'ID': 'id', 'Resource Name': 'resource_name'}),
    'identity.limits': ('limit list', {'ID': 'id', 'Resource Name': 'resource_name'}),
    'identity.identity_providers': ('identity provider list', ID),
    'identity.trusts': ('trust list', ID),
    'identity.credentials': ('credential list', ID),
    'object_store.containers': ('container list', {'Name': 'name'}),
    'object_store.objects': ('object list {0}', {'Name': 'name'}),
}

# What tells the rows of a list from each other, whatever list it is.
TELLING = ('id uuid name zoneName binary host hostname hypervisor_hostname volumeId port_id request_id network resource '
           'resource_class consumer tenant_id project_id member_id image_id namespace network_id network_name alias type '
           'interface url secret_ref container_ref order_ref stack_name resource_name subdir role.id user.id group.id '
           'scope.project.id scope.domain.id').split()

# Below an endpoint of the catalog that has no version.
VERSION = {'network': '/v2.0', 'image': '/v2', 'identity': '/v3', 'dns': '/v2', 'key-manager': '/v1', 'load-balancer': '/v2',
           'baremetal': '/v1', 'container-infrastructure-management': '/v1'}


def text(one):
    return '' if one is None else one if isinstance(one, str) else json.dumps(one)


def value(row, path):
    for part in path.split('.'):
        row = row.get(part) if isinstance(row, dict) else None
    return text(row)


def told_apart(rows, members, value_of=value):
    """The rows, sorted, as what tells them apart."""
    return sorted(row if isinstance(row, str) else json.dumps([value_of(row, m) for m in members], ensure_ascii=False) for row in rows)


def telling(read, rows):
    """The members to compare: those of the record that tell rows apart, or all of the only row."""
    if read['shape'] == 'single':
        return sorted({k for row in rows for k in row if not isinstance(row[k], (dict, list))})
    return [m for m in TELLING if any(isinstance(row, dict) and value(row, m) for row in rows)]


class Cloud:
    """The one that the OS_* variables or clouds.yaml name, asked with keystoneauth: tokens and the catalog are its work."""

    def __init__(self):
        import openstack.config
        self.region = openstack.config.OpenStackConfig().get_one()
        self.session = self.region.get_session()
        self.user, self.project = self.session.get_user_id(), self.session.get_project_id()
        self.known = {}

    def endpoint(self, service):
        from keystoneauth1.exceptions import EndpointNotFound
        try:
            url = self.session.get_endpoint(service_type=service, region_name=self.region.region_name,
                                            interface=self.region.get_interface(service))
        except EndpointNotFound:
            return None
        if url and not re.search(r'/v[0-9.]+(/|$)', url):
            url = url.rstrip('/') + VERSION.get(service, '')
        return url and url.rstrip('/')

    def get(self, url, read):
        versions = re.findall(r'[0-9]+\.[0-9]+', read['version'])
        asked = dict(microversion=versions[-1], endpoint_filter={'service_type': read['service']}) if versions else {}
        return self.session.get(url, raise_exc=False, headers={'Accept': 'application/json'}, connect_retries=5,
                                connect_retry_delay=0.1, **asked)

    def rows(self, read):
        """All rows of a list, its links followed; or the status of a refusal; None where there is no such service."""
        base = self.endpoint(read['service'])
        if not base:
            return None
        url = base + read['target']
        if url not in self.known:
            self.known[url] = self.follow(url, read)
        return self.known[url]

    def follow(self, url, read):
        out = []
        while url:
            answer = self.get(url, read)
            if answer.status_code == 204:
                return out
            if answer.status_code != 200:
                return answer.status_code
            page = answer.json()
            out += rows_in(page, read)
            link = next_link(page)
            url = link and urljoin(url, link)
        return out


def rows_in(page, read):
    here = page
    for part in () if read['bare'] else read['key'].split('.'):
        here = here[part]
    shape, member = read['shape'], read['member']
    if shape == 'single':
        return [here]
    if shape == 'wrapped':
        return [row[member] for row in here]
    if shape == 'keyed':
        return [dict(row if isinstance(row, dict) else {}, **{member: name}) for name, row in here.items()
                if row is not None and not isinstance(row, str)]
    return here


def next_link(page):
    """Where a page says that another follows, in any of the ways there are."""
    if not isinstance(page, dict):
        return None
    if isinstance(page.get('next'), str):
        return page['next']
    if isinstance(page.get('links'), dict):
        return page['links'].get('next')
    for name, links in page.items():
        if (name == 'links' or name.endswith('_links')) and isinstance(links, list):
            for link in links:
                if link.get('rel') == 'next':
                    return link['href']
    return None


def command_line(words):
    """Rows of the command's JSON; a text where there is no such command, or it failed."""
    command = ['openstack', '--os-compute-api-version', '2.79', '--os-volume-api-version', '3.59', *words.split(), '-f', 'json']
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if ran.returncode == 0:
        return json.loads(ran.stdout or '[]')
    said = ran.stdout + ran.stderr
    return NO_COMMAND if NO_COMMAND in said else (said.strip().splitlines() or ['no word'])[-1]


def ask(folder, label, program, sizes):
    cloud = Cloud()
    region = cloud.region.region_name
    out = subprocess.run([program, cloud.user, cloud.project or '', *sizes], stdout=subprocess.PIPE, text=True, check=True)
    all_read = [json.loads(line) for line in out.stdout.splitlines()]

    kept = os.path.join(folder, 'command-line.%s.%s.%s' % (cloud.user, cloud.project, region))
    said = json.load(open(kept)) if os.path.exists(kept) else {}
    wanted = set()
    for read in all_read:
        if read['status'] == 'rows' and read['list'] in COMMANDS:
            read['command'] = COMMANDS[read['list']][0].format(*read['of'])
            wanted.add(read['command'])
    todo = sorted(wanted - set(said))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said.update(zip(todo, pool.map(command_line, todo)))
    with open(kept, 'w') as file:
        json.dump(said, file)

    # Smaller pages are held against the whole list, as not every list's page says that another follows.
    whole = {(read['list'], *read['of']): read for read in all_read if not read['page_size']}
    results = []
    for read in all_read:
        read['whole'] = whole[(read['list'], *read['of'])]
        result = compare(cloud, read, said)
        if result['result'] == 'differs' and read.get('command') in said and read['command'] not in todo:
            # It may be that this way to sign in shows another list, as keystone's of credentials.
            said[read['command']] = command_line(read['command'])
            todo.append(read['command'])
            result = compare(cloud, read, said)
        results.append(result)
    with open(os.path.join(folder, 'read.%s.%s' % (label, region)), 'w') as file:
        json.dump({'label': label, 'region': region, 'results': results}, file)
    for r in results:
        if r['result'] == 'differs':
            print('%s, %s: %s%s: %s' % (label, region, r['list'], r['page_size'] and ' in pages of ' + r['page_size'], r['why']), file=sys.stderr)


def compare(cloud, read, said):
    out = {k: read[k] for k in ('list', 'page_size', 'pages', 'code')}
    out.update(result='differs', rows=len(read['rows']), by='GET', why=read['message'])
    told = said.get(read.get('command'))
    if isinstance(told, list):
        words, columns = COMMANDS[read['list']]
        out['by'] = '`openstack %s`' % words.format('...')
        return verdict(out, told_apart(read['rows'], columns.values()), told_apart(told, columns, lambda row, c: text(row.get(c))))
    if told not in (None, NO_COMMAND):
        out['why'] = 'openstack %s: %s' % (read['command'], told)
        return out
    theirs = cloud.rows(read['whole'] if read['status'] == 'rows' else read)
    if read['status'] == 'rows' and isinstance(theirs, list):
        members = telling(read, read['rows'])
        return verdict(out, told_apart(read['rows'], members), told_apart(theirs, members))
    if read['status'] == 'not in catalog' and theirs is None:
        out['result'] = 'not in catalog'
    elif read['status'] == 'refused' and theirs == read['code']:
        out['result'] = 'refused by both'
    else:
        out['why'] = '%s %s; a GET is given %s' % (read['status'], read['message'], 'rows' if isinstance(theirs, list) else theirs)
    return out


def verdict(out, ours, theirs):
    if out['list'] == 'compute.usages':  # nova pages them by server, so that a project comes again
        ours, theirs = sorted(set(ours)), sorted(set(theirs))
    if ours == theirs:
        out['result'] = 'agreed'
        return out
    lost, more = collections.Counter(theirs) - collections.Counter(ours), collections.Counter(ours) - collections.Counter(theirs)
    out['why'] = '%d rows read, %d by %s; not read: %s; too many: %s' % (
        len(ours), len(theirs), out['by'], list(lost)[:3], list(more)[:3])
    return out


def table(folder, page):
    described = []
    for heading, text in re.findall(r'\n### (\S+)\n(.*?)(?=\n### |\Z)', open(page).read(), re.S):
        described += [heading.split('/')[0] + '.' + name for name in re.findall(r'^\| `(\w+)` \| `/', text, re.M)]
    ways = [json.load(open(name)) for name in sorted(glob.glob(os.path.join(folder, 'read.*')))]
    labels = list(dict.fromkeys(way['label'] for way in ways))
    counts = dict.fromkeys(('agreed', 'refused by both', 'not in catalog', 'differs'), 0)
    reads = 0
    print('| list | compared with | %s | result |' % ' | '.join(labels))
    print('|---|---|' + '---|' * (len(labels) + 1))
    for name in described:
        cells, results, by = [], set(), {}
        for label in labels:
            of = [r for way in ways if way['label'] == label for r in way['results'] if r['list'] == name]
            cells.append(', '.join(dict.fromkeys(cell(r) for r in of)) or 'not read')
            results |= {r['result'] for r in of} or {'differs'}
            by.update((r['by'], None) for r in of)
            reads += len(of)
        result = next(r for r in ('differs', 'agreed', 'refused by both', 'not in catalog') if r in results)
        counts[result] += 1
        with_what = ', '.join(sorted(by, reverse=True)) if result != 'not in catalog' else ''
        print('| %s | %s | %s | %s |' % (name, with_what, ' | '.join(cells), '**differs**' if result == 'differs' else result))
    regions = list(dict.fromkeys(str(way['region']) for way in ways))
    print('\n%d lists, read %d times in %s: %s.' % (
        len(described), reads, ' and '.join(regions), ', '.join('%d %s' % (n, what) for what, n in counts.items())))
    undescribed = {r['list'] for way in ways for r in way['results']} - set(described)
    if undescribed:
        print('Not in %s: %s' % (page, ', '.join(sorted(undescribed))))
    return 1 if counts['differs'] or undescribed or not ways else 0


def cell(result):
    if result['result'] == 'not in catalog':
        return '-'
    return str(result['code']) if result['code'] else '%d rows' % result['rows'] if result['rows'] != 1 else '1 row'


if __name__ == '__main__':
    if sys.argv[1] == 'ask':
        if not shutil.which('openstack'):
            sys.exit('there is no openstack (Debian: python3-openstackclient)')
        ask(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])
    else:
        sys.exit(table(sys.argv[2], sys.argv[3]))
