// SPDX-License-Identifier: MIT
//
// scope.hpp: children can be added while others run; all are waited for.

#ifndef SHEAF_SCOPE_HPP
#define SHEAF_SCOPE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/closure.hpp>
#include <sheaf/detail/scope_group.hpp>
#include <sheaf/options.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace sheaf {
inline namespace v0 {

/// What the body of with_scope is given, to add children by and to stop them. A handle: copies mean the same scope, and
/// may be kept by children.
///
/// Threads: where children have strands of their own, any; on a serial executor what runs on that executor, so post
///   there first.
template <class Executor = asio::any_io_executor>
class scope {
 public:
  using executor_type = Executor;

  /// Runs `f()`, a coroutine without a result, beside all others. f itself is kept until that child has ended, so that
  /// its captures may be used: give the lambda, not what it returns.
  ///
  ///     scope.add([&, id]() -> asio::awaitable<void> { co_await refresh(id); });
  ///
  /// Starts at once, before add returns, unless options().limit() makes it wait or another child is being started.
  /// Throws: operation_aborted where the scope is being stopped, because a child failed or it was cancelled, and
  ///   std::logic_error where it has ended: f is not run then. std::bad_alloc.
  template <class F>
  void add(F&& f) const {
    static_assert(
        std::is_invocable_v<std::decay_t<F>&>,
        "sheaf::scope::add: give a callable that gives an awaitable (a coroutine lambda), and not its awaitable: the "
        "scope keeps the callable and what it captured until the child has ended");
    if constexpr (std::is_invocable_v<std::decay_t<F>&>) {
      static_assert(
          std::is_same_v<std::invoke_result_t<std::decay_t<F>&>, asio::awaitable<void, Executor>>,
          "sheaf::scope::add: the callable must give asio::awaitable<void, Executor> with the scope's executor: "
          "nobody would be there to take a result");
      link_->add(detail::scope_child<Executor>(std::decay_t<F>(std::forward<F>(f))));
    }
  }

  /// Stops the children and the body. The scope then ends without an error, unless somebody fails while stopping.
  void cancel() const { link_->cancel(); }

 private:
  template <class, class>
  friend class detail::scope_group;
  explicit scope(std::shared_ptr<detail::scope_link<Executor>> link) noexcept : link_(std::move(link)) {}
  std::shared_ptr<detail::scope_link<Executor>> link_;
};

/// Runs `body(scope)` and all children added by it, or by them, and ends when the last has.
///
///     co_await sheaf::with_scope([&](auto& scope) -> asio::awaitable<void> {
///       while (auto request = co_await requests.next()) scope.add([&, r = *request]() -> asio::awaitable<void> { ... });
///     });
///
/// Effects: the body starts first. Children are started as they are added, at most options().limit() at once.
/// Returns: what the body returns.
/// Throws:  the first error of the body or a child, which cancels all others, as it was, once all have ended; with
///   options().errors(sheaf::all) a gather_error, in which the body has the index child_error::body. After
///   scope.cancel() nothing, unless the body was to give a value and did not: operation_aborted. timed_out, and
///   cancellation of the caller: as gather.
/// Cancellation: a request that reaches the caller reaches the children and the body.
/// Threads: body and children run as children of gather do: on a serial executor of the caller on it, else on a strand
///   each.
/// Lifetime: no child, its callable or the body's captures outlive the call.
/// Cost:    a child has two coroutine frames beside its own.
template <class Executor = asio::any_io_executor, class F>
[[nodiscard]] auto with_scope(F&& body, const sheaf::options& options = {}) {
  SHEAF_CHECK_CLOSURE(F);
  return detail::run_scope<Executor>(options, std::forward<F>(body));
}

/// with_scope for those who are no coroutine: as async_gather; on asio::any_io_executor.
template <class Where, class Token, class... Args>
auto async_with_scope(Where&& where, Token&& token, Args&&... args) {
  return asio::co_spawn(where, with_scope(std::forward<Args>(args)...), std::forward<Token>(token));
}

}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_SCOPE_HPP
