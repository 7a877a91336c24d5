// SPDX-License-Identifier: MIT
//
// listing.hpp: what came of one list: its rows, and how complete they are.

#ifndef SHEAF_REST_LISTING_HPP
#define SHEAF_REST_LISTING_HPP

#include <sheaf/http/body.hpp>
#include <sheaf/json/arena.hpp>
#include <sheaf/rest/call_timing.hpp>
#include <sheaf/time_source.hpp>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace rest {

enum class list_status : unsigned char {
  complete,        ///< everything there is
  partial,         ///< some rows: others could not be read, or a later page could not be had
  truncated,       ///< more pages than fetch_options().pages() allows, or than the service gives
  cells_down,      ///< some rows only stand for what a part of the service could not tell
  forbidden,       ///< 403
  not_in_catalog,  ///< no such service here
  timed_out,
  cancelled,
  failed,
  pending,         ///< not there yet: only while a stream is under way
};

[[nodiscard]] constexpr std::string_view to_string(list_status s) noexcept {
  constexpr std::string_view names[] = {"complete",       "partial",   "truncated", "cells_down", "forbidden",
                                        "not_in_catalog", "timed_out", "cancelled", "failed", "pending"};
  return names[static_cast<std::size_t>(s)];
}

/// A row that could not be read into its record.
class dropped_row {
 public:
  dropped_row(std::size_t in_page, std::string where, std::string why)
      : page(in_page), path(std::move(where)), reason(std::move(why)) {}
  std::size_t page;    ///< from 1
  std::string path;    ///< "servers[17].flavor.ram"; the index is that in its page
  std::string reason;  ///< "expected a number, found a string"
};

/// When a list was asked for and how long it took, from the begin of the fetch; pages, bytes of bodies, and how often a
/// page was asked for again.
struct list_timing {
  duration start{};
  duration took{};
  std::size_t pages = 0;
  std::size_t bytes = 0;
  std::size_t retries = 0;
  /// For each page, one after another, where its time went.
  std::vector<call_timing> calls;
};

namespace detail {
class list_reader;
template <class T>
class list_builder;
}  // namespace detail

/// What is the same for lists of all types.
class part {
 public:
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] list_status status() const noexcept { return status_; }
  /// True when complete.
  explicit operator bool() const noexcept { return status_ == list_status::complete; }
  /// Why it is not complete; null where it is.
  [[nodiscard]] const std::exception_ptr& error() const noexcept { return error_; }
  /// The same in words; empty where it is complete.
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const list_timing& timing() const noexcept { return timing_; }
  /// The servers' ids of the requests that were made.
  [[nodiscard]] const std::vector<std::string>& request_ids() const noexcept { return request_ids_; }
  /// The first 100 rows that could not be read; dropped_count() counts all.
  [[nodiscard]] const std::vector<dropped_row>& dropped() const noexcept { return dropped_; }
  [[nodiscard]] std::size_t dropped_count() const noexcept { return dropped_count_; }

 protected:
  part() = default;
  ~part() = default;
  part(part&&) = default;
  part& operator=(part&&) = default;

  friend class detail::list_reader;
  std::string name_;
  std::string message_;
  std::exception_ptr error_;
  std::vector<std::string> request_ids_;
  std::vector<dropped_row> dropped_;
  std::size_t dropped_count_ = 0;
  list_timing timing_;
  list_status status_ = list_status::complete;
};


/// A list of rows, in the server's order. Move-only: records may hold views into the pages, which are kept here.
template <class T>
class listing : public part {
 public:
  using value_type = T;

  listing() = default;

  [[nodiscard]] auto begin() noexcept { return rows_.begin(); }
  [[nodiscard]] auto end() noexcept { return rows_.end(); }
  [[nodiscard]] auto begin() const noexcept { return rows_.begin(); }
  [[nodiscard]] auto end() const noexcept { return rows_.end(); }
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  [[nodiscard]] T& operator[](std::size_t i) noexcept { return rows_[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return rows_[i]; }
  [[nodiscard]] const std::vector<T>& rows() const noexcept { return rows_; }

 private:
  friend class detail::list_builder<T>;
  std::vector<T> rows_;
  std::vector<http::body> pages_;
  json::arena strings_;
};

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_LISTING_HPP
