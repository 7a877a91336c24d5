// SPDX-License-Identifier: MIT
//
// to_json.hpp: a merged result as one JSON object.

#ifndef SHEAF_REST_TO_JSON_HPP
#define SHEAF_REST_TO_JSON_HPP

#include <sheaf/json/write.hpp>
#include <sheaf/rest/merged.hpp>

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {

// The lists, each written by `rows(i, out)`, and what is told of them.
template <class F>
std::string parts_to_json(std::span<const part* const> parts, duration took, F rows) {
  const auto milliseconds = [](duration d) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(d).count()) / 1000.0;
  };
  std::string out = "{";
  for (std::size_t i = 0; i != parts.size(); ++i) {
    json::write_string(out, parts[i]->name());
    out += ':';
    rows(i, out);
    out += ',';
  }
  out += "\"errors\":{";
  bool first = true;
  for (const part* p : parts) {
    if (*p) continue;
    if (!std::exchange(first, false)) out += ',';
    json::write_string(out, p->name());
    out += ":{\"status\":";
    json::write_string(out, to_string(p->status()));
    out += ",\"message\":";
    json::write_string(out, p->message());
    out += '}';
  }
  out += "},\"timing\":{";
  for (const part* p : parts) {
    json::write_string(out, p->name());
    out += ":{\"start_ms\":";
    json::write(out, milliseconds(p->timing().start));
    out += ",\"ms\":";
    json::write(out, milliseconds(p->timing().took));
    out += ",\"pages\":";
    json::write(out, p->timing().pages);
    out += ",\"bytes\":";
    json::write(out, p->timing().bytes);
    out += "},";
  }
  out += "\"total_ms\":";
  json::write(out, milliseconds(took));
  return out + "}}";
}

}  // namespace detail

/// {"servers":[...],...,"errors":{"ports":{"status":"forbidden","message":"..."}},"timing":{"servers":{...},...,"total_ms":142.1}}
///
/// Each list under its name, in order, with the rows that could be had; errors names each list that is not complete;
/// times are milliseconds from the begin of the fetch.
template <class... Ts>
[[nodiscard]] std::string to_json(const merged<Ts...>& all) {
  const auto rows = [&](std::size_t wanted, std::string& out) {
    std::size_t i = 0;
    all.each([&](const auto& list) {
      if (i++ == wanted) json::write(out, list.rows());
    });
  };
  const auto parts = all.parts();
  return detail::parts_to_json(parts, all.took(), rows);
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_TO_JSON_HPP
