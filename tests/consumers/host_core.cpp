// SPDX-License-Identifier: MIT
//
// A host application that takes the combinators alone, and so needs Asio alone.

#include <sheaf/gather.hpp>

asio::awaitable<int> answer(int value) {
  co_return value;
}

asio::awaitable<void> sum(int& out) {
  auto [one, two] = co_await sheaf::gather(answer(1), answer(2));
  out = one + two;
}

int main() {
  asio::io_context context{1};
  int total = 0;
  asio::co_spawn(context, sum(total), asio::detached);
  context.run();
  return total == 3 ? 0 : 1;
}
