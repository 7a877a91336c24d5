// SPDX-License-Identifier: MIT
//
// How children are started and how their parent waits: the one place that reaches into asio::detail.
//
// What Asio offers in public (co_spawn) costs three to four times as much, completes through a post even when the child
// was ready, and keeps only terminal cancellation. With SHEAF_NO_ASIO_DETAIL defined, or with an Asio not known to have
// the parts used here, co_spawn is used all the same; behaviour is equal but for the cost and one suspension, and an
// io_context{1} that is on no strand counts as concurrent.

#ifndef SHEAF_DETAIL_LAUNCH_HPP
#define SHEAF_DETAIL_LAUNCH_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>

#include <asio/io_context.hpp>
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

/// True of an io_context that was told of one thread, or that has no locks for more; Asio says so in no public way.
inline bool one_thread([[maybe_unused]] asio::io_context& context) {
#if SHEAF_ASIO_DETAIL
  const int hint = asio::use_service<asio::detail::io_context_impl>(context).concurrency_hint();
  return hint == 1 || hint == ASIO_CONCURRENCY_HINT_UNSAFE;
#else
  return false;
#endif
}

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

// A child's being there, from its start: told ended(), or dropped() where it is destroyed before that.
template <class Out>
class presence {
 public:
  explicit presence(const Out& out) noexcept : out_(out) {}
  presence(presence&& other) noexcept : out_(other.out_), here_(std::exchange(other.here_, false)) {}
  presence& operator=(presence&&) = delete;
  ~presence() {
    if (here_) out_.dropped();
  }
  void end() {
    here_ = false;
    out_.ended();
  }

 private:
  Out out_;
  bool here_ = true;
};

// Awaits `work` and puts its result into `out`, whose ended() is called when the frame of `work` is gone.
template <class T, class Executor, class Out>
child_thread<Executor> child_main(asio::awaitable<T, Executor> work, Out out, inherited from) {
#if SHEAF_ASIO_DETAIL
  presence<Out> here(out);
#else
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
  here.end();
#endif
}

#if SHEAF_ASIO_DETAIL

/// What a child listens to its cancellation by; it can serve one child after another if none was cancelled.
using child_cancellation = asio::cancellation_state;
inline void listen(child_cancellation& child, asio::cancellation_signal& signal) {
  if (!child.slot().is_connected()) child = asio::cancellation_state(signal.slot(), asio::enable_total_cancellation());
}
/// On the child's executor: the request is heard also where the child has not begun yet.
inline void emit(asio::cancellation_signal& signal, child_cancellation&, asio::cancellation_type_t type) {
  signal.emit(type);
}

/// A child made but not yet running. Destroyed so, it calls dropped() of its `out`.
template <class Executor, class Out>
class [[nodiscard]] prepared_child {
 public:
  template <class T>
  prepared_child(const Executor& executor, asio::awaitable<T, Executor>&& work, const Out& out, inherited from,
                 const child_cancellation& cancellation)
      : thread_(child_main(std::move(work), out, from), executor, from.signal->slot(), cancellation), out_(out) {}
  prepared_child(prepared_child&& other) noexcept
      : thread_(std::move(other.thread_)), out_(other.out_), waiting_(std::exchange(other.waiting_, false)) {}
  prepared_child& operator=(prepared_child&&) = delete;
  ~prepared_child() {
    if (!waiting_) return;
    { const auto frame = std::move(thread_); }  // which may refer to what is destroyed next
    out_.dropped();
  }

  /// Runs it up to its first suspension.
  void operator()() {
    waiting_ = false;
    thread_.launch();
  }

 private:
  asio::detail::awaitable_thread<Executor> thread_;
  Out out_;
  bool waiting_ = true;
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

// co_spawn listens once it has been called: what comes before that is kept here.
struct child_cancellation {
  bool begun = false;
  asio::cancellation_type_t early = asio::cancellation_type::none;
};
inline void listen(child_cancellation& child, asio::cancellation_signal&) { child = {}; }
inline void emit(asio::cancellation_signal& signal, child_cancellation& child, asio::cancellation_type_t type) {
  if (child.begun) return signal.emit(type);
  child.early = child.early | type;
}

template <class Executor, class Out>
class [[nodiscard]] prepared_child {
 public:
  template <class T>
  prepared_child(const Executor& executor, asio::awaitable<T, Executor>&& work, const Out& out, inherited from,
                 child_cancellation& cancellation)
      : executor_(executor),
        main_(child_main(std::move(work), out, from)),
        signal_(from.signal),
        cancellation_(&cancellation),
        out_(out),
        here_(out) {}

  void operator()() {
    cancellation_->begun = true;
    const asio::cancellation_type_t early = cancellation_->early;
    // An error here is of a child that was cancelled before it began: child_main was never run, and said nothing.
    auto end = [out = out_, here = std::move(here_)](std::exception_ptr error) mutable {
      if (error) out.fail(std::move(error));
      here.end();
    };
    asio::cancellation_signal& signal = *signal_;
    asio::co_spawn(executor_, std::move(main_), asio::bind_cancellation_slot(signal.slot(), std::move(end)));
    if (early != asio::cancellation_type::none) signal.emit(early);
  }

 private:
  Executor executor_;
  child_thread<Executor> main_;
  asio::cancellation_signal* signal_;
  child_cancellation* cancellation_;
  Out out_;
  presence<Out> here_;
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
