// SPDX-License-Identifier: MIT
//
// load_balancer.hpp: octavia's lists and their records.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_LOAD_BALANCER_HPP
#define SHEAF_OPENSTACK_SERVICES_LOAD_BALANCER_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>
#include <sheaf/rest/resource.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace load_balancer {

/// An object by its id.
struct ref {
  std::string id;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &ref::id)};
  }
};

/// A further address of a load balancer.
struct vip {
  std::string subnet_id, ip_address;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("subnet_id", &vip::subnet_id), maybe("ip_address", &vip::ip_address)};
  }
};

/// A load balancer (a record of its namespace's name would hide it).
struct load_balancer_record {
  std::string id, name, project_id, provider, provisioning_status, operating_status;
  std::optional<std::string> description, vip_address, vip_port_id, vip_subnet_id, vip_network_id, vip_qos_policy_id,
      flavor_id, availability_zone;
  bool admin_state_up = true;
  std::vector<vip> additional_vips;
  std::vector<ref> listeners, pools;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &load_balancer_record::id),
                       maybe("name", &load_balancer_record::name),
                       maybe("description", &load_balancer_record::description),
                       maybe("project_id", &load_balancer_record::project_id),
                       maybe("provider", &load_balancer_record::provider),
                       maybe("provisioning_status", &load_balancer_record::provisioning_status),
                       maybe("operating_status", &load_balancer_record::operating_status),
                       maybe("admin_state_up", &load_balancer_record::admin_state_up),
                       maybe("vip_address", &load_balancer_record::vip_address),
                       maybe("vip_port_id", &load_balancer_record::vip_port_id),
                       maybe("vip_subnet_id", &load_balancer_record::vip_subnet_id),
                       maybe("vip_network_id", &load_balancer_record::vip_network_id),
                       maybe("vip_qos_policy_id", &load_balancer_record::vip_qos_policy_id),
                       maybe("additional_vips", &load_balancer_record::additional_vips),
                       maybe("flavor_id", &load_balancer_record::flavor_id),
                       maybe("availability_zone", &load_balancer_record::availability_zone),
                       maybe("listeners", &load_balancer_record::listeners),
                       maybe("pools", &load_balancer_record::pools),
                       maybe("tags", &load_balancer_record::tags),
                       maybe("created_at", &load_balancer_record::created_at),
                       maybe("updated_at", &load_balancer_record::updated_at)};
  }
};

/// A port on which a load balancer listens.
struct listener {
  std::string id, name, project_id, protocol, provisioning_status, operating_status;
  std::optional<std::string> description, default_pool_id, default_tls_container_ref;
  std::int64_t protocol_port = 0;
  std::optional<std::int64_t> connection_limit, timeout_client_data, timeout_member_connect, timeout_member_data,
      timeout_tcp_inspect;
  bool admin_state_up = true;
  std::vector<std::string> sni_container_refs, allowed_cidrs, tls_versions, alpn_protocols, tags;
  std::vector<ref> load_balancers, l7_policies;
  std::map<std::string, std::string> insert_headers;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &listener::id),
                       maybe("name", &listener::name),
                       maybe("description", &listener::description),
                       maybe("project_id", &listener::project_id),
                       maybe("protocol", &listener::protocol),
                       maybe("protocol_port", &listener::protocol_port),
                       maybe("connection_limit", &listener::connection_limit),
                       maybe("provisioning_status", &listener::provisioning_status),
                       maybe("operating_status", &listener::operating_status),
                       maybe("admin_state_up", &listener::admin_state_up),
                       maybe("default_pool_id", &listener::default_pool_id),
                       maybe("default_tls_container_ref", &listener::default_tls_container_ref),
                       maybe("sni_container_refs", &listener::sni_container_refs),
                       maybe("loadbalancers", &listener::load_balancers),
                       maybe("l7policies", &listener::l7_policies),
                       maybe("insert_headers", &listener::insert_headers),
                       maybe("allowed_cidrs", &listener::allowed_cidrs),
                       maybe("timeout_client_data", &listener::timeout_client_data),
                       maybe("timeout_member_connect", &listener::timeout_member_connect),
                       maybe("timeout_member_data", &listener::timeout_member_data),
                       maybe("timeout_tcp_inspect", &listener::timeout_tcp_inspect),
                       maybe("tls_versions", &listener::tls_versions),
                       maybe("alpn_protocols", &listener::alpn_protocols),
                       maybe("tags", &listener::tags),
                       maybe("created_at", &listener::created_at),
                       maybe("updated_at", &listener::updated_at)};
  }
};

/// How a pool keeps a client with a member.
struct session_persistence {
  std::string type;
  std::optional<std::string> cookie_name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("type", &session_persistence::type),
                       maybe("cookie_name", &session_persistence::cookie_name)};
  }
};

/// The members among which work is shared out.
struct pool {
  std::string id, name, project_id, protocol, lb_algorithm, provisioning_status, operating_status;
  std::optional<std::string> description, health_monitor_id;
  bool admin_state_up = true, tls_enabled = false;
  std::optional<load_balancer::session_persistence> session_persistence;
  std::vector<ref> load_balancers, listeners, members;
  std::vector<std::string> tls_versions, tags;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &pool::id),
                       maybe("name", &pool::name),
                       maybe("description", &pool::description),
                       maybe("project_id", &pool::project_id),
                       maybe("protocol", &pool::protocol),
                       maybe("lb_algorithm", &pool::lb_algorithm),
                       maybe("provisioning_status", &pool::provisioning_status),
                       maybe("operating_status", &pool::operating_status),
                       maybe("admin_state_up", &pool::admin_state_up),
                       maybe("session_persistence", &pool::session_persistence),
                       maybe("healthmonitor_id", &pool::health_monitor_id),
                       maybe("loadbalancers", &pool::load_balancers),
                       maybe("listeners", &pool::listeners),
                       maybe("members", &pool::members),
                       maybe("tls_enabled", &pool::tls_enabled),
                       maybe("tls_versions", &pool::tls_versions),
                       maybe("tags", &pool::tags),
                       maybe("created_at", &pool::created_at),
                       maybe("updated_at", &pool::updated_at)};
  }
};

/// One that does the work.
struct member {
  std::string id, name, project_id, address, provisioning_status, operating_status;
  std::int64_t protocol_port = 0;
  std::optional<std::int64_t> weight, monitor_port;
  bool backup = false, admin_state_up = true;
  std::optional<std::string> subnet_id, monitor_address;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &member::id),
                       maybe("name", &member::name),
                       maybe("project_id", &member::project_id),
                       maybe("address", &member::address),
                       maybe("protocol_port", &member::protocol_port),
                       maybe("weight", &member::weight),
                       maybe("backup", &member::backup),
                       maybe("subnet_id", &member::subnet_id),
                       maybe("monitor_address", &member::monitor_address),
                       maybe("monitor_port", &member::monitor_port),
                       maybe("provisioning_status", &member::provisioning_status),
                       maybe("operating_status", &member::operating_status),
                       maybe("admin_state_up", &member::admin_state_up),
                       maybe("tags", &member::tags),
                       maybe("created_at", &member::created_at),
                       maybe("updated_at", &member::updated_at)};
  }
};

/// How a pool finds out who is well.
struct health_monitor {
  std::string id, name, project_id, type, provisioning_status, operating_status;
  std::int64_t delay = 0, timeout = 0, max_retries = 0;
  std::optional<std::int64_t> max_retries_down;
  std::optional<std::string> http_method, url_path, expected_codes, domain_name;
  std::optional<double> http_version;
  std::vector<ref> pools;
  bool admin_state_up = true;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &health_monitor::id),
                       maybe("name", &health_monitor::name),
                       maybe("project_id", &health_monitor::project_id),
                       maybe("type", &health_monitor::type),
                       maybe("delay", &health_monitor::delay),
                       maybe("timeout", &health_monitor::timeout),
                       maybe("max_retries", &health_monitor::max_retries),
                       maybe("max_retries_down", &health_monitor::max_retries_down),
                       maybe("http_method", &health_monitor::http_method),
                       maybe("url_path", &health_monitor::url_path),
                       maybe("expected_codes", &health_monitor::expected_codes),
                       maybe("http_version", &health_monitor::http_version),
                       maybe("domain_name", &health_monitor::domain_name),
                       maybe("pools", &health_monitor::pools),
                       maybe("provisioning_status", &health_monitor::provisioning_status),
                       maybe("operating_status", &health_monitor::operating_status),
                       maybe("admin_state_up", &health_monitor::admin_state_up),
                       maybe("tags", &health_monitor::tags),
                       maybe("created_at", &health_monitor::created_at),
                       maybe("updated_at", &health_monitor::updated_at)};
  }
};

/// What to do with requests that fit rules.
struct l7_policy {
  std::string id, name, project_id, listener_id, action, provisioning_status, operating_status;
  std::optional<std::string> description, redirect_pool_id, redirect_url, redirect_prefix;
  std::int64_t position = 0;
  std::optional<std::int64_t> redirect_http_code;
  std::vector<ref> rules;
  bool admin_state_up = true;
  std::vector<std::string> tags;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &l7_policy::id),
                       maybe("name", &l7_policy::name),
                       maybe("description", &l7_policy::description),
                       maybe("project_id", &l7_policy::project_id),
                       maybe("listener_id", &l7_policy::listener_id),
                       maybe("action", &l7_policy::action),
                       maybe("position", &l7_policy::position),
                       maybe("redirect_pool_id", &l7_policy::redirect_pool_id),
                       maybe("redirect_url", &l7_policy::redirect_url),
                       maybe("redirect_prefix", &l7_policy::redirect_prefix),
                       maybe("redirect_http_code", &l7_policy::redirect_http_code),
                       maybe("rules", &l7_policy::rules),
                       maybe("provisioning_status", &l7_policy::provisioning_status),
                       maybe("operating_status", &l7_policy::operating_status),
                       maybe("admin_state_up", &l7_policy::admin_state_up),
                       maybe("tags", &l7_policy::tags),
                       maybe("created_at", &l7_policy::created_at),
                       maybe("updated_at", &l7_policy::updated_at)};
  }
};

/// A flavor of load balancers.
struct flavor {
  std::string id, name;
  std::optional<std::string> description, flavor_profile_id;
  bool enabled = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &flavor::id), maybe("name", &flavor::name),
                       maybe("description", &flavor::description), maybe("enabled", &flavor::enabled),
                       maybe("flavor_profile_id", &flavor::flavor_profile_id)};
  }
};

/// An availability zone; it has no id.
struct availability_zone {
  std::string name;
  std::optional<std::string> description, availability_zone_profile_id;
  bool enabled = true;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &availability_zone::name), maybe("description", &availability_zone::description),
                       maybe("enabled", &availability_zone::enabled),
                       maybe("availability_zone_profile_id", &availability_zone::availability_zone_profile_id)};
  }
};

/// A project's quotas; -1 is no limit.
struct quotas {
  std::string project_id;
  std::optional<std::int64_t> load_balancer, listener, pool, member, health_monitor, l7_policy, l7_rule;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("project_id", &quotas::project_id), maybe("loadbalancer", &quotas::load_balancer),
                       maybe("listener", &quotas::listener),     maybe("pool", &quotas::pool),
                       maybe("member", &quotas::member),         maybe("healthmonitor", &quotas::health_monitor),
                       maybe("l7policy", &quotas::l7_policy),    maybe("l7rule", &quotas::l7_rule)};
  }
};

/// A driver of load balancers; it has no id.
struct provider {
  std::string name;
  std::optional<std::string> description;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("name", &provider::name), maybe("description", &provider::description)};
  }
};

/// A server that is a load balancer.
struct amphora {
  std::string id, status;
  std::optional<std::string> load_balancer_id, compute_id, role, lb_network_ip, vrrp_ip, ha_ip, vrrp_port_id,
      ha_port_id, vrrp_interface, cached_zone, image_id, compute_flavor;
  std::optional<std::int64_t> vrrp_id, vrrp_priority;
  std::optional<json::timestamp> cert_expiration, created_at, updated_at;
  bool cert_busy = false;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &amphora::id),
                       maybe("loadbalancer_id", &amphora::load_balancer_id),
                       maybe("compute_id", &amphora::compute_id),
                       maybe("status", &amphora::status),
                       maybe("role", &amphora::role),
                       maybe("lb_network_ip", &amphora::lb_network_ip),
                       maybe("vrrp_ip", &amphora::vrrp_ip),
                       maybe("ha_ip", &amphora::ha_ip),
                       maybe("vrrp_port_id", &amphora::vrrp_port_id),
                       maybe("ha_port_id", &amphora::ha_port_id),
                       maybe("vrrp_interface", &amphora::vrrp_interface),
                       maybe("vrrp_id", &amphora::vrrp_id),
                       maybe("vrrp_priority", &amphora::vrrp_priority),
                       maybe("cert_expiration", &amphora::cert_expiration),
                       maybe("cert_busy", &amphora::cert_busy).loosely(),
                       maybe("cached_zone", &amphora::cached_zone),
                       maybe("image_id", &amphora::image_id),
                       maybe("compute_flavor", &amphora::compute_flavor),
                       maybe("created_at", &amphora::created_at),
                       maybe("updated_at", &amphora::updated_at)};
  }
};

/// Load Balancer API v2, "List Load Balancers".
inline constexpr rest::resource<load_balancer_record> load_balancers{
    .service = "load-balancer", .path = "/lbaas/loadbalancers", .key = "loadbalancers",
    .paging = rest::paging::linked("loadbalancers_links"), .projection = "fields", .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Listeners".
inline constexpr rest::resource<listener> listeners{
    .service = "load-balancer", .path = "/lbaas/listeners", .key = "listeners",
    .paging = rest::paging::linked("listeners_links"), .projection = "fields", .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Pools".
inline constexpr rest::resource<pool> pools{
    .service = "load-balancer", .path = "/lbaas/pools", .key = "pools", .paging = rest::paging::linked("pools_links"),
    .projection = "fields", .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Members".
inline constexpr rest::resource<member> members{
    .service = "load-balancer", .path = "/lbaas/pools/{pool_id}/members", .key = "members",
    .paging = rest::paging::linked("members_links"), .projection = "fields", .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Health Monitors".
inline constexpr rest::resource<health_monitor> health_monitors{
    .service = "load-balancer", .path = "/lbaas/healthmonitors", .key = "healthmonitors",
    .paging = rest::paging::linked("healthmonitors_links"), .projection = "fields", .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List L7 Policies".
inline constexpr rest::resource<l7_policy> l7_policies{
    .service = "load-balancer", .path = "/lbaas/l7policies", .key = "l7policies",
    .paging = rest::paging::linked("l7policies_links"), .projection = "fields", .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Flavors".
inline constexpr rest::resource<flavor> flavors{.service = "load-balancer",
                                                .path = "/lbaas/flavors",
                                                .key = "flavors",
                                                .paging = rest::paging::linked("flavors_links"),
                                                .projection = "fields",
                                                .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Availability Zones".
inline constexpr rest::resource<availability_zone> availability_zones{
    .service = "load-balancer",
    .path = "/lbaas/availabilityzones",
    .key = "availability_zones",
    .paging = rest::paging::linked("availability_zones_links"),
    .projection = "fields",
    .sorting = rest::sorting::joined};

/// Load Balancer API v2, "List Quota".
inline constexpr rest::resource<quotas> quotas_of_projects{.service = "load-balancer",
                                                           .path = "/lbaas/quotas",
                                                           .key = "quotas",
                                                           .paging = rest::paging::linked("quotas_links")};

/// Load Balancer API v2, "List Providers".
inline constexpr rest::resource<provider> providers{
    .service = "load-balancer", .path = "/lbaas/providers", .key = "providers",
    .paging = rest::paging::linked("providers_links")};

/// Load Balancer API v2, "List Amphora".
inline constexpr rest::resource<amphora> amphorae{.service = "load-balancer",
                                                  .path = "/octavia/amphorae",
                                                  .key = "amphorae",
                                                  .paging = rest::paging::linked("amphorae_links"),
                                                  .projection = "fields",
                                                  .sorting = rest::sorting::joined};

}  // namespace load_balancer
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_LOAD_BALANCER_HPP
