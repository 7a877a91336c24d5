// SPDX-License-Identifier: MIT
//
// to_json.hpp: a merged result as one JSON object.

#ifndef SHEAF_REST_TO_JSON_HPP
#define SHEAF_REST_TO_JSON_HPP

#include <sheaf/json/write.hpp>
#include <sheaf/rest/merged.hpp>

#include <chrono>
#include <string>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// {"servers":[...],...,"errors":{"ports":{"status":"forbidden","message":"..."}},"timing":{"servers":{...},...,"total_ms":142.1}}
///
/// Each list under its name, in order, with the rows that could be had; errors names each list that is not complete; times
/// are milliseconds from the begin of the fetch.
template <class... Ts>
[[nodiscard]] std::string to_json(const merged<Ts...>& all) {
  const auto milliseconds = [](duration d) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(d).count()) / 1000.0;
  };
  std::string out = "{";
  all.each([&](const auto& list) {
    json::write_string(out, list.name());
    out += ':';
    json::write(out, list.rows());
    out += ',';
  });
  out += "\"errors\":{";
  bool first = true;
  for (const part* p : all.parts()) {
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
  for (const part* p : all.parts()) {
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
  json::write(out, milliseconds(all.took()));
  return out + "}}";
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_TO_JSON_HPP
