// SPDX-License-Identifier: MIT
//
// A list of any service, ready to be read, whatever its record is: what main.cpp reads and tells of.

#ifndef SHEAF_TESTS_LIVE_LIST_CLOUD_LISTS_HPP
#define SHEAF_TESTS_LIVE_LIST_CLOUD_LISTS_HPP

#include <sheaf/json/write.hpp>
#include <sheaf/openstack/cloud.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace list_cloud {

namespace openstack = sheaf::openstack;
namespace rest = sheaf::rest;

/// What came of reading a list: its rows as its record has them, in JSON again.
struct rows_read {
  std::string json = "[]";
  std::size_t pages = 0;
};

/// A list as its descriptor says it is, of certain parents and with certain parameters.
class list_query {
 public:
  std::string target;  // path and parameters, of the first page
  std::string key, service, version, shape, member;
  bool bare = false;
  std::function<asio::awaitable<void>(openstack::cloud, rows_read&)> read;
};

class list {
 public:
  std::string name;  // "compute.servers"
  std::string_view path;
  bool pages = false;
  std::function<list_query(const std::vector<std::string>& parents, const rest::parameters& with)> make;
};

// All that depends on the record is here, in one coroutine.
template <class T>
asio::awaitable<void> read_rows(openstack::cloud from, rest::query<T> what, rows_read& out) {
  auto reading = from.list(what);
  const auto all = co_await std::move(reading);
  out.json.clear();
  sheaf::json::write(out.json, all.rows());
  out.pages = all.timing().pages;
}

template <class T>
list_query query_of(const rest::resource<T>& what, const std::vector<std::string>& parents,
                    const rest::parameters& with) {
  constexpr const char* shapes[] = {"array", "wrapped", "single", "keyed"};
  rest::query<T> q = parents.empty()       ? rest::query<T>(what)
                     : parents.size() == 1 ? what.of(parents[0])
                                           : what.of(parents[0], parents[1]);
  for (const auto& [name, value] : with) q = q.with(name, value);
  list_query out;
  out.target = rest::target_of(q.path(), q.parameters());
  out.key = q.key();
  out.service = q.service();
  out.version = q.version();
  out.shape = shapes[static_cast<std::size_t>(q.rows().kind())];
  out.member = q.rows().member();
  out.bare = q.bare();
  out.read = [q](openstack::cloud from, rows_read& into) { return read_rows(std::move(from), q, into); };
  return out;
}

template <class T>
void add(std::vector<list>& to, std::string name, const rest::resource<T>& what) {
  list one;
  one.name = std::move(name);
  one.path = what.path;
  one.pages = what.paging.kind() != rest::paging::scheme::none;
  one.make = [&what](const std::vector<std::string>& parents, const rest::parameters& with) {
    return query_of(what, parents, with);
  };
  to.push_back(std::move(one));
}

// Each in a unit of its own, as they cost the compiler half a second a list.
void add_compute(std::vector<list>& to);
void add_network(std::vector<list>& to);
void add_identity(std::vector<list>& to);
void add_others(std::vector<list>& to);

}  // namespace list_cloud

#endif  // SHEAF_TESTS_LIVE_LIST_CLOUD_LISTS_HPP
