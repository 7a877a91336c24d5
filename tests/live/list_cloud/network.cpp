// SPDX-License-Identifier: MIT
#include "lists.hpp"

#include <sheaf/openstack/services/dns.hpp>
#include <sheaf/openstack/services/load_balancer.hpp>
#include <sheaf/openstack/services/network.hpp>

#include <vector>

namespace list_cloud {

void add_network(std::vector<list>& to) {
  add(to, "network.networks", openstack::network::networks);
  add(to, "network.subnets", openstack::network::subnets);
  add(to, "network.ip_availabilities", openstack::network::ip_availabilities);
  add(to, "network.subnet_pools", openstack::network::subnet_pools);
  add(to, "network.segments", openstack::network::segments);
  add(to, "network.address_scopes", openstack::network::address_scopes);
  add(to, "network.segment_ranges", openstack::network::segment_ranges);
  add(to, "network.ports", openstack::network::ports);
  add(to, "network.trunks", openstack::network::trunks);
  add(to, "network.local_ips", openstack::network::local_ips);
  add(to, "network.routers", openstack::network::routers);
  add(to, "network.floating_ips", openstack::network::floating_ips);
  add(to, "network.port_forwardings", openstack::network::port_forwardings);
  add(to, "network.security_groups", openstack::network::security_groups);
  add(to, "network.security_group_rules", openstack::network::security_group_rules);
  add(to, "network.address_groups", openstack::network::address_groups);
  add(to, "network.rbac_policies", openstack::network::rbac_policies);
  add(to, "network.qos_policies", openstack::network::qos_policies);
  add(to, "network.quotas_of_projects", openstack::network::quotas_of_projects);
  add(to, "network.project_quotas", openstack::network::project_quotas);
  add(to, "network.quota_details", openstack::network::quota_details);
  add(to, "network.agents", openstack::network::agents);
  add(to, "network.availability_zones", openstack::network::availability_zones);
  add(to, "network.extensions", openstack::network::extensions);

  add(to, "load_balancer.load_balancers", openstack::load_balancer::load_balancers);
  add(to, "load_balancer.listeners", openstack::load_balancer::listeners);
  add(to, "load_balancer.pools", openstack::load_balancer::pools);
  add(to, "load_balancer.members", openstack::load_balancer::members);
  add(to, "load_balancer.health_monitors", openstack::load_balancer::health_monitors);
  add(to, "load_balancer.l7_policies", openstack::load_balancer::l7_policies);
  add(to, "load_balancer.flavors", openstack::load_balancer::flavors);
  add(to, "load_balancer.availability_zones", openstack::load_balancer::availability_zones);
  add(to, "load_balancer.quotas_of_projects", openstack::load_balancer::quotas_of_projects);
  add(to, "load_balancer.providers", openstack::load_balancer::providers);
  add(to, "load_balancer.amphorae", openstack::load_balancer::amphorae);

  add(to, "dns.zones", openstack::dns::zones);
  add(to, "dns.recordsets", openstack::dns::recordsets);
  add(to, "dns.zone_recordsets", openstack::dns::zone_recordsets);
  add(to, "dns.floating_ips", openstack::dns::floating_ips);
  add(to, "dns.tlds", openstack::dns::tlds);
  add(to, "dns.pools", openstack::dns::pools);
  add(to, "dns.service_statuses", openstack::dns::service_statuses);
}

}  // namespace list_cloud
