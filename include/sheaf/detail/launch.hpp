// SPDX-License-Identifier: MIT
//
// How children are started and how their parent waits: the one place that reaches into asio::detail.
//
// What Asio offers in public (co_spawn) costs three to four times as much, completes through a post even when the child was
// ready, and keeps only terminal cancellation. With SHEAF_NO_ASIO_DETAIL defined, or with an Asio not known to have the
// parts used here, co_spawn is used all the same; behaviour is equal but for the cost and one suspension.

#ifndef SHEAF_DETAIL_LAUNCH_HPP
#define SHEAF_DETAIL_LAUNCH_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>

#include <asio/version.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#if !defined(SHEAF_NO_ASIO_DETAIL) && ASIO_VERSION >= 102201 && ASIO_VERSION <= 103802
#define SHEAF_ASIO_DETAIL 1
#else
#define SHEAF_ASIO_DETAIL 0
#endif

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace detail {

/// True where a child that is ready costs its parent no suspension.
inline constexpr bool ready_without_suspending = SHEAF_ASIO_DETAIL != 0;

/// What a child inherits from its parent, so that it behaves as if the parent had co_awaited it.
struct inherited {
  asio::cancellation_signal* signal;    // the child's own; outlives it
  asio::cancellation_type_t cancelled;  // what the parent has been told already
  bool throw_if_cancelled;
};

#if SHEAF_ASIO_DETAIL
template <class Executor>
using child_thread = asio::awaitable<asio::detail::awaitable_thread_entry_point, Executor>;
#else
template <class Executor>
using child_thread = asio::awaitable<void, Executor>;
#endif

// Awaits `work` and puts its result into `out`. The frame of `work` is gone when `done` is called.
template <class T, class Executor, class Out, class Done>
child_thread<Executor> child_main(asio::awaitable<T, Executor> work, Out out, inherited from, [[maybe_unused]] Done done) {
#if !SHEAF_ASIO_DETAIL
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
#endif
  if (!from.throw_if_cancelled) co_await asio::this_coro::throw_if_cancelled(false);
  if (from.cancelled != asio::cancellation_type::none) from.signal->emit(from.cancelled);
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
      out.emplace();
    } else {
      out.emplace(co_await std::move(work));
    }
  } catch (...) {
    out.fail(std::current_exception());
  }
#if SHEAF_ASIO_DETAIL
  done();
#endif
}

#if SHEAF_ASIO_DETAIL

/// A child made but not yet running. Destroying it destroys what it was given, `done` included, uncalled.
template <class Executor>
class [[nodiscard]] prepared_child {
 public:
  template <class T, class Out, class Done>
  prepared_child(const Executor& executor, asio::awaitable<T, Executor> work, Out out, inherited from, Done done)
      : thread_(child_main(std::move(work), out, from, std::move(done)), executor, from.signal->slot(),
                asio::cancellation_state(from.signal->slot(), asio::enable_total_cancellation())) {}

  /// Runs it up to its first suspension.
  void operator()() { thread_.launch(); }

 private:
  asio::detail::awaitable_thread<Executor> thread_;
};

/// A coroutine that waits to be resumed by hand.
template <class Executor>
class parked {
 public:
  using thread = asio::detail::awaitable_thread<Executor>;

  /// `co_await slot.park(f)` suspends the caller into `slot` and then calls f, which may not resume it from inside.
  template <class F>
  auto park(F f) {
    return [this, f](asio::detail::awaitable_frame_base<Executor>* frame) -> thread* {
      thread_.emplace(std::move(*frame->detach_thread()));
      f();
      return nullptr;
    };
  }

  /// Takes the coroutine out. Calling what comes back resumes it; destroying that instead destroys the coroutine.
  [[nodiscard]] auto take() {
    thread taken = std::move(*thread_);
    thread_.reset();
    return [taken = std::move(taken)]() mutable { taken.launch(); };
  }

 private:
  std::optional<thread> thread_;
};

#else

template <class Executor>
class [[nodiscard]] prepared_child {
 public:
  template <class T, class Out, class Done>
  prepared_child(const Executor& executor, asio::awaitable<T, Executor> work, Out out, inherited from, Done done)
      : start_([executor, from, main = child_main(std::move(work), out, from, 0), done = std::move(done)]() mutable {
          asio::co_spawn(executor, std::move(main),
                         asio::bind_cancellation_slot(
                             from.signal->slot(), [done = std::move(done)](std::exception_ptr) mutable { done(); }));
        }) {}

  void operator()() { start_.call(); }

 private:
  // std::function wants copies, and a started child is none.
  class once {
   public:
    template <class F>
    explicit once(F f) : body_(std::make_unique<model<F>>(std::move(f))) {}
    void call() { body_->call(); }

   private:
    struct base {
      virtual ~base() = default;
      virtual void call() = 0;
    };
    template <class F>
    struct model final : base {
      explicit model(F f) : f_(std::move(f)) {}
      void call() override { f_(); }
      F f_;
    };
    std::unique_ptr<base> body_;
  };
  once start_;
};

template <class Executor>
class parked {
 public:
  using handler = typename asio::async_result<asio::use_awaitable_t<Executor>, void()>::handler_type;

  template <class F>
  asio::awaitable<void, Executor> park(F f) {
    return asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(
        [this, f](handler h) {
          handler_.emplace(std::move(h));
          f();
        },
        token_);
  }

  [[nodiscard]] auto take() {
    handler taken = std::move(*handler_);
    handler_.reset();
    return [taken = std::move(taken)]() mutable { std::move(taken)(); };
  }

 private:
  asio::use_awaitable_t<Executor> token_;
  std::optional<handler> handler_;
};

#endif

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_DETAIL_LAUNCH_HPP
