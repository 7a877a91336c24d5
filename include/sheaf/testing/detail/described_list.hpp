// SPDX-License-Identifier: MIT
//
// A list of a simulated service as data: where it is, what it is called, how it comes in pages, and what its rows are
// made of.
//
// A row is made of a template: JSON in which <...> stands for something else. <a|b|c> is one of these, row by row in
// turn (a template again); the words are:
//
//   id              what identifies this row               uuid, hex          something that is this row's alone
//   i, number       the row's number, as it is or in six digits               pair: hex, of two rows the same
//   n               some number                            name               of the kinds that break careless readers
//   time, day, clock: when it was made                     project, user      those of the cloud
//   here            the service's endpoint                 parent             what the path names
//   servers, flavors, images, networks, ports, or a list's name: the id of one of these

#ifndef SHEAF_TESTING_DETAIL_DESCRIBED_LIST_HPP
#define SHEAF_TESTING_DETAIL_DESCRIBED_LIST_HPP

#include <cstddef>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// How a service gives a list in pages, by the name of the first that does so. offset: by limit and offset, without
/// links.
enum class scheme {
  all,
  offset,
  nova,
  cinder,
  glance,
  neutron,
  keystone,
  octavia,
  designate,
  heat,
  manila,
  ironic,
  magnum,
  barbican,
  swift,
  trove
};

/// How rows lie in an answer: an array of them, an object for the only one, or an object of them by their ids.
enum class row_form { array, single, keyed };

struct described_list {
  std::string_view name;      // service type and list, as the library's descriptor is called: "block-storage/volumes"
  std::string_view path;      // below the API; {} is whatever stands there
  std::string_view key = {};  // "limits.absolute" is a member of a member; empty: the answer is the array itself
  scheme pages = scheme::all;
  std::string_view links = {};
  row_form form = row_form::array;
  std::string_view wrap = {};    // each row is in a member of its own
  std::string_view family = {};  // the list whose rows these are too
  int since = 0;                 // the minor microversion that it came with
  int paged_since = 0;           // and the one from which on it has pages
  std::string_view marker = "<id>";
  std::string_view id = "<uuid>";
  std::size_t size = 0;  // 0: as many as lists have unless told
  std::string_view row;

  [[nodiscard]] std::string_view service() const { return name.substr(0, name.find('/')); }
  [[nodiscard]] std::string_view rows_of() const { return family.empty() ? name : family; }
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_DESCRIBED_LIST_HPP
