// SPDX-License-Identifier: MIT
//
// Which executors run one handler at a time, so that children may share them without locks.

#ifndef SHEAF_DETAIL_SERIAL_HPP
#define SHEAF_DETAIL_SERIAL_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/launch.hpp>

#include <asio/thread_pool.hpp>

#include <cstdint>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace detail {

template <class Executor>
inline constexpr bool is_strand = false;
template <class Inner>
inline constexpr bool is_strand<asio::strand<Inner>> = true;

/// An executor whose type can hold a strand of itself: any_io_executor and its like.
template <class Executor>
inline constexpr bool is_type_erased =
    !is_strand<Executor> && std::is_constructible_v<Executor, asio::strand<Executor>>;

/// Children of such a parent can be kept apart: they share its strand, or get one each.
template <class Executor>
concept gatherable_executor = is_strand<Executor> || is_type_erased<Executor>;

// Asio 1.22's target() casts without asking what is there.
template <class Target, class Executor>
const Target* target(const Executor& executor) {
  return executor.target_type() == typeid(Target) ? executor.template target<Target>() : nullptr;
}

template <class Executor, std::uintptr_t... Bits>
bool holds_one_thread_context(const Executor& executor, std::integer_sequence<std::uintptr_t, Bits...>) {
  const auto check = [](const auto* held) {
    return held && one_thread(static_cast<asio::io_context&>(held->context()));
  };
  return (check(target<asio::io_context::basic_executor_type<std::allocator<void>, Bits>>(executor)) || ...);
}

template <class Executor>
bool is_serial(const Executor& executor) {
  if constexpr (is_strand<Executor>) {
    return true;
  } else {
    // The bits of an io_context's executor are its properties (blocking, relationship, outstanding work).
    return target<asio::strand<Executor>>(executor) ||
           target<asio::strand<asio::io_context::executor_type>>(executor) ||
           target<asio::strand<asio::thread_pool::executor_type>>(executor) ||
           holds_one_thread_context(executor, std::make_integer_sequence<std::uintptr_t, 8>());
  }
}

/// A strand of its own on `executor`. Made on what the type-erased executor holds, where that is known: a strand of an
/// erased executor pays for the erasure twice.
template <class Executor>
Executor strand_on(const Executor& executor) {
  if (const auto* context = target<asio::io_context::executor_type>(executor)) return asio::make_strand(*context);
  if (const auto* pool = target<asio::thread_pool::executor_type>(executor)) return asio::make_strand(*pool);
  return asio::make_strand(executor);
}

}  // namespace detail
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_DETAIL_SERIAL_HPP
