// SPDX-License-Identifier: MIT
//
// Where a list goes on: the targets of its pages, one after another.

#ifndef SHEAF_REST_DETAIL_PAGE_WALK_HPP
#define SHEAF_REST_DETAIL_PAGE_WALK_HPP

#include <sheaf/json/record.hpp>
#include <sheaf/rest/detail/list_reader.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/source.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

// What is asked for: the query's own parameters and, where the service can project, these members.
inline parameters parameters_of(const any_query& q, std::span<const std::string_view> members) {
  parameters out = q.parameters();
  const projection& by = q.projection();
  const auto given = [&](const auto& p) { return p.first == by.parameter(); };
  if (!by.empty() && std::none_of(out.begin(), out.end(), given)) {
    bool first = true;
    for (const std::string_view name : members) {
      if (first || !by.joins()) {
        out.emplace_back(by.parameter(), name);
      } else {
        (out.back().second += ',') += name;
      }
      first = false;
    }
  }
  // No more than the rows that are wanted, unless a smaller page is asked for.
  const auto limit = std::find_if(out.begin(), out.end(), [](const auto& p) { return p.first == "limit"; });
  const bool pages = q.paging().kind() != paging::scheme::none && q.most() < 1000;
  if (pages && limit == out.end()) {
    out.emplace_back("limit", std::to_string(q.most()));
  } else if (pages && q.most() < std::strtoull(limit->second.c_str(), nullptr, 10)) {
    limit->second = std::to_string(q.most());
  }
  return out;
}

template <class T>
parameters parameters_of(const query<T>& q) {
  if constexpr (json::record<T>) {
    const auto names = json::member_names<T>();
    return parameters_of(q, std::span<const std::string_view>(names));
  } else {
    return parameters_of(q, std::span<const std::string_view>());
  }
}

class page_walk {
 public:
  /// `most` pages at most; the query outlives it.
  page_walk(const any_query& q, parameters ours, std::size_t most)
      : query_(&q), ours_(std::move(ours)), target_(target_of(q.path(), ours_)), most_(most) {}

  /// The number of the page to come, from 1.
  [[nodiscard]] std::size_t page() const noexcept { return pages_ + 1; }
  [[nodiscard]] call next_call() const {
    return call(query_->service(), target_, query_->version()).from_root(from_root_);
  }

  /// Takes note of a page; false where none follows. Throws bad_answer where the pages go round in circles or are too
  /// many.
  bool go_on(const std::optional<std::string>& link, const list_reader& page) {
    ++pages_;
    rows_ += page.page_rows();
    const auto& paging = query_->paging();
    const std::string service = query_->service().empty() ? std::string() : std::string(query_->service()) + ": ";
    std::optional<continuation> next;
    if (link) {
      next = continue_at(query_->path(), ours_, *link);
    } else if (paging.kind() == paging::scheme::last_row && page.page_rows() != 0) {
      std::string marker = page.last(paging.member());
      if (marker.empty()) marker = page.last(paging.other_member());
      if (marker.empty()) {
        throw bad_answer(service + query_->name() + " go on at the last row's \"" + std::string(paging.member()) +
                         "\", which this record has not");
      }
      next = continue_with(query_->path(), ours_, "marker", marker);
    } else if (paging.kind() == paging::scheme::offset && page.page_rows() != 0) {
      next = continue_with(query_->path(), ours_, "offset", std::to_string(rows_));
    }
    if (!next) return false;
    // A server that knows no offset sends its first page again, whatever is asked for.
    const std::string mark =
        paging.kind() == paging::scheme::offset ? std::to_string(page.fingerprint()) : next->token();
    if (!seen_.insert(mark).second)
      throw bad_answer(service + "the pages of " + query_->name() + " go round in circles");
    if (pages_ == most_)
      throw endless_list(service + query_->name() + " has more than " + std::to_string(most_) + " pages");
    target_ = next->target();
    from_root_ = next->from_root();
    return true;
  }

 private:
  const any_query* query_;
  parameters ours_;
  std::string target_;
  bool from_root_ = false;
  std::size_t most_, pages_ = 0, rows_ = 0;
  std::unordered_set<std::string> seen_;
};

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_DETAIL_PAGE_WALK_HPP
