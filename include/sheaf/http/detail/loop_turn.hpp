// SPDX-License-Identifier: MIT
//
// A turn of an event loop: from the first question after it until all that was ready then has run.

#ifndef SHEAF_HTTP_DETAIL_LOOP_TURN_HPP
#define SHEAF_HTTP_DETAIL_LOOP_TURN_HPP

#include <sheaf/detail/asio.hpp>

#include <cstdint>
#include <memory>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

class loop_turn : public std::enable_shared_from_this<loop_turn> {
 public:
  // Told when a turn that was asked after has ended.
  class listener {
   public:
    virtual void turn_ended() noexcept = 0;

   protected:
    ~listener() = default;
  };

  explicit loop_turn(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  // Which turn this is, from 1; 0 where there is no memory to see its end.
  [[nodiscard]] std::uint64_t number() noexcept {
    if (!ending_) {
      try {
        asio::post(executor_, [weak = weak_from_this()] {
          if (const auto self = weak.lock()) self->end();
        });
      } catch (...) {
        return 0;
      }
      ending_ = true;
    }
    return number_;
  }
  [[nodiscard]] bool is(std::uint64_t number) const noexcept { return number_ == number; }

  // One at most; it goes with a null pointer.
  void tell(listener* one) noexcept { listener_ = one; }

 private:
  void end() noexcept {
    ending_ = false;
    ++number_;
    if (listener_) listener_->turn_ended();
  }

  asio::any_io_executor executor_;
  std::uint64_t number_ = 1;
  bool ending_ = false;
  listener* listener_ = nullptr;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_LOOP_TURN_HPP
