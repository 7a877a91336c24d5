// SPDX-License-Identifier: MIT
//
// Pages of a list as they come, into its part of the result. What becomes of the rows is said by who derives from it.

#ifndef SHEAF_REST_DETAIL_LIST_READER_HPP
#define SHEAF_REST_DETAIL_LIST_READER_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/function_ref.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/rest/call_timing.hpp>
#include <sheaf/rest/detail/read_error.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/time_source.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {
namespace detail {

// The link to the next page in the member that may hold one.
inline std::optional<std::string> link_in(json::value& v, paging::scheme kind) {
  if (v.is_null()) return std::nullopt;
  if (kind == paging::scheme::next_link) return v.string();
  std::optional<std::string> next;
  if (kind == paging::scheme::link_object) {
    v.members([&](std::string_view name, json::value& link) {
      if (name == "next" && !link.is_null()) next = link.string();
    });
    return next;
  }
  v.elements([&](std::size_t, json::value& link) {
    std::string rel, href;
    link.members([&](std::string_view name, json::value& text) {
      if (name == "rel") rel = text.string();
      if (name == "href") href = text.string();
    });
    if (rel == "next" && !href.empty()) next = href;
  });
  return next;
}

class list_reader {
 public:
  list_reader(const list_reader&) = delete;
  list_reader& operator=(const list_reader&) = delete;

  /// From now on the list is being asked for.
  void begin(time_point fetch_begin, time_point now) {
    part_->timing_.start = now - fetch_begin;
    began_ = now;
  }

  /// How something is said of an answer.
  using complaint = sheaf::detail::function_ref<std::string(std::string, const http::response&)>;

  /// Adds a page; gives the link to the next, where there is one.
  std::optional<std::string> add(http::response answer, std::string request_id, complaint say) {
    before_ = {part_->timing_.pages, part_->timing_.bytes, part_->dropped_count_, part_->dropped_.size(),
               placeholders_};
    if (!request_id.empty()) part_->request_ids_.push_back(std::move(request_id));
    ++part_->timing_.pages;
    part_->timing_.bytes += answer.body().size();
    page_rows_ = 0;
    truncated_ = false;
    const std::size_t rows_before = rows();
    const auto say_dropped = [&] {
      for (std::size_t i = before_.told; i != part_->dropped_.size(); ++i) {
        dropped_row& row = part_->dropped_[i];
        row.path = say(std::move(row.path), answer);
        row.reason = say(std::move(row.reason), answer);
      }
    };
    try {
      const std::optional<std::string> next = read(answer);
      say_dropped();
      fingerprint_ = std::hash<std::string_view>()(answer.text());
      keep(std::move(answer));
      return next;
    } catch (const json::error& e) {
      keep_first(rows_before);  // a page is there or not
      say_dropped();
      refuse(answer.url(), say(e.what(), answer));
    }
  }

  /// How many rows could be read.
  [[nodiscard]] virtual std::size_t rows() const noexcept = 0;
  /// The text of the last row's member `name`; empty where it has none.
  [[nodiscard]] virtual std::string last(std::string_view name) const = 0;
  /// How many rows the last page had, those that could not be read among them.
  [[nodiscard]] std::size_t page_rows() const noexcept { return page_rows_; }
  /// Tells the last page's text from another.
  [[nodiscard]] std::size_t fingerprint() const noexcept { return fingerprint_; }
  /// True where that are all the rows that were asked for; what is more is left out.
  [[nodiscard]] bool enough(std::size_t most) {
    if (rows() < most) return false;
    keep_first(most);
    truncated_ = false;
    return true;
  }

  /// The page that could not be read is asked for again: nothing of it counts but its request.
  void take_back() {
    part_->timing_.pages = before_.pages;
    part_->timing_.bytes = before_.bytes;
    part_->dropped_count_ = before_.dropped;
    placeholders_ = before_.placeholders;
    part_->dropped_.erase(part_->dropped_.begin() + static_cast<std::ptrdiff_t>(before_.told), part_->dropped_.end());
    asked_again();
  }

  void asked_again() noexcept { ++part_->timing_.retries; }
  void timed(const call_timing& call) { part_->timing_.calls.push_back(call); }
  [[nodiscard]] const any_query& query() const noexcept { return query_; }

  void fail(const std::exception_ptr& error) {
    reading what = read_error(error, query_.service());
    // Rows that came are kept, and then the list is not lost but incomplete.
    const bool some = rows() != 0 && what.status != list_status::truncated;
    part_->status_ = some ? list_status::partial : what.status;
    part_->error_ = std::move(what.error);
    part_->message_ = std::move(what.text);
  }

  /// It will not be asked for any more, if it has not been.
  void give_up() {
    if (part_->status_ == list_status::pending)
      fail(std::make_exception_ptr(asio::system_error(asio::error::operation_aborted)));
  }

  /// No more pages come; the part says how complete it is.
  void end(time_point now) {
    part_->timing_.took = now - began_;
    const std::size_t all = part_->dropped_count_ + rows();
    if (part_->error_) {
      // it has been said
    } else if (truncated_) {
      complain(list_status::truncated, "only the first " + std::to_string(all) +
                                           " rows: the service leaves out what is more, and says so; ask "
                                           "for less with a filter, or its operator for a higher limit");
    } else if (part_->dropped_count_ != 0) {
      const dropped_row& first = part_->dropped_.front();
      complain(list_status::partial, std::to_string(part_->dropped_count_) + " of " + std::to_string(all) +
                                         " rows could not be read; the first: " + first.path + ": " + first.reason);
    } else if (placeholders_ != 0) {
      complain(list_status::cells_down, std::to_string(placeholders_) + " of " + std::to_string(all) +
                                            " rows come from a part of the service that does not answer");
    } else {
      part_->status_ = list_status::complete;
    }
  }

 protected:
  list_reader(const any_query& q, part& out, json::arena* strings) : query_(q), part_(&out), reader_(strings) {
    part_->name_ = q.name();
    part_->status_ = list_status::pending;
  }
  ~list_reader() = default;

  /// Takes a row; `name` is that of a member where rows are members. Throws json::error where it cannot be read.
  virtual void take(json::value& row, std::string_view name) = 0;
  /// Forgets the rows behind the first `n`.
  virtual void keep_first(std::size_t n) = 0;
  /// The page has been read.
  virtual void keep(http::response&&) {}
  void count_placeholder() noexcept { ++placeholders_; }

 private:
  std::optional<std::string> read(const http::response& answer) {
    const http::body& text = answer.body();
    if (query_.bare() && text.empty()) return std::nullopt;  // swift's 204
    std::optional<std::string> next;
    bool found = false;
    const std::string_view key = query_.key();
    const std::string_view outer = key.substr(0, key.find('.')),
                           inner = key.substr(std::min(outer.size() + 1, key.size()));
    reader_.document(json::padded{text.data(), text.size(), text.capacity()}, [&](json::value& whole) {
      if (query_.bare()) {
        found = true;
        return add_rows(whole);
      }
      whole.members([&](std::string_view name, json::value& v) {
        if (name == outer && inner.empty()) {
          found = true;
          add_rows(v);
        } else if (name == outer) {
          v.members([&](std::string_view below, json::value& rows) {
            if (below != inner) return;
            found = true;
            add_rows(rows);
          });
        } else if (query_.paging().has_link() && name == query_.paging().member()) {
          next = link_in(v, query_.paging().kind());
        } else if (name == "truncated" && query_.paging().kind() == paging::scheme::link_object) {
          truncated_ =
              !v.is_null() && v.as<bool>();  // keystone's word for a list that it has cut, with no way to go on
        }
      });
    });
    if (!found) refuse(answer.url(), "no member \"" + std::string(key) + "\"");
    return next;
  }

  void add_rows(json::value& v) {
    const auto& rows = query_.rows();
    switch (rows.kind()) {
      case rest::rows::shape::array: return v.elements([&](std::size_t, json::value& row) { add_row(row, {}); });
      case rest::rows::shape::single: return add_row(v, {});
      case rest::rows::shape::wrapped:
        return v.elements([&](std::size_t, json::value& around) {
          around.members([&](std::string_view name, json::value& row) {
            if (name == rows.member()) add_row(row, {});
          });
        });
      case rest::rows::shape::keyed:
        return v.members([&](std::string_view name, json::value& row) {
          if (!row.is_string() && !row.is_null()) add_row(row, name);
        });
    }
  }

  void add_row(json::value& row, std::string_view name) {
    ++page_rows_;
    try {
      take(row, name);
    } catch (const json::broken_text&) {
      throw;
    } catch (const json::error& e) {
      if (++part_->dropped_count_ <= 100) part_->dropped_.emplace_back(part_->timing_.pages, e.path(), e.reason());
    }
  }

  [[noreturn]] void refuse(const http::url& asked, const std::string& why) const {
    const std::string service = query_.service().empty() ? std::string() : std::string(query_.service()) + ": ";
    throw bad_answer(service + "the answer of " + asked.authority() + std::string(asked.path()) +
                     " is no such list: " + why);
  }

  void complain(list_status status, const std::string& why) {
    part_->status_ = status;
    part_->message_ = query_.service().empty() ? why : std::string(query_.service()) + ": " + why;
    part_->error_ = std::make_exception_ptr(bad_answer(part_->message_));
  }

  struct counts {
    std::size_t pages = 0, bytes = 0, dropped = 0, told = 0, placeholders = 0;
  };

  const any_query& query_;
  part* const part_;
  json::reader reader_;
  time_point began_{};
  std::size_t placeholders_ = 0, page_rows_ = 0, fingerprint_ = 0;
  counts before_;  // the last page
  bool truncated_ = false;
};

}  // namespace detail
}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_DETAIL_LIST_READER_HPP
