// SPDX-License-Identifier: MIT
//
// dns.hpp: designate's lists and their records.
//
// Other projects' objects are told to whom the policy lets see them, with the header X-Auth-All-Projects, which is no
// filter.
//
// Only what identifies an object is required: versions and policies add members and take them away.

#ifndef SHEAF_OPENSTACK_SERVICES_DNS_HPP
#define SHEAF_OPENSTACK_SERVICES_DNS_HPP

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
namespace dns {

/// A zone. Its serial is larger than a 32 bit integer.
struct zone {
  std::string id, name, status, action, type, project_id;
  std::optional<std::string> email, description, pool_id;
  std::optional<std::int64_t> ttl, version;
  std::int64_t serial = 0;
  std::vector<std::string> masters;
  std::map<std::string, std::string> attributes;
  std::optional<json::timestamp> transferred_at, created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &zone::id),
                       maybe("name", &zone::name),
                       maybe("email", &zone::email),
                       maybe("description", &zone::description),
                       maybe("status", &zone::status),
                       maybe("action", &zone::action),
                       maybe("type", &zone::type),
                       maybe("ttl", &zone::ttl),
                       maybe("serial", &zone::serial),
                       maybe("version", &zone::version),
                       maybe("pool_id", &zone::pool_id),
                       maybe("project_id", &zone::project_id),
                       maybe("masters", &zone::masters),
                       maybe("attributes", &zone::attributes),
                       maybe("transferred_at", &zone::transferred_at),
                       maybe("created_at", &zone::created_at),
                       maybe("updated_at", &zone::updated_at)};
  }
};

/// The records of one name and type.
struct recordset {
  std::string id, name, type, status, action, zone_id, zone_name, project_id;
  std::vector<std::string> records;
  std::optional<std::int64_t> ttl, version;
  std::optional<std::string> description;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &recordset::id), maybe("name", &recordset::name), maybe("type", &recordset::type),
                       maybe("records", &recordset::records), maybe("ttl", &recordset::ttl),
                       maybe("description", &recordset::description), maybe("status", &recordset::status),
                       maybe("action", &recordset::action), maybe("zone_id", &recordset::zone_id),
                       maybe("zone_name", &recordset::zone_name), maybe("project_id", &recordset::project_id),
                       maybe("version", &recordset::version), maybe("created_at", &recordset::created_at),
                       maybe("updated_at", &recordset::updated_at)};
  }
};

/// The name of a floating IP; its id is "region:uuid".
struct floating_ip {
  std::string id;
  std::optional<std::string> name, address, description, status, action;
  std::optional<std::int64_t> ttl;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &floating_ip::id), maybe("ptrdname", &floating_ip::name),
                       maybe("address", &floating_ip::address), maybe("description", &floating_ip::description),
                       maybe("ttl", &floating_ip::ttl), maybe("status", &floating_ip::status),
                       maybe("action", &floating_ip::action)};
  }
};

/// A top level domain in which zones may be.
struct tld {
  std::string id, name;
  std::optional<std::string> description;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &tld::id), maybe("name", &tld::name), maybe("description", &tld::description),
                       maybe("created_at", &tld::created_at), maybe("updated_at", &tld::updated_at)};
  }
};

/// A server that answers for a pool's zones.
struct name_server {
  std::string hostname;
  std::optional<std::int64_t> priority;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("hostname", &name_server::hostname), maybe("priority", &name_server::priority)};
  }
};

/// Servers that zones are put on.
struct pool {
  std::string id, name;
  std::optional<std::string> description, project_id;
  std::vector<name_server> ns_records;
  std::map<std::string, std::string> attributes;
  std::optional<json::timestamp> created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &pool::id), maybe("name", &pool::name), maybe("description", &pool::description),
                       maybe("project_id", &pool::project_id), maybe("ns_records", &pool::ns_records),
                       maybe("attributes", &pool::attributes), maybe("created_at", &pool::created_at),
                       maybe("updated_at", &pool::updated_at)};
  }
};

/// How one of designate's services is.
struct service_status {
  std::string id, hostname, service_name, status;
  std::optional<json::timestamp> heartbeated_at, created_at, updated_at;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("id", &service_status::id),
                       maybe("hostname", &service_status::hostname),
                       maybe("service_name", &service_status::service_name),
                       maybe("status", &service_status::status),
                       maybe("heartbeated_at", &service_status::heartbeated_at),
                       maybe("created_at", &service_status::created_at),
                       maybe("updated_at", &service_status::updated_at)};
  }
};

/// DNS API v2, "List Zones".
inline constexpr rest::resource<zone> zones{
    .service = "dns", .path = "/zones?limit=1000", .key = "zones", .paging = rest::paging::link_object("links"),
    .sorting = rest::sorting::key_and_dir};

/// DNS API v2, "List all Recordsets owned by project".
inline constexpr rest::resource<recordset> recordsets{.service = "dns",
                                                      .path = "/recordsets?limit=1000",
                                                      .key = "recordsets",
                                                      .paging = rest::paging::link_object("links"),
                                                      .sorting = rest::sorting::key_and_dir};

/// DNS API v2, "List Recordsets in a Zone".
inline constexpr rest::resource<recordset> zone_recordsets{
    .service = "dns", .path = "/zones/{zone_id}/recordsets?limit=1000", .key = "recordsets",
    .paging = rest::paging::link_object("links"), .sorting = rest::sorting::key_and_dir};

/// DNS API v2, "List FloatingIP's PTR records".
inline constexpr rest::resource<floating_ip> floating_ips{
    .service = "dns", .path = "/reverse/floatingips?limit=1000", .key = "floatingips",
    .paging = rest::paging::link_object("links")};

/// DNS API v2, "List Tlds".
inline constexpr rest::resource<tld> tlds{
    .service = "dns", .path = "/tlds?limit=1000", .key = "tlds", .paging = rest::paging::link_object("links"),
    .sorting = rest::sorting::key_and_dir};

/// DNS API v2, "List all Pools".
inline constexpr rest::resource<pool> pools{
    .service = "dns", .path = "/pools?limit=1000", .key = "pools", .paging = rest::paging::link_object("links"),
    .sorting = rest::sorting::key_and_dir};

/// DNS API v2, "List Service Statuses".
inline constexpr rest::resource<service_status> service_statuses{
    .service = "dns", .path = "/service_statuses?limit=1000", .key = "service_statuses",
    .paging = rest::paging::link_object("links"), .sorting = rest::sorting::key_and_dir};

}  // namespace dns
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_SERVICES_DNS_HPP
