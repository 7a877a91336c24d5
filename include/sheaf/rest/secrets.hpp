// SPDX-License-Identifier: MIT
//
// secrets.hpp: what may stand in no text, though a server repeat it. Pure.

#ifndef SHEAF_REST_SECRETS_HPP
#define SHEAF_REST_SECRETS_HPP

#include <sheaf/json/write.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// What may stand in no text.
class secrets {
 public:
  secrets() = default;
  secrets(std::string_view one) { add(one); }     // NOLINT(google-explicit-constructor): one is the usual case
  secrets(const char* one) { add(one); }          // NOLINT(google-explicit-constructor)
  secrets(const std::string& one) { add(one); }   // NOLINT(google-explicit-constructor)

  /// As it is, and as JSON and HTML write it. The longest is looked for first: one may be part of another.
  void add(std::string_view one) {
    if (one.empty()) return;
    std::string quoted;
    json::write_string(quoted, one);
    all_.emplace_back(one);
    if (quoted.size() != one.size() + 2) all_.push_back(quoted.substr(1, quoted.size() - 2));
    if (std::string marked = as_html(one); marked != one) all_.push_back(std::move(marked));
    std::sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }
  [[nodiscard]] secrets with(std::string_view one) const {
    secrets out = *this;
    out.add(one);
    return out;
  }
  [[nodiscard]] const std::vector<std::string>& all() const noexcept { return all_; }

 private:
  static std::string as_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
      switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#x27;"; break;
        default: out += c;
      }
    }
    return out;
  }

  std::vector<std::string> all_;
};

/// `text` with *** wherever one of these stands in it; a long one also where it is cut off, as in a text that quotes.
[[nodiscard]] inline std::string redacted(std::string text, const secrets& hidden) {
  for (const std::string& secret : hidden.all()) {
    const std::string begin = secret.substr(0, secret.size() < 16 ? secret.size() : 12);
    for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos; at += 3) {
      std::size_t n = begin.size();
      while (n != secret.size() && at + n != text.size() && text[at + n] == secret[n]) ++n;
      text.replace(at, n, "***");
    }
  }
  return text;
}

/// What is said of `text`, a server's, that could not be read; where that repeats a secret, what is said quotes nothing
/// of it. For a quotation may begin or end within the secret, and has it escaped.
[[nodiscard]] inline std::string redacted_complaint(std::string said, std::string_view text, const secrets& hidden) {
  const std::size_t quotation = said.find('"');
  if (quotation != said.npos && redacted(std::string(text), hidden) != text) said.replace(quotation, said.npos, "***");
  return redacted(std::move(said), hidden);
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_SECRETS_HPP
