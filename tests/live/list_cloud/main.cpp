// SPDX-License-Identifier: MIT
//
// Reads every list there is a descriptor for from a real cloud, and tells what came of each:
//
//   list_cloud USER_ID PROJECT_ID [PAGE_SIZE...]
//
// The cloud is the one that the OS_* variables or clouds.yaml name; the ids are those of who signs in there. A list
// that comes in pages is read in its descriptor's own page size and in each of those given; one of parents
// ("{server_id}" in its path) of up to ten of them, or, where there are none, of one that does not exist, so that the
// server says what it thinks of that.
//
// Prints a JSON object a line, for list_cloud.py to compare. Ends with 77 and the reason where no cloud is named.
#include "lists.hpp"

#include <sheaf/gather.hpp>
#include <sheaf/json/raw.hpp>
#include <sheaf/json/read.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace list_cloud {
namespace {

// A line of the output.
struct told {
  std::string list, target, key, service, version, shape, member, page_size;
  std::vector<std::string> of;  // parents
  bool bare = false;
  std::string status;  // rows, refused, not in catalog, failed
  int code = 0;        // of a refusal
  std::string message;
  std::size_t pages = 0;
  sheaf::json::raw rows;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{
        field("list", &told::list),       field("target", &told::target),   field("key", &told::key),
        field("service", &told::service), field("version", &told::version), field("shape", &told::shape),
        field("member", &told::member),   field("bare", &told::bare),       field("page_size", &told::page_size),
        field("of", &told::of),           field("status", &told::status),   field("code", &told::code),
        field("message", &told::message), field("pages", &told::pages),     field("rows", &told::rows)};
  }
};

// Of a parent's rows.
struct parent {
  std::string id, uuid, name, stack_name;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("id", &parent::id).loosely(), maybe("uuid", &parent::uuid).loosely(),
                       maybe("name", &parent::name).loosely(), maybe("stack_name", &parent::stack_name).loosely()};
  }
};

// Where what stands in braces in a path comes from: the parents' list, and the member of its rows.
struct origin {
  std::string_view braces, list;
  std::string parent::*member;
};
constexpr origin origins[] = {{"{server_id}", "compute.servers", &parent::id},
                              {"{image_id}", "image.images", &parent::id},
                              {"{floating_ip_id}", "network.floating_ips", &parent::id},
                              {"{uuid}", "placement.resource_providers", &parent::uuid},
                              {"{stack_name}", "orchestration.stacks", &parent::stack_name},
                              {"{stack_id}", "orchestration.stacks", &parent::id},
                              {"{pool_id}", "load_balancer.pools", &parent::id},
                              {"{zone_id}", "dns.zones", &parent::id},
                              {"{cluster_id}", "container_infrastructure_management.clusters", &parent::uuid},
                              {"{container}", "object_store.containers", &parent::name}};

std::vector<std::string_view> braces_in(std::string_view path) {
  std::vector<std::string_view> out;
  for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{', at + 1)) {
    out.push_back(path.substr(at, path.find('}', at) + 1 - at));
  }
  return out;
}

using parents = std::vector<std::vector<std::string>>;

// What `one` is asked of: nothing, the user, the project, or the rows of another list.
parents parents_of(const list& one, const std::map<std::string, std::string, std::less<>>& rows_of,
                   const std::string& user, const std::string& project) {
  const auto braces = braces_in(one.path);
  if (braces.empty()) return {{}};
  if (braces[0] == "{user_id}") return {{user}};
  if (braces[0] == "{project_id}") return {{project}};
  parents out;
  std::vector<std::string parent::*> members;
  std::string_view from;
  for (const std::string_view name : braces) {
    const auto* const found =
        std::find_if(std::begin(origins), std::end(origins), [&](const origin& o) { return o.braces == name; });
    if (found == std::end(origins))
      throw std::logic_error(one.name + ": nothing says where " + std::string(name) + " comes from");
    members.push_back(found->member);
    from = found->list;
  }
  std::string room;
  for (const parent& row :
       sheaf::json::read<std::vector<parent>>(sheaf::json::pad(rows_of.at(std::string(from)), room))) {
    std::vector<std::string> texts;
    for (const auto member : members) texts.push_back(row.*member);
    if (out.size() < 10) out.push_back(std::move(texts));
  }
  if (out.empty()) out.emplace_back(members.size(), "00000000000000000000000000000000");
  return out;
}

class job {
 public:
  job(const list& l, std::vector<std::string> its_parents, std::string size, const rest::parameters& with)
      : one(&l), of(std::move(its_parents)), page_size(std::move(size)), what(l.make(of, with)) {}

  const list* one;
  std::vector<std::string> of;
  std::string page_size;
  list_query what;
};

asio::awaitable<told> tell(const openstack::cloud& from, const job& j) {
  const list_query& what = j.what;
  told out;
  out.list = j.one->name;
  out.of = j.of;
  out.target = what.target;
  out.key = what.key;
  out.service = what.service;
  out.version = what.version;
  out.shape = what.shape;
  out.member = what.member;
  out.bare = what.bare;
  out.page_size = j.page_size;
  rows_read read;
  try {
    auto reading = what.read(from, read);
    co_await std::move(reading);
    out.status = "rows";
  } catch (const rest::unknown_service& e) {
    out.status = "not in catalog";
    out.message = e.what();
  } catch (const rest::status_error& e) {
    out.status = "refused";
    out.code = e.status();
    out.message = e.what();
  } catch (const std::exception& e) {
    out.status = "failed";
    out.message = e.what();
  }
  out.pages = read.pages;
  out.rows.text = std::move(read.json);
  co_return out;
}

// Reads the lists of which `wanted` is true in all sizes, four at a time, and prints them; the rows of parents are
// kept.
template <class Wanted>
asio::awaitable<void> read_some(const openstack::cloud& from, const std::vector<list>& lists,
                                const std::vector<std::string>& arguments,
                                std::map<std::string, std::string, std::less<>>& rows_of, Wanted wanted) {
  std::vector<job> jobs;
  for (const list& one : lists) {
    if (!wanted(one)) continue;
    for (const auto& of : parents_of(one, rows_of, arguments[0], arguments[1])) {
      rest::parameters with;
      if (one.name == "placement.usages") with.emplace_back("project_id", arguments[1]);  // it wants one
      jobs.emplace_back(one, of, std::string(), with);
      with.emplace_back("limit", std::string());
      for (std::size_t i = 2; i < arguments.size() && one.pages; ++i) {
        with.back().second = arguments[i];
        jobs.emplace_back(one, of, arguments[i], with);
      }
    }
  }
  const auto read = [&](const job& j) { return tell(from, j); };
  auto reading = sheaf::gather_each(jobs, read, sheaf::options().limit(4));
  const std::vector<told> all = co_await std::move(reading);
  std::string line;
  for (const told& t : all) {
    if (t.page_size.empty()) rows_of[t.list] = t.rows.text;
    line.clear();
    sheaf::json::write(line, t);
    std::puts(line.c_str());
  }
}

asio::awaitable<void> read_all(openstack::cloud from, std::vector<std::string> arguments) {
  std::vector<list> lists;
  add_compute(lists);
  add_network(lists);
  add_identity(lists);
  add_others(lists);
  std::map<std::string, std::string, std::less<>> rows_of;
  const auto alone = [](const list& one) { return braces_in(one.path).empty(); };
  const auto of_parents = [](const list& one) { return !braces_in(one.path).empty(); };
  auto first = read_some(from, lists, arguments, rows_of, alone);
  co_await std::move(first);
  auto then = read_some(from, lists, arguments, rows_of, of_parents);
  co_await std::move(then);
}

}  // namespace
}  // namespace list_cloud

int main(int argc, char** argv) {
  namespace openstack = sheaf::openstack;
  if (argc < 3) return std::fputs("usage: list_cloud USER_ID PROJECT_ID [PAGE_SIZE...]\n", stderr), 2;
  try {
    asio::io_context loop{1};
    const openstack::cloud cloud(loop.get_executor(), openstack::credentials::from_environment());
    asio::co_spawn(loop, list_cloud::read_all(cloud, {argv + 1, argv + argc}), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
    loop.run();
  } catch (const openstack::configuration_error& e) {
    return std::fprintf(stderr, "skipped, as no cloud is named: %s\n", e.what()), 77;
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "list_cloud: %s\n", e.what()), 1;
  }
}
