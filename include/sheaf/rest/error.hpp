// SPDX-License-Identifier: MIT
//
// error.hpp: what can go wrong with a list, beyond what http and json say.

#ifndef SHEAF_REST_ERROR_HPP
#define SHEAF_REST_ERROR_HPP

#include <sheaf/http/response.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// A status that is no success. what() says whose, which, from where, and the server's own words, cut to one line:
/// "network: 503 Service Unavailable from 127.0.0.1:9696/v2.0/ports: try again later [req-...]".
class status_error : public std::runtime_error {
 public:
  class details {
   public:
    details() = default;
    /// What an answer says of itself; its body and what a service calls its requests are for the source to read.
    details(std::string_view whose, const http::response& answer);

    int status = 0;
    std::string service;
    std::string reason;      // "Service Unavailable"
    std::string place;       // host and port
    std::string path;        // of the URL; never its query
    std::string code;        // the server's own word for it: "itemNotFound"
    std::string message;
    std::string request_id;
    std::string retry_after;  // as the server wrote it
  };

  explicit status_error(const details& d)
      : std::runtime_error(sentence(d)), status_(d.status), service_(d.service), code_(d.code), message_(d.message),
        request_id_(d.request_id), path_(d.path), retry_after_(d.retry_after) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  /// Whether the same request may well succeed a little later: too many requests, or a server that is away for now. 413
  /// is one of them where it comes with a Retry-After, as nova's rate limits once did.
  [[nodiscard]] bool retryable() const noexcept {
    const bool away =
        status_ == 429 || status_ == 498 || status_ == 502 || status_ == 503 || status_ == 504;  // 498 is swift's 429
    return away || (status_ == 413 && *retry_after_.what() != '\0');
  }
  [[nodiscard]] std::string service() const { return service_.what(); }
  [[nodiscard]] std::string code() const { return code_.what(); }
  [[nodiscard]] std::string message() const { return message_.what(); }
  [[nodiscard]] std::string request_id() const { return request_id_.what(); }
  [[nodiscard]] std::string path() const { return path_.what(); }
  /// The Retry-After that came with it, as it was written; empty where there was none.
  [[nodiscard]] std::string retry_after() const { return retry_after_.what(); }

 private:
  static std::string sentence(const details& d) {
    std::string out = d.service.empty() ? std::string() : d.service + ": ";
    out += std::to_string(d.status);
    if (!d.reason.empty()) out += ' ' + d.reason;
    out += " from " + d.place + d.path;
    if (!d.message.empty()) out += ": " + d.message;
    if (!d.request_id.empty()) out += " [" + d.request_id + "]";
    return out;
  }

  int status_;
  std::runtime_error service_, code_, message_, request_id_, path_, retry_after_;  // shared between copies
};

/// The source knows of no such service.
class unknown_service : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The source could not do its part (sign in, say). what() is the whole sentence and names the service.
class source_error : public std::runtime_error {
 public:
  source_error(const std::string& what, bool timed_out, bool may_pass = false)
      : std::runtime_error(what), timed_out_(timed_out), may_pass_(may_pass) {}
  [[nodiscard]] bool timed_out() const noexcept { return timed_out_; }
  /// Whether it may succeed a little later.
  [[nodiscard]] bool may_pass() const noexcept { return may_pass_; }

 private:
  bool timed_out_, may_pass_;
};

/// The answer is no list: not JSON, cut off, another shape, no such member, or pages that go round in circles. what()
/// says which.
class bad_answer : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// More pages than were allowed.
class endless_list : public bad_answer {
 public:
  using bad_answer::bad_answer;
};

namespace detail {

/// A server's text as it may stand in a message: one line of printable characters, tags left out, cut at `most` bytes.
inline std::string presentable(std::string_view text, std::size_t most = 200) {
  std::string out;
  bool tag = false;
  if (const std::size_t body = text.find("<body"); body != text.npos) text.remove_prefix(body);  // no titles, no styles
  for (std::size_t i = 0; i != text.size() && out.size() <= most; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char after = i + 1 < text.size() ? text[i + 1] : ' ';
    const char letter = static_cast<char>(after | 0x20);
    if (text[i] == '<' && (after == '/' || after == '!' || (letter >= 'a' && letter <= 'z'))) tag = true;
    const bool space = byte <= 0x20 || byte == 0x7f || tag;
    if (!space) {
      out += text[i];
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
    if (text[i] == '>') tag = false;
  }
  const bool cut = out.size() > most;
  if (cut) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0u) == 0x80u) --end;  // not inside a character
    out.resize(end);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return cut ? out + "..." : out;
}

}  // namespace detail

inline status_error::details::details(std::string_view whose, const http::response& answer)
    : status(answer.status()), service(whose), reason(detail::presentable(answer.reason(), 60)),
      place(answer.url().origin().substr(answer.url().origin().find("//") + 2)), path(answer.url().path()),
      retry_after(answer.header("Retry-After").value_or(std::string_view())) {}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_ERROR_HPP
