// SPDX-License-Identifier: MIT
//
// The only door to Asio: named headers, never the umbrella.
//
// A standard header comes first because Asio 1.22 chooses its allocation function by what was included before it, and two
// units of one program that choose differently free each other's memory in the wrong way.

#ifndef SHEAF_DETAIL_ASIO_HPP
#define SHEAF_DETAIL_ASIO_HPP

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include <asio/detail/config.hpp>

#if !defined(ASIO_HAS_CO_AWAIT)
#error "Asio sees no coroutines here: compile as C++20 (GCC 12 or newer, Clang 16 or newer); with Clang and an Asio older \
than 1.24 also define ASIO_HAS_CO_AWAIT=1 and ASIO_HAS_STD_COROUTINE=1, as Sheaf's CMake target asio::asio does"
#endif

#include <asio/any_io_executor.hpp>
#include <asio/associated_cancellation_slot.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/cancellation_state.hpp>
#include <asio/cancellation_type.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/dispatch.hpp>
#include <asio/error.hpp>
#include <asio/execution.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <asio/system_error.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#endif  // SHEAF_DETAIL_ASIO_HPP
