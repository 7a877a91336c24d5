// SPDX-License-Identifier: MIT
//
// A host application that takes the combinators alone, and so needs Asio alone.

#include <sheaf/outcome.hpp>
#include <sheaf/time_source.hpp>

int main() {
  return sheaf::now(nullptr) == sheaf::time_point{} ? 1 : 0;
}
