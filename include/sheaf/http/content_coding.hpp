// SPDX-License-Identifier: MIT
//
// content_coding.hpp: how a client undoes what a server did to a body to make it small (RFC 9110 8.4).

#ifndef SHEAF_HTTP_CONTENT_CODING_HPP
#define SHEAF_HTTP_CONTENT_CODING_HPP

#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Undoes a coding of one body as it arrives.
class decoder {
 public:
  virtual ~decoder() = default;

  /// Reads from `coded`, and drops from it what it has read, into `space`; gives how many bytes it wrote. It ends with one
  /// of them used up. Throws http::error(errc::bad_coding).
  virtual std::size_t decode(std::string_view& coded, std::span<char> space) = 0;

  /// The end of the coded data was read.
  [[nodiscard]] virtual bool finished() const noexcept = 0;

 protected:
  decoder() = default;
  decoder(const decoder&) = default;
  decoder& operator=(const decoder&) = default;
};

/// A coding's name and what undoes it; none by default.
class content_coding {
 public:
  content_coding() {}
  content_coding(std::string name, std::function<std::unique_ptr<decoder>()> make)
      : name_(std::move(name)), make_(std::move(make)) {
    if (!detail::is_token(name_)) throw error(errc::invalid_request, "a content coding's name must be a token (RFC 9110 8.4)");
  }

  [[nodiscard]] explicit operator bool() const noexcept { return make_ != nullptr; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::unique_ptr<decoder> make() const { return make_(); }

 private:
  std::string name_;
  std::function<std::unique_ptr<decoder>()> make_;
};

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_CONTENT_CODING_HPP
