// SPDX-License-Identifier: MIT
//
// The simulated services' own reading of HTTP requests and writing of answers; on purpose not the library's.

#ifndef SHEAF_TESTING_DETAIL_HTTP_TEXT_HPP
#define SHEAF_TESTING_DETAIL_HTTP_TEXT_HPP

#include <charconv>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// The parts, one after another.
[[nodiscard]] inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

using query_pairs = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] inline bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i != a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

[[nodiscard]] inline std::string url_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      out += static_cast<char>(static_cast<unsigned char>(byte));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// As Python's quote_plus, which writes the services' links.
inline void url_encode(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("_.-~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      constexpr std::string_view digits = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 0xf]};
    }
  }
}

[[nodiscard]] inline query_pairs parse_query(std::string_view text) {
  query_pairs pairs;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('&'));
    text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    pairs.emplace_back(url_decode(part.substr(0, equals), true),
                       equals == part.npos ? std::string() : url_decode(part.substr(equals + 1), true));
  }
  return pairs;
}

[[nodiscard]] inline std::string write_query(const query_pairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    url_encode(out, name);
    out += '=';
    url_encode(out, value);
  }
  return out;
}

struct request {
  std::string head;  // as it came, with the empty line
  std::string body;
  std::string method, target, path;
  query_pairs query;
  std::vector<std::pair<std::string, std::string>> fields;

  [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const {
    for (const auto& [key, value] : fields) {
      if (same_name(key, name)) return value;
    }
    return std::nullopt;
  }

  /// The last value of a parameter that is given once.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& [key, value] : query) {
      if (key == name) found = value;
    }
    return found;
  }

  [[nodiscard]] std::size_t body_size() const {
    const std::string_view text = field("Content-Length").value_or("0");
    std::size_t size = 0;
    std::from_chars(text.data(), text.data() + text.size(), size);
    return size;
  }

  [[nodiscard]] bool wants_close() const { return same_name(field("Connection").value_or(""), "close"); }
};

/// Reads a whole request head; nothing when it is none.
[[nodiscard]] inline std::optional<request> parse_head(std::string head) {
  request out;
  out.head = std::move(head);
  std::string_view rest = out.head;
  const auto line = [&rest] {
    const std::string_view text = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(text.size() + 2);
    return text;
  };
  const std::string_view start = line();
  const std::size_t first = start.find(' ');
  const std::size_t last = start.rfind(' ');
  if (first == start.npos || last == first || start.substr(last + 1, 7) != "HTTP/1.") return std::nullopt;
  out.method = start.substr(0, first);
  out.target = start.substr(first + 1, last - first - 1);
  const std::size_t question = out.target.find('?');
  out.path = url_decode(std::string_view(out.target).substr(0, question), false);
  if (question != out.target.npos) out.query = parse_query(std::string_view(out.target).substr(question + 1));
  for (std::string_view text = line(); !text.empty(); text = line()) {
    const std::size_t colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    std::string_view value = text.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    out.fields.emplace_back(text.substr(0, colon), value);
  }
  return out;
}

using text_ptr = std::shared_ptr<const std::string>;

/// What a service answers; the head's framing is added when it is sent.
struct answer {
  std::string status;  // "200 OK"
  std::string fields;  // whole lines
  text_ptr body;
  bool says_close = false;  // whether this service announces that it closes

  answer(std::string_view status_, std::string fields_, text_ptr body_, bool says_close_)
      : status(status_), fields(std::move(fields_)), body(std::move(body_)), says_close(says_close_) {}
  answer(std::string_view status_, std::string fields_, std::string body_, bool says_close_)
      : answer(status_, std::move(fields_), std::make_shared<const std::string>(std::move(body_)), says_close_) {}
};

/// The head as Debian's OpenStack frames it: no length, "Connection: close" where that service says so. Kept alive, it
/// has a Content-Length first, as uwsgi's http11-socket writes it.
[[nodiscard]] inline std::string write_head(const answer& a, bool keep_alive, bool close) {
  std::string out = "HTTP/1.1 " + a.status + "\r\n";
  if (keep_alive && !a.status.starts_with("204")) out += "Content-Length: " + std::to_string(a.body->size()) + "\r\n";
  out += a.fields;
  if (keep_alive ? close : a.says_close) out += "Connection: close\r\n";
  return out += "\r\n";
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_HTTP_TEXT_HPP
