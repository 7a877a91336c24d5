// SPDX-License-Identifier: MIT
//
// fetch_everywhere.hpp: the same lists from many sources at once.

#ifndef SHEAF_REST_FETCH_EVERYWHERE_HPP
#define SHEAF_REST_FETCH_EVERYWHERE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/gather.hpp>
#include <sheaf/rest/fetch.hpp>
#include <sheaf/rest/fetch_options.hpp>
#include <sheaf/rest/merged.hpp>
#include <sheaf/rest/resources.hpp>
#include <sheaf/rest/source.hpp>

#include <cstddef>
#include <utility>
#include <vector>

SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

/// What one source had to say.
template <class S, class... Ts>
class fetched_from {
 public:
  fetched_from(S s, rest::merged<Ts...> m) : cloud(std::move(s)), merged(std::move(m)) {}
  S cloud;
  rest::merged<Ts...> merged;
};

/// Fetches every list of the set from each source, all at once: a vector of {cloud, merged}, in the order of the
/// sources.
///
///     auto everywhere = co_await rest::fetch_everywhere(clouds, instances, rest::fetch_options().limiter(sheaf::limiter(16)).timeout(5s));
///     for (auto& [cloud, merged] : everywhere) show(cloud, merged);
///
/// A source that fails, or is late, says so in its own parts and keeps no other back. options are those of each fetch:
/// a limiter is shared by all, the budget of retries is each one's own.
/// Throws: what fetch throws.
/// Threads: to be awaited on the sources' executor, which is one and the same.
template <source S, class... Lists>
[[nodiscard]] asio::awaitable<std::vector<fetched_from<S, typename Lists::row_type...>>> fetch_everywhere(
    std::vector<S> sources, resource_set<Lists...> lists, fetch_options options = {}) {
  std::vector<asio::awaitable<merged<typename Lists::row_type...>>> fetches;
  for (const S& s : sources) fetches.push_back(fetch(s, lists, options));
  auto all = gather(std::move(fetches), sheaf::options().serial());
  auto results = co_await std::move(all);
  std::vector<fetched_from<S, typename Lists::row_type...>> out;
  out.reserve(sources.size());
  for (std::size_t i = 0; i != sources.size(); ++i) out.emplace_back(std::move(sources[i]), std::move(results[i]));
  co_return out;
}

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_FETCH_EVERYWHERE_HPP
