// SPDX-License-Identifier: MIT
//
// The tables of tests/data/http; their README says how a row is written.

#ifndef SHEAF_TESTS_SUPPORT_MESSAGE_TABLE_HPP
#define SHEAF_TESTS_SUPPORT_MESSAGE_TABLE_HPP

#include "support/data.hpp"

#include <cstddef>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace support {

/// What is read of some bytes; or what a table says should be.
struct message_outcome {
  std::string reads;    // "200 OK" or "GET / HTTP/1.1"; empty where it is refused
  std::string refused;  // "bad_field", for a request "bad_field 400"
  std::string body, then, left, waits;
  std::map<std::string, std::vector<std::string>> fields;

  bool operator==(const message_outcome&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const message_outcome& o) {
    out << "reads \"" << o.reads << "\", refused \"" << o.refused << "\", body \"" << o.body.substr(0, 200)
        << "\", then \"" << o.then << "\", left \"" << o.left.substr(0, 200) << "\", continue \"" << o.waits << "\"";
    for (const auto& [name, values] : o.fields) {
      for (const std::string& value : values) out << ", " << name << " \"" << value << "\"";
    }
    return out;
  }
};

struct message_row {
  std::string name, rule, choice, method = "GET", bytes;
  message_outcome expected;
};

/// "a\r\n\xff" as the octets it stands for.
inline std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i != text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const char c = ++i == text.size() ? ' ' : text[i];
    switch (c) {
      case 'r':
        out += '\r';
        break;
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '0':
        out += '\0';
        break;
      case '\\':
      case '"':
        out += c;
        break;
      case 'x':
        out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
        break;
      default:
        throw std::runtime_error("no escape sequence: \\" + std::string(1, c) + " in " + std::string(text));
    }
  }
  return out;
}

/// The rows of tests/data/`name`.
inline std::vector<message_row> message_table(const std::string& name) {
  std::vector<message_row> rows;
  std::set<std::string> names;
  std::istringstream lines(data(name));
  const auto fail = [&](const std::string& why) {
    throw std::runtime_error(name + ", [" + (rows.empty() ? "" : rows.back().name) + "]: " + why);
  };
  const auto check_last = [&] {
    if (rows.empty()) return;
    const message_outcome& e = rows.back().expected;
    if (rows.back().rule.empty()) fail("a row needs its rule");
    if (e.reads.empty() == e.refused.empty()) fail("a row needs either 'reads' or 'refused'");
    if (e.reads.empty() != e.then.empty()) fail("'then' belongs to 'reads'");
    if (!e.then.empty() && e.then != "stay" && e.then != "close") fail("'then' is stay or close");
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      check_last();
      rows.push_back({});
      rows.back().name = line.substr(1, line.size() - 2);
      if (line.back() != ']' || !names.insert(rows.back().name).second) fail("a name stands in brackets, once");
      continue;
    }
    if (rows.empty()) fail("a row begins with its name in brackets");
    message_row& row = rows.back();
    if (line[0] == '>') {
      const std::size_t blank = line.find(' ');
      if (blank == std::string::npos) fail("there is nothing behind >");
      const std::string text = unescaped(line.substr(blank + 1));
      for (int n = blank == 1 ? 1 : std::stoi(line.substr(1, blank - 1)); n != 0; --n) row.bytes += text;
      continue;
    }
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) fail("what is " + line + "?");
    const std::string key = line.substr(0, colon), value = unescaped(line.substr(colon + 2));
    message_outcome& e = row.expected;
    if (key == "field") {
      const std::size_t equals = value.find('=');
      if (equals == std::string::npos) fail("a field is written name=value");
      e.fields[value.substr(0, equals)].push_back(value.substr(equals + 1));
      continue;
    }
    const std::map<std::string_view, std::string*> places{
        {"rule", &row.rule}, {"choice", &row.choice}, {"method", &row.method},
        {"reads", &e.reads}, {"refused", &e.refused}, {"body", &e.body},
        {"then", &e.then},   {"left", &e.left},       {"continue", &e.waits}};
    const auto place = places.find(key);
    if (place == places.end()) fail("there is no key " + key);
    *place->second = value;
  }
  check_last();
  return rows;
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_MESSAGE_TABLE_HPP
