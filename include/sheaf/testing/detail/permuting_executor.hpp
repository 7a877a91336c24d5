// SPDX-License-Identifier: MIT
//
// An executor of an io_context that keeps what is ready and runs it in an order that a seed says.

#ifndef SHEAF_TESTING_DETAIL_PERMUTING_EXECUTOR_HPP
#define SHEAF_TESTING_DETAIL_PERMUTING_EXECUTOR_HPP

#include <sheaf/detail/asio.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace detail {

/// Timers and sockets complete through the io_context, and their handlers come here, for this is their executor.
class permuting_queue final : public asio::execution_context::service {
 public:
  using key_type = permuting_queue;
  static inline asio::execution_context::id id;

  class executor_type;

  explicit permuting_queue(asio::execution_context& owner) : service(owner) {}

  [[nodiscard]] inline executor_type executor() noexcept;
  void seed(std::uint64_t number) { random_.seed(number); }

  bool run_one() {
    if (ready_.empty()) return false;
    std::swap(ready_[random_() % ready_.size()], ready_.back());
    const std::unique_ptr<handler> next = std::move(ready_.back());
    ready_.pop_back();
    next->run();
    return true;
  }

 private:
  struct handler {
    virtual ~handler() = default;
    virtual void run() = 0;
  };
  template <class F>
  struct handler_of final : handler {
    explicit handler_of(F f) : function(std::move(f)) {}
    void run() override {
      F moved = std::move(function);
      std::move(moved)();
    }
    F function;
  };

  void shutdown() noexcept override {
    down_ = true;
    while (!ready_.empty()) {
      const std::unique_ptr<handler> last = std::move(ready_.back());
      ready_.pop_back();
    }
  }

  template <class F>
  void add(F f) {
    if (!down_) ready_.push_back(std::make_unique<handler_of<F>>(std::move(f)));
  }

  std::mt19937_64 random_;
  std::vector<std::unique_ptr<handler>> ready_;
  bool down_ = false;
};

class permuting_queue::executor_type {
 public:
  explicit executor_type(permuting_queue& queue) noexcept : queue_(&queue) {}

  template <class F>
  void execute(F f) const {
    queue_->add(std::move(f));
  }

  [[nodiscard]] asio::execution_context& query(asio::execution::context_t) const noexcept { return queue_->context(); }
  static constexpr asio::execution::blocking_t query(asio::execution::blocking_t) noexcept {
    return asio::execution::blocking.never;
  }
  friend bool operator==(const executor_type& a, const executor_type& b) noexcept { return a.queue_ == b.queue_; }
  friend bool operator!=(const executor_type& a, const executor_type& b) noexcept { return a.queue_ != b.queue_; }

 private:
  permuting_queue* queue_;
};

permuting_queue::executor_type permuting_queue::executor() noexcept { return executor_type(*this); }

}  // namespace detail
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_PERMUTING_EXECUTOR_HPP
