// SPDX-License-Identifier: MIT
//
// All lists that are data.

#ifndef SHEAF_TESTING_DETAIL_DESCRIBED_LISTS_HPP
#define SHEAF_TESTING_DETAIL_DESCRIBED_LISTS_HPP

#include <sheaf/testing/detail/application_lists.hpp>
#include <sheaf/testing/detail/compute_lists.hpp>
#include <sheaf/testing/detail/described_list.hpp>
#include <sheaf/testing/detail/identity_lists.hpp>
#include <sheaf/testing/detail/network_lists.hpp>
#include <sheaf/testing/detail/storage_lists.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

template <std::size_t... N>
consteval auto joined(const std::array<described_list, N>&... parts) {
  std::array<described_list, (N + ...)> out;
  auto at = out.begin();
  ((at = std::copy(parts.begin(), parts.end(), at)), ...);
  return out;
}

inline constexpr auto described_lists = joined(compute_lists, network_lists, identity_lists, storage_lists, application_lists);

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_DESCRIBED_LISTS_HPP
