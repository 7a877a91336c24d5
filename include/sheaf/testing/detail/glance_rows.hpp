// SPDX-License-Identifier: MIT
//
// Images as glance writes them: custom properties first, a queued one full of nulls.

#ifndef SHEAF_TESTING_DETAIL_GLANCE_ROWS_HPP
#define SHEAF_TESTING_DETAIL_GLANCE_ROWS_HPP

#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/model.hpp>
#include <sheaf/testing/detail/selection.hpp>

#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline void tell(const model& data, const image& m, row_visitor& row) {
  row("os_distro", m.distro);
  row("architecture", "x86_64");
  row("hw_disk_bus", "virtio");
  row("lab:note", "line one\nline two\ttab");
  row("name", m.name);
  row("disk_format", m.disk_format);
  row("container_format", "bare");
  row("visibility", m.queued ? "private" : "public");
  const auto known = [&](std::string_view name, const json_value& value) {
    row(name, m.queued ? json_value(nullptr) : value);
  };
  known("size", m.size);
  known("virtual_size", m.virtual_size);
  row("status", m.queued ? "queued" : "active");
  known("checksum", m.checksum);
  row("protected", false);
  row("min_ram", m.min_ram);
  row("min_disk", m.min_disk);
  row("owner", data.admin_project);
  row("os_hidden", false);
  known("os_hash_algo", std::string_view("sha512"));
  known("os_hash_value", m.hash);
  row("id", m.id);
  row("created_at", iso_time(m.created));
  row("updated_at", iso_time(m.created));
  row("tags", [&](json_text& out) { out.strings(m.tags); });
  row("self", "/v2/images/" + m.id);
  row("file", "/v2/images/" + m.id + "/file");
  row("schema", "/v2/schemas/image");
  if (!m.queued) row("stores", "files");
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_GLANCE_ROWS_HPP
