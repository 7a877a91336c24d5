// SPDX-License-Identifier: MIT
//
// fetch_options.hpp: how long a fetch may take, and how much it may ask for at once.

#ifndef SHEAF_REST_FETCH_OPTIONS_HPP
#define SHEAF_REST_FETCH_OPTIONS_HPP

#include <sheaf/limiter.hpp>
#include <sheaf/options.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/time_source.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

/// Named options with setters; a class and no aggregate, as sheaf::options.
class fetch_options {
 public:
  fetch_options() noexcept {}

  /// The whole fetch, logins and every page included, is over after this long: what is not there then says timed_out.
  template <class Rep, class Period>
  [[nodiscard]] fetch_options timeout(std::chrono::duration<Rep, Period> wait) const {
    fetch_options out = *this;
    out.timeout_ = at_most(wait, duration::max());
    return out;
  }
  /// After this long a stream says that its parts are late, see rest::stream; the others take no notice of it.
  template <class Rep, class Period>
  [[nodiscard]] fetch_options soft_timeout(std::chrono::duration<Rep, Period> wait) const {
    fetch_options out = *this;
    out.soft_timeout_ = at_most(wait, duration::max());
    return out;
  }
  /// Every request waits for a permit of this limiter, and holds it until its answer is there. Other fetches, of other
  /// clouds too, may have the same.
  [[nodiscard]] fetch_options limiter(sheaf::limiter shared) const {
    fetch_options out = *this;
    out.limiter_ = std::move(shared);
    return out;
  }
  /// At most `n` lists are asked for at once; 1 asks for one after another.
  template <std::integral N>
  [[nodiscard]] fetch_options limit(N n) const {
    fetch_options out = *this;
    out.gather_ = out.gather_.limit(n);
    return out;
  }

  /// At most so many pages of one list; it is truncated where there are more. 10,000 unless told.
  template <std::integral N>
  [[nodiscard]] fetch_options pages(N n) const {
    if (std::cmp_less(n, 1)) throw std::invalid_argument("sheaf::rest::fetch_options::pages: must be at least 1");
    fetch_options out = *this;
    out.pages_ = static_cast<std::size_t>(n);
    return out;
  }

  /// How often pages are asked for again that could not be had: three tries each and ten more in all unless told.
  [[nodiscard]] fetch_options retries(rest::retries how) const {
    fetch_options out = *this;
    out.retries_ = std::move(how);
    return out;
  }

  [[nodiscard]] duration get_timeout() const noexcept { return timeout_; }
  [[nodiscard]] duration get_soft_timeout() const noexcept { return soft_timeout_; }
  [[nodiscard]] const std::optional<sheaf::limiter>& get_limiter() const noexcept { return limiter_; }
  [[nodiscard]] std::size_t get_pages() const noexcept { return pages_; }
  [[nodiscard]] const rest::retries& get_retries() const noexcept { return retries_; }
  [[nodiscard]] const sheaf::options& gather_options() const noexcept { return gather_; }

 private:
  duration timeout_ = duration::max();
  duration soft_timeout_ = duration::max();
  std::size_t pages_ = 10'000;
  rest::retries retries_;
  std::optional<sheaf::limiter> limiter_;
  sheaf::options gather_;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_FETCH_OPTIONS_HPP
