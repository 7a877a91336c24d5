// SPDX-License-Identifier: MIT
//
// Any bytes are a record or a json::error; a record that was read is written as JSON that reads as the same record.

#include <sheaf/json/read.hpp>
#include <sheaf/json/write.hpp>

#include "fuzz.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace json = sheaf::json;

struct part {
  std::string name;
  std::optional<std::uint16_t> port;

  static constexpr auto fields() {
    return std::tuple{json::field("name", &part::name), json::maybe("port", &part::port)};
  }
};

struct whole {
  std::string id;
  bool on = false;
  std::int64_t number = 0;
  double real = 0;
  std::vector<part> parts;
  std::map<std::string, std::string> tags;
  std::optional<part> best;

  static constexpr auto fields() {
    return std::tuple{json::field("id", &whole::id),         json::maybe("on", &whole::on),
                      json::maybe("number", &whole::number), json::maybe("real", &whole::real),
                      json::maybe("parts", &whole::parts),   json::maybe("tags", &whole::tags),
                      json::maybe("best", &whole::best)};
  }
};

void fuzz(std::string_view input) {
  try {
    const std::string written = json::write(json::read<whole>(input));
    require(json::write(json::read<whole>(written)) == written);
  } catch (const json::error& e) {
    require(*e.what() != '\0');
  }
}
