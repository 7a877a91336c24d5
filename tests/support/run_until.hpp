// SPDX-License-Identifier: MIT
//
// run_until(context, condition): lets an io_context work until something is true; hangs (and so fails by the time limit
// of the test program) when it never becomes true, but never fails by being slow.

#ifndef SHEAF_TESTS_SUPPORT_RUN_UNTIL_HPP
#define SHEAF_TESTS_SUPPORT_RUN_UNTIL_HPP

#include <sheaf/detail/asio.hpp>

#include <stdexcept>

namespace support {

template <class Condition>
void run_until(asio::io_context& context, Condition condition) {
  context.restart();
  while (!condition()) {
    if (context.run_one() == 0) throw std::logic_error("the io_context ran out of work before the condition was true");
  }
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_RUN_UNTIL_HPP
