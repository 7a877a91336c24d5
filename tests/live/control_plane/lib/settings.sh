# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# Writes the configuration of every service below $S/etc; read by `up`, whose variables it takes.

DB="mysql+pymysql://lab:$PW@127.0.0.1:$SQLPORT"
common() {  # the sections every service shares; $1: its user name
cat <<EOF
[oslo_concurrency]
lock_path = $S/lock
[oslo_messaging_notifications]
driver = noop
[oslo_messaging_rabbit]
amqp_auto_delete = true
rabbit_interval_max = 5
[oslo_middleware]
enable_proxy_headers_parsing = true
[oslo_policy]
enforce_scope = false
enforce_new_defaults = false
EOF
}
authtoken() {
cat <<EOF
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:5000/
auth_url = http://127.0.0.1:5000/
memcached_servers = 127.0.0.1:$MCPORT
service_token_roles = service
service_token_roles_required = true
region_name = RegionOne
$(creds "$1")
EOF
}
creds() {
cat <<EOF
auth_type = password
auth_url = http://127.0.0.1:5000/
username = $1
password = $PW
project_name = service
user_domain_name = Default
project_domain_name = Default
region_name = RegionOne
EOF
}
mkdir -p "$S"/etc/{keystone,glance,nova,neutron,placement,cinder,uwsgi}
cat > "$S/etc/keystone/keystone.conf" <<EOF
[DEFAULT]
log_file = $S/log/keystone-app.log
transport_url = rabbit://lab:$PW@127.0.0.1:$AMQPPORT/
[database]
connection = $DB/keystone
[cache]
enabled = true
backend = dogpile.cache.memcached
memcache_servers = 127.0.0.1:$MCPORT
[token]
provider = fernet
expiration = 14400
[fernet_tokens]
key_repository = $S/etc/keystone/fernet-keys
[fernet_receipts]
key_repository = $S/etc/keystone/fernet-keys
[credential]
key_repository = $S/etc/keystone/credential-keys
$(common keystone)
EOF
cat > "$S/etc/glance/glance-api.conf" <<EOF
[DEFAULT]
log_file = $S/log/glance-app.log
transport_url = rabbit://lab:$PW@127.0.0.1:$AMQPPORT/
enabled_backends = files:file
enabled_import_methods = [glance-direct,copy-image]
node_staging_uri = file://$S/images/staging
bind_host = 127.0.0.1
workers = $WORKERS
worker_self_reference_url = http://127.0.0.1:9292
image_cache_dir = $S/images/cache
[database]
connection = $DB/glance
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = $S/images/store
[os_glance_staging_store]
filesystem_store_datadir = $S/images/staging
[os_glance_tasks_store]
filesystem_store_datadir = $S/images/tasks
[paste_deploy]
flavor = keystone
config_file = $S/etc/glance/glance-api-paste.ini
$(authtoken glance)
$(common glance)
EOF
mkdir -p "$S"/images/{store,staging,tasks,cache}
cp /usr/share/glance-common/glance-api-paste.ini "$S/etc/glance/"
cat > "$S/etc/placement/placement.conf" <<EOF
[DEFAULT]
log_file = $S/log/placement-app.log
[api]
auth_strategy = keystone
[placement_database]
connection = $DB/placement
$(authtoken placement)
$(common placement)
EOF
cat > "$S/etc/nova/nova.conf" <<EOF
[DEFAULT]
log_dir = $S/log
state_path = $S/nova
instances_path = $S/nova/instances
transport_url = rabbit://lab:$PW@127.0.0.1:$AMQPPORT/
my_ip = 127.0.0.1
host = lab-compute-1
compute_driver = fake.FakeDriver
enabled_apis = osapi_compute
osapi_compute_listen = 127.0.0.1
osapi_compute_workers = $WORKERS
vif_plugging_is_fatal = false
vif_plugging_timeout = 0
max_concurrent_builds = 10
report_interval = 10
allow_resize_to_same_host = true
[api]
auth_strategy = keystone
[api_database]
connection = $DB/nova_api
[database]
connection = $DB/nova
[quota]
instances = 5000
cores = 20000
ram = 51200000
key_pairs = 1000
server_groups = 500
server_group_members = 100
[conductor]
workers = 1
[scheduler]
workers = 1
discover_hosts_in_cells_interval = 60
[vnc]
enabled = false
[wsgi]
api_paste_config = $S/etc/nova/api-paste.ini
[cache]
enabled = true
backend = dogpile.cache.memcached
memcache_servers = 127.0.0.1:$MCPORT
[cinder]
os_region_name = RegionOne
[glance]
region_name = RegionOne
[placement]
$(creds nova)
[neutron]
$(creds nova)
[service_user]
send_service_user_token = true
$(creds nova)
$(authtoken nova)
$(common nova)
EOF
cp /usr/share/nova-common/api-paste.ini "$S/etc/nova/"
cat > "$S/etc/neutron/neutron.conf" <<EOF
[DEFAULT]
transport_url = rabbit://lab:$PW@127.0.0.1:$AMQPPORT/
bind_host = 127.0.0.1
core_plugin = ml2
service_plugins = router,qos,segments,network_segment_range,port_forwarding,local_ip
auth_strategy = keystone
state_path = $S/tmp
api_paste_config = $S/etc/neutron/api-paste.ini
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = false
dhcp_agents_per_network = 1
rpc_workers = 1
rpc_state_report_workers = 0
api_workers = $WORKERS
agent_down_time = 120
[quotas]
quota_network = 1000
quota_subnet = 1000
quota_port = 20000
quota_router = 1000
quota_floatingip = 5000
quota_security_group = 1000
quota_security_group_rule = 10000
[database]
connection = $DB/neutron
[nova]
$(creds nova)
[placement]
$(creds placement)
$(authtoken neutron)
$(common neutron)
EOF
cat > "$S/etc/neutron/ml2.ini" <<EOF
[ml2]
type_drivers = flat,vlan,vxlan,local
tenant_network_types = vxlan
mechanism_drivers = lab
extension_drivers = port_security,qos
[ml2_type_flat]
flat_networks = physnet1
[ml2_type_vlan]
network_vlan_ranges = physnet2:100:999
[ml2_type_vxlan]
vni_ranges = 1:100000
[securitygroup]
enable_security_group = true
EOF
cp /usr/share/neutron-common/api-paste.ini "$S/etc/neutron/"
cat > "$S/etc/cinder/cinder.conf" <<EOF
[DEFAULT]
log_dir = $S/log
state_path = $S/cinder
transport_url = rabbit://lab:$PW@127.0.0.1:$AMQPPORT/
my_ip = 127.0.0.1
host = lab-volume-1
auth_strategy = keystone
osapi_volume_listen = 127.0.0.1
osapi_volume_workers = $WORKERS
api_paste_config = $S/etc/cinder/api-paste.ini
resource_query_filters_file = $S/etc/cinder/resource_filters.json
enabled_backends = lab
default_volume_type = lab
glance_api_servers = http://127.0.0.1:9292
image_conversion_dir = $S/cinder/conversion
quota_volumes = 5000
quota_snapshots = 5000
quota_gigabytes = 500000
rootwrap_config = /etc/cinder/rootwrap.conf
[lab]
volume_driver = lab_volume.LabVolumeDriver
volume_backend_name = lab
[database]
connection = $DB/cinder
[coordination]
backend_url = file://$S/cinder/coordination
[service_user]
send_service_user_token = true
$(creds cinder)
$(authtoken cinder)
$(common cinder)
EOF
mkdir -p "$S/cinder/coordination" "$S/cinder/conversion"
cp /usr/share/cinder-common/api-paste.ini "$S/etc/cinder/"
cp /etc/cinder/resource_filters.json "$S/etc/cinder/" 2>/dev/null || true
