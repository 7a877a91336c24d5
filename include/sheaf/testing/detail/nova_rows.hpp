// SPDX-License-Identifier: MIT
//
// Servers and flavors as nova writes them. Each object is told member by member, in the order of captured answers: the
// same telling serves the rows of a list, single objects and filters.

#ifndef SHEAF_TESTING_DETAIL_NOVA_ROWS_HPP
#define SHEAF_TESTING_DETAIL_NOVA_ROWS_HPP

#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/model.hpp>
#include <sheaf/testing/detail/selection.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// What of a server or flavor is told: nova's answers depend on the microversion and on the path.
struct nova_view {
  int minor = 1;
  bool detail = true;
  bool shown = false;           // one object, not a row of a list
  std::size_t answering = nowhere;  // the servers before this place of the list are in cells that answer
  std::string base, bookmarks;  // "http://127.0.0.1:8774/v2.1", the same without the version
};

inline void tell_link(json_text& out, std::string_view rel, std::string_view base, std::string_view list,
                      std::string_view id) {
  out.begin_object();
  out.member("rel", rel);
  out.member("href", concat({base, "/", list, "/", id}));
  out.end_object();
}

inline void tell_links(json_text& out, const nova_view& view, std::string_view list, std::string_view id) {
  out.begin_array();
  tell_link(out, "self", view.base, list, id);
  tell_link(out, "bookmark", view.bookmarks, list, id);
  out.end_array();
}

inline void tell_bookmark(json_text& out, const nova_view& view, std::string_view list, std::string_view id) {
  out.key("links");
  out.begin_array();
  tell_link(out, "bookmark", view.bookmarks, list, id);
  out.end_array();
}

inline void tell_extra_specs(json_text& out, const flavor& f) {
  out.begin_object();
  if (f.extra_specs) {
    out.member("hw:cpu_policy", "dedicated");
    out.member("hw:mem_page_size", "large");
  }
  out.end_object();
}

inline void tell(const model&, const flavor& f, const nova_view& view, row_visitor& row) {
  const auto links = [&](json_text& out) { tell_links(out, view, "flavors", f.id); };
  row("id", f.id);
  row("name", f.name);
  if (!view.detail) {
    row("links", links);
    if (view.minor >= 55) row("description", f.description);
    return;
  }
  row("ram", f.ram);
  row("disk", f.disk);
  row("swap", f.swap == 0 && view.minor < 75 ? json_value("") : json_value(f.swap));
  row("OS-FLV-EXT-DATA:ephemeral", 0);
  row("OS-FLV-DISABLED:disabled", false);
  row("vcpus", f.vcpus);
  row("os-flavor-access:is_public", f.is_public);
  row("rxtx_factor", verbatim{"1.0"});
  row("links", links);
  if (view.minor >= 55) row("description", f.description);
  if (view.minor >= 61) {
    row("extra_specs", [&](json_text& out) { tell_extra_specs(out, f); });
  }
}

inline void tell_addresses_of(json_text& out, const model& data, std::size_t at) {
  const port& p = data.ports.rows[at];
  const auto address = [&](int version, std::string_view text, std::string_view type) {
    out.begin_object();
    out.member("version", version);
    out.member("addr", text);
    out.member("OS-EXT-IPS:type", type);
    out.member("OS-EXT-IPS-MAC:mac_addr", p.mac);
    out.end_object();
  };
  address(4, p.address, "fixed");
  if (!p.address6.empty()) address(6, p.address6, "fixed");
  for (const std::size_t f : data.floating_of_port[at]) address(4, data.floating_ips.rows[f].address, "floating");
}

/// Keyed by network name: two ports in one network share a key.
inline void tell_addresses(json_text& out, const model& data, const server& s) {
  const auto network_of = [&](std::size_t at) { return data.ports.rows[at].network; };
  out.begin_object();
  for (auto at = s.ports.begin(); at != s.ports.end(); ++at) {
    const auto in_same = [&](std::size_t other) { return network_of(other) == network_of(*at); };
    if (std::any_of(s.ports.begin(), at, in_same)) continue;
    out.key(data.networks.rows[network_of(*at)].name);
    out.begin_array();
    for (auto other = at; other != s.ports.end(); ++other) {
      if (in_same(*other)) tell_addresses_of(out, data, *other);
    }
    out.end_array();
  }
  out.end_object();
}

inline void tell_flavor_of(json_text& out, const flavor& f, const nova_view& view) {
  out.begin_object();
  if (view.minor < 47) {
    out.member("id", f.id);
    tell_bookmark(out, view, "flavors", f.id);
  } else {
    out.member("vcpus", f.vcpus);
    out.member("ram", f.ram);
    out.member("disk", f.disk);
    out.member("ephemeral", 0);
    out.member("swap", f.swap);
    out.member("original_name", f.name);
    out.key("extra_specs");
    tell_extra_specs(out, f);
  }
  out.end_object();
}

/// What nova knows of a server whose cell does not answer.
inline void tell_unknown(const model& data, const server& s, const nova_view& view, row_visitor& row) {
  if (view.detail) row("created", iso_time(s.created));
  row("id", s.id);
  row("status", "UNKNOWN");
  if (view.detail) row("tenant_id", data.project);
  row("links", [&](json_text& out) { tell_links(out, view, "servers", s.id); });
}

inline void tell(const model& data, const server& s, const nova_view& view, row_visitor& row) {
  const std::string_view status = s.status;
  const bool failed = status == "ERROR";
  if (data.servers.position.at(s.id) >= view.answering) return tell_unknown(data, s, view, row);
  row("id", s.id);
  row("name", s.name);
  if (!view.detail) {
    row("links", [&](json_text& out) { tell_links(out, view, "servers", s.id); });
    return;
  }
  row("status", status);
  row("tenant_id", data.project);
  row("user_id", data.user);
  row("metadata", [&](json_text& out) {
    out.begin_object();
    if (!failed) {
      out.member("role", s.role);
      out.member("owner", "\u00e9quipe \"lab\"");
    }
    out.end_object();
  });
  row("hostId", failed ? std::string_view() : std::string_view(data.host));
  if (s.image == nowhere) {
    row("image", "");
  } else {
    row("image", [&](json_text& out) {
      const std::string& id = data.images.rows[s.image].id;
      out.begin_object();
      out.member("id", id);
      tell_bookmark(out, view, "images", id);
      out.end_object();
    });
  }
  row("flavor", [&](json_text& out) { tell_flavor_of(out, data.flavors.rows[s.flavor], view); });
  row("created", iso_time(s.created));
  row("updated", iso_time(s.updated));
  row("addresses", [&](json_text& out) { tell_addresses(out, data, s); });
  row("accessIPv4", "");
  row("accessIPv6", "");
  row("links", [&](json_text& out) { tell_links(out, view, "servers", s.id); });
  row("OS-DCF:diskConfig", "MANUAL");
  if (status == "ACTIVE") row("progress", 0);
  if (failed && view.shown) {
    row("fault", [&](json_text& out) {
      out.begin_object();
      out.member("code", 500);
      out.member("created", iso_time(s.updated));
      out.member("message", "No valid host was found. ");
      out.end_object();
    });
  }
  row("OS-EXT-AZ:availability_zone", failed ? "" : "nova");
  row("config_drive", "");
  if (failed) {
    row("key_name", nullptr);
    row("OS-SRV-USG:launched_at", nullptr);
  } else {
    row("key_name", "key-" + std::to_string(s.key));
    row("OS-SRV-USG:launched_at", iso_time(s.updated, ".000000"));
  }
  row("OS-SRV-USG:terminated_at", nullptr);
  const auto groups = [&](json_text& out) {
    out.begin_array();
    for (const std::size_t at : s.ports) {
      for (const std::string_view name : {"web", "default"}) {
        if (name == "web" && !data.ports.rows[at].web) continue;
        out.begin_object();
        out.member("name", name);
        out.end_object();
      }
    }
    out.end_array();
  };
  if (view.shown && !failed) row("security_groups", groups);
  row("OS-EXT-STS:task_state", nullptr);
  row("OS-EXT-STS:vm_state", s.vm_state);
  row("OS-EXT-STS:power_state", s.power_state);
  row("os-extended-volumes:volumes_attached", [&](json_text& out) {
    out.begin_array();
    if (!s.volume.empty()) {
      out.begin_object();
      out.member("id", s.volume);
      if (view.minor >= 3) out.member("delete_on_termination", false);
      out.end_object();
    }
    out.end_array();
  });
  if (view.minor >= 9) row("locked", false);
  if (view.minor >= 73) row("locked_reason", nullptr);
  if (view.minor >= 19) row("description", nullptr);
  if (view.minor >= 26) {
    row("tags", [&](json_text& out) {
      out.begin_array();
      if (s.tagged) {
        out.value("blue");
        out.value("canary");
      }
      out.end_array();
    });
  }
  if (view.minor >= 63) row("trusted_image_certificates", nullptr);
  if (view.minor >= 90) row("OS-EXT-SRV-ATTR:hostname", "vm-" + s.id.substr(0, 8));
  if (view.shown && view.minor >= 71) {
    row("server_groups", [](json_text& out) {
      out.begin_array();
      out.end_array();
    });
  } else if (!view.shown && !failed) {
    row("security_groups", groups);
  }
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_NOVA_ROWS_HPP
