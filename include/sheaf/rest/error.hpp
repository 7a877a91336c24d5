// SPDX-License-Identifier: MIT
//
// error.hpp: what can go wrong with a list, beyond what http and json say.

#ifndef SHEAF_REST_ERROR_HPP
#define SHEAF_REST_ERROR_HPP

#include <stdexcept>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// A status that is no success. what() names service, status, path and the server's own message, cut and escaped.
class status_error : public std::runtime_error {
 public:
  class details {
   public:
    details() = default;
    int status = 0;
    std::string service;
    std::string code;        // the server's own word for it: "itemNotFound"
    std::string message;
    std::string request_id;
    std::string path;        // of the URL; never its query
  };

  explicit status_error(const details& d)
      : std::runtime_error(sentence(d)), status_(d.status), service_(d.service), code_(d.code), message_(d.message),
        request_id_(d.request_id), path_(d.path) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] std::string service() const { return service_.what(); }
  [[nodiscard]] std::string code() const { return code_.what(); }
  [[nodiscard]] std::string message() const { return message_.what(); }
  [[nodiscard]] std::string request_id() const { return request_id_.what(); }
  [[nodiscard]] std::string path() const { return path_.what(); }

 private:
  static std::string sentence(const details& d) {
    std::string out = d.service.empty() ? std::string() : d.service + ": ";
    out += "status " + std::to_string(d.status) + " for " + d.path;
    if (!d.code.empty()) out += " (" + d.code + ")";
    if (!d.message.empty()) out += ": " + d.message;
    if (!d.request_id.empty()) out += " [" + d.request_id + "]";
    return out;
  }

  int status_;
  std::runtime_error service_, code_, message_, request_id_, path_;  // shared between copies
};

/// The source knows of no such service.
class unknown_service : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The source could not do its part (sign in, say). what() is the whole sentence and names the service.
class source_error : public std::runtime_error {
 public:
  source_error(const std::string& what, bool timed_out) : std::runtime_error(what), timed_out_(timed_out) {}
  [[nodiscard]] bool timed_out() const noexcept { return timed_out_; }

 private:
  bool timed_out_;
};

/// The answer is no list: not JSON, another shape, no such member, or pages that never end. what() says which.
class bad_answer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

/// A server's text as it may stand in a message: one line of printable characters, tags left out, cut at 200.
inline std::string presentable(std::string_view text) {
  std::string out;
  bool tag = false;
  for (const char c : text) {
    if (out.size() >= 200) {
      out += "...";
      break;
    }
    if (c == '<') tag = true;
    const auto u = static_cast<unsigned char>(c);
    const bool space = u <= 0x20 || u == 0x7f || tag;
    if (space) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
    if (c == '>') tag = false;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace detail

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_ERROR_HPP
