// SPDX-License-Identifier: MIT
//
// What is taken out of an answer before it is written to a file that others may see: secrets by the names they go by,
// tokens by their form, and the hosts in URLs.

#ifndef SHEAF_TESTING_DETAIL_SCRUB_HPP
#define SHEAF_TESTING_DETAIL_SCRUB_HPP

#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/json_text.hpp>
#include <sheaf/testing/detail/json_tree.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

inline constexpr std::string_view scrubbed_mark = "***";

[[nodiscard]] inline std::string in_small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// Whether a member, a field or a parameter of that name holds a secret: "adminPass", "X-Subject-Token", "user_data",
/// "temp_url_sig". Not what only tells of one: "secret_ref", "password_expires_at".
[[nodiscard]] inline bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 26> words{
      "password",  "passwd",         "passphrase", "passcode",       "adminpass", "admin_pass",    "secret",
      "token",     "private_key",    "privatekey", "user_data",      "userdata",  "personality",   "configdrive",
      "api_key",   "apikey",         "access_key", "temp_url",       "cookie",    "authorization", "receipt",
      "signature", "snmp_community", "kubeconfig", "encryption_key", "passkey"};
  static constexpr std::array<std::string_view, 5> whole{"blob", "payload", "credential", "credentials", "sig"};
  static constexpr std::array<std::string_view, 10> tells_of_one{"_ref",  "_refs", "_id",     "_at",     "_type",
                                                                 "_name", "_url",  "_status", "secrets", "tokens"};
  std::string text = in_small_letters(name);
  std::replace(text.begin(), text.end(), '-', '_');
  const auto is_end = [&](std::string_view end) { return text.ends_with(end); };
  if (std::any_of(tells_of_one.begin(), tells_of_one.end(), is_end)) return false;
  if (std::find(whole.begin(), whole.end(), text) != whole.end()) return true;
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != text.npos; });
}

/// `text` with *** for every token of keystone's in it (Fernet: gAAAAA...).
[[nodiscard]] inline std::string without_tokens(std::string text) {
  constexpr std::string_view begin = "gAAAAA";
  constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-=%";
  for (std::size_t at = 0; (at = text.find(begin, at)) != text.npos;) {
    const std::size_t end = std::min(text.find_first_not_of(letters, at), text.size());
    if (end - at < 40) {
      at = end;
      continue;
    }
    text.replace(at, end - at, scrubbed_mark);
    at += scrubbed_mark.size();
  }
  return text;
}

/// Copies JSON, byte by byte but for the values of members that name a secret. What is no JSON comes out as it went in.
class json_scrubber {
 public:
  static std::string scrub(std::string_view text, int depth = 0) {
    if (depth == max_depth || !json_tree_reader::read(text)) return std::string(text);
    json_scrubber one(text, depth);
    one.run();
    return std::move(one.out_);
  }

 private:
  static constexpr int max_depth = 4;

  json_scrubber(std::string_view text, int depth) : text_(text), depth_(depth) {}

  void run() {
    std::vector<bool> hides;   // by nesting: whether this array's items are a secret
    bool hidden = false;       // whether the next value is one
    while (at_ != text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        const std::string_view quoted = take_string();
        if (is_key()) {
          out_ += quoted;
          hidden = names_secret(unquoted(quoted));
        } else {
          write(quoted, hidden || (!hides.empty() && hides.back()));
        }
        continue;
      }
      if (c == '{' || c == '[') hides.push_back(c == '[' && (hidden || (!hides.empty() && hides.back())));
      if ((c == '}' || c == ']') && !hides.empty()) hides.pop_back();
      if (std::string_view("{[,").find(c) != std::string_view::npos) hidden = false;
      const bool number = c == '-' || (c >= '0' && c <= '9');
      if (number && hidden) {
        out_ += '0';
        at_ = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
      } else {
        out_ += text_[at_++];
      }
    }
  }

  std::string_view take_string() {
    const std::size_t begin = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    return text_.substr(begin, ++at_ - begin);
  }

  [[nodiscard]] bool is_key() const {
    const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
    return next != text_.npos && text_[next] == ':';
  }

  static std::string unquoted(std::string_view quoted) {
    const auto read = json_tree_reader::read(quoted);
    return read ? read->text : std::string();
  }

  void write(std::string_view quoted, bool hide) {
    if (hide && quoted != "\"\"") {
      out_ += '"';
      out_ += scrubbed_mark;
      out_ += '"';
      return;
    }
    // JSON within a text, as ironic writes its errors.
    const std::string inner = quoted.find('{') == quoted.npos ? std::string() : unquoted(quoted);
    const std::string clean = inner.empty() ? inner : scrub(inner, depth_ + 1);
    if (clean == inner) {
      out_ += quoted;
    } else {
      append_json_string(out_, clean, true);
    }
  }

  std::string_view text_;
  int depth_;
  std::size_t at_ = 0;
  std::string out_;
};

/// The host that stands for another one in recorded answers: always the same for the same.
[[nodiscard]] inline std::string stand_in(std::string_view authority) {
  std::uint64_t sum = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : authority) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  std::string out = "host-";
  for (int i = 0; i != 6; ++i) out += "0123456789abcdef"[(sum >> (4 * i)) & 0xfU];
  return out + ".example";
}

/// A path and query whose parameters that name a secret have lost their value.
[[nodiscard]] inline std::string without_secret_parameters(std::string_view target) {
  const std::size_t question = std::min(target.find('?'), target.size());
  std::string out(target.substr(0, question));
  for (std::string_view rest = target.substr(question); !rest.empty();) {
    const std::string_view one = rest.substr(0, std::min(rest.find('&', 1), rest.size()));
    const std::size_t equals = std::min(one.find('='), one.size());
    const bool hide = equals < one.size() && names_secret(url_decode(one.substr(1, equals - 1), true));
    out += hide ? concat({one.substr(0, equals + 1), scrubbed_mark}) : std::string(one);
    rest.remove_prefix(one.size());
  }
  return out;
}

/// `text` with other hosts in its URLs: those at `origin` ("http://10.0.0.5:8774") become http://SERVICE.example. Names
/// and passwords in URLs are left out.
[[nodiscard]] inline std::string with_hosts_replaced(std::string_view text, std::string_view origin,
                                                     std::string_view service) {
  const auto plain = [](std::string_view url) {  // without the scheme's own port
    const std::string_view port = url.starts_with("https:") ? ":443" : ":80";
    return in_small_letters(url.ends_with(port) ? url.substr(0, url.size() - port.size()) : url);
  };
  const std::string ours = plain(origin);
  std::string out;
  for (std::size_t colon; (colon = text.find("://")) != text.npos;) {
    const std::string_view before = text.substr(0, colon);
    const std::size_t scheme = before.ends_with("https") ? 5 : before.ends_with("http") ? 4 : 0;
    out += before;
    text.remove_prefix(colon);
    const std::size_t end = std::min(text.find_first_of("\"'<> \t\r\n\\)]}"), text.size());
    std::string_view url = text.substr(3, end - 3);  // without scheme
    text.remove_prefix(end);
    const std::size_t path = std::min(url.find_first_of("/?#,;"), url.size());
    std::string_view authority = url.substr(0, path);
    authority.remove_prefix(authority.rfind('@') + 1);
    url.remove_prefix(path);
    if (scheme != 0 && plain(concat({before.substr(colon - scheme), "://", authority})) == ours) {
      out.resize(out.size() - scheme);
      out += concat({"http://", service, ".example"});
    } else {
      out += concat({"://", scheme == 0 || authority.empty() ? std::string(authority) : stand_in(authority)});
    }
    out += without_secret_parameters(url);
  }
  return out.append(text);
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_SCRUB_HPP
