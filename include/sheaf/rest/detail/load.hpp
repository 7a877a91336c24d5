// SPDX-License-Identifier: MIT
//
// One list, page after page, into a listing that says how it ended.

#ifndef SHEAF_REST_DETAIL_LOAD_HPP
#define SHEAF_REST_DETAIL_LOAD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/coroutines.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/retries.hpp>
#include <sheaf/rest/source.hpp>
#include <sheaf/retry.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <unordered_set>
#include <utility>


SHEAF_COROUTINES_BEGIN

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {

// What the lists of one fetch have in common; it lives as long as the fetch.
class load_context {
 public:
  load_context(time_point fetch_begin, time_point fetch_deadline, std::size_t most_pages, const retries& again, std::string id)
      : begin(fetch_begin), deadline(fetch_deadline), pages(most_pages), waits(again.waits()), retries_left(again.get_budget()),
        request_id(std::move(id)) {}
  load_context(const load_context&) = delete;
  load_context& operator=(const load_context&) = delete;
  time_point begin;
  time_point deadline;
  std::size_t pages;
  retry_policy waits;
  std::size_t retries_left;
  std::string request_id;
};

// What an error means for a list: its status, its words, and an exception that says these words too.
struct reading {
  list_status status;
  std::string text;
  std::exception_ptr error;
};

// Errors of a source name the service; those of http and json cannot, so they get its name here.
inline reading read_error(const std::exception_ptr& error, std::string_view service) {
  const auto named = [&](std::string_view what) {
    return service.empty() ? std::string(what) : std::string(service).append(": ").append(what);
  };
  try {
    std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const unknown_service& e) {
    return {list_status::not_in_catalog, e.what(), error};
  } catch (const source_error& e) {
    return {e.timed_out() ? list_status::timed_out : list_status::failed, e.what(), error};
  } catch (const status_error& e) {
    return {e.status() == 403 ? list_status::forbidden : list_status::failed, e.what(), error};
  } catch (const endless_list& e) {
    return {list_status::truncated, e.what(), error};
  } catch (const bad_answer& e) {
    return {list_status::failed, e.what(), error};
  } catch (const http::error& e) {
    const std::string text = named(e.what());
    return {e.timed_out() ? list_status::timed_out : list_status::failed, text,
            std::make_exception_ptr(http::error(e.errc(), e.phase(), e.origin(), text, e.retry_safe()))};
  } catch (const timed_out& e) {
    return {list_status::timed_out, named(e.what()), error};
  } catch (const std::system_error& e) {
    const bool aborted = e.code() == asio::error::make_error_code(asio::error::operation_aborted);
    return {aborted ? list_status::cancelled : list_status::failed, named(aborted ? "cancelled" : e.what()), error};
  } catch (const std::exception& e) {
    return {list_status::failed, named(e.what()), error};
  } catch (...) {
    return {list_status::failed, named("an exception that is no std::exception"), error};
  }
}

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

// Calls f(record.member) for the member of that name in JSON, where the record has one.
template <class T, class F>
bool with_member(T& record, std::string_view name, F f) {
  bool found = false;
  if constexpr (json::record<T>) {
    json::detail::apply_members([&](const auto&... m) { ((m.name == name ? (f(record.*m.pointer), found = true) : false), ...); }, T::fields());
  }
  return found;
}

template <class T>
class list_builder {
 public:
  list_builder(const query<T>& q, time_point begin, time_point now) : reader_(&out_.strings_), query_(q), began_(now) {
    out_.name_ = q.name();
    out_.timing_.start = now - begin;
  }
  list_builder(const list_builder&) = delete;
  list_builder& operator=(const list_builder&) = delete;

  /// Adds a page; gives the link to the next, where there is one.
  std::optional<std::string> add(http::response answer, std::string request_id) {
    if (!request_id.empty()) out_.request_ids_.push_back(std::move(request_id));
    ++out_.timing_.pages;
    out_.timing_.bytes += answer.body().size();
    page_rows_ = 0;
    truncated_ = false;
    std::optional<std::string> next;
    bool found = query_.bare() && answer.body().size() == 0;  // swift's 204
    const std::size_t rows_before = out_.rows_.size();
    const http::body& text = answer.body();
    const std::string_view key = query_.key();
    const std::string_view outer = key.substr(0, key.find('.')), inner = key.substr(std::min(outer.size() + 1, key.size()));
    try {
      if (!found) {
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
              truncated_ = !v.is_null() && v.as<bool>();  // keystone's word for a list that it has cut, with no way to go on
            }
          });
        });
      }
    } catch (const json::error& e) {
      while (out_.rows_.size() != rows_before) out_.rows_.pop_back();  // a page is there or not
      refuse(answer.url(), e.what());
    }
    if (!found) refuse(answer.url(), "no member \"" + std::string(key) + "\"");
    fingerprint_ = std::hash<std::string_view>()(text.view());
    if constexpr (json::holds_views<T>) out_.pages_.push_back(std::move(answer).take_body());
    return next;
  }

  void asked_again() noexcept { ++out_.timing_.retries; }

  /// How many rows could be read.
  [[nodiscard]] std::size_t rows() const noexcept { return out_.rows_.size(); }
  /// How many rows the last page had, those that could not be read among them.
  [[nodiscard]] std::size_t page_rows() const noexcept { return page_rows_; }
  /// Tells the last page's text from another.
  [[nodiscard]] std::size_t fingerprint() const noexcept { return fingerprint_; }
  /// The text of the last row's member `name`; empty where it has none.
  [[nodiscard]] std::string last(std::string_view name) const {
    std::string out;
    const auto take = [&](const auto& value) {
      if constexpr (std::is_constructible_v<std::string, decltype(value)>) {
        out = std::string(value);
      } else if constexpr (std::is_same_v<decltype(value), const std::optional<std::string>&>) {
        out = value.value_or("");
      }
    };
    if (!out_.rows_.empty()) with_member(out_.rows_.back(), name, take);
    return out;
  }
  /// True where that are all the rows that were asked for; what is more is left out.
  bool enough(std::size_t most) {
    if (out_.rows_.size() < most) return false;
    while (out_.rows_.size() > most) out_.rows_.pop_back();
    truncated_ = false;
    return true;
  }

  [[nodiscard]] std::size_t pages() const noexcept { return out_.timing_.pages; }

  void fail(const std::exception_ptr& error) {
    reading what = read_error(error, query_.service());
    // Rows that came are kept, and then the list is not lost but incomplete.
    const bool some = !out_.rows_.empty() && what.status != list_status::truncated;
    out_.status_ = some ? list_status::partial : what.status;
    out_.error_ = std::move(what.error);
    out_.message_ = std::move(what.text);
  }

  listing<T> finish(time_point now) {
    out_.timing_.took = now - began_;
    const std::size_t rows = out_.dropped_count_ + out_.rows_.size();
    if (out_.error_) {
      // it has been said
    } else if (truncated_) {
      complain(list_status::truncated, "only the first " + std::to_string(rows) + " rows: the service leaves out what is more, and says so; ask "
                                       "for less with a filter, or its operator for a higher limit");
    } else if (out_.dropped_count_ != 0) {
      const dropped_row& first = out_.dropped_.front();
      complain(list_status::partial, std::to_string(out_.dropped_count_) + " of " + std::to_string(rows) +
                                         " rows could not be read; the first: " + first.path + ": " + first.reason);
    } else if (placeholders_ != 0) {
      complain(list_status::cells_down, std::to_string(placeholders_) + " of " + std::to_string(rows) +
                                            " rows come from a part of the service that does not answer");
    }
    return std::move(out_);
  }

 private:
  void add_rows(json::value& v) {
    const auto& rows = query_.rows();
    switch (rows.kind()) {
      case rest::rows::shape::array: return v.elements([&](std::size_t, json::value& row) { add_row(row); });
      case rest::rows::shape::single: return add_row(v);
      case rest::rows::shape::wrapped:
        return v.elements([&](std::size_t, json::value& around) {
          around.members([&](std::string_view name, json::value& row) {
            if (name == rows.member()) add_row(row);
          });
        });
      case rest::rows::shape::keyed:
        return v.members([&](std::string_view name, json::value& row) {
          if (!row.is_string() && !row.is_null()) add_row(row, name);
        });
    }
  }

  T read_row(json::value& row, std::string_view name) {
    T out{};
    if (query_.rows().kind() != rest::rows::shape::keyed) return row.as<T>();
    if (row.is_object()) {
      out = row.as<T>();
    } else {
      with_member(out, query_.rows().value_member(), [&](auto& value) { value = row.as<std::remove_reference_t<decltype(value)>>(); });
    }
    with_member(out, query_.rows().member(), [&](auto& key) {
      if constexpr (std::is_same_v<decltype(key), std::string&>) key = std::string(name);
    });
    return out;
  }

  void add_row(json::value& row, std::string_view name = {}) {
    ++page_rows_;
    try {
      out_.rows_.push_back(read_row(row, name));
      if (query_.is_placeholder(out_.rows_.back())) ++placeholders_;
    } catch (const json::broken_text&) {
      throw;
    } catch (const json::error& e) {
      if (++out_.dropped_count_ <= 100) out_.dropped_.emplace_back(out_.timing_.pages, e.path(), e.reason());
    }
  }

  [[noreturn]] void refuse(const http::url& asked, const std::string& why) const {
    const std::string service = query_.service().empty() ? std::string() : std::string(query_.service()) + ": ";
    throw bad_answer(service + "the answer of " + asked.authority() + std::string(asked.path()) + " is no such list: " + why);
  }

  void complain(list_status status, const std::string& why) {
    out_.status_ = status;
    out_.message_ = query_.service().empty() ? why : std::string(query_.service()) + ": " + why;
    out_.error_ = std::make_exception_ptr(bad_answer(out_.message_));
  }

  listing<T> out_;
  json::reader reader_;
  const query<T>& query_;
  time_point began_;
  std::size_t placeholders_ = 0, page_rows_ = 0, fingerprint_ = 0;
  bool truncated_ = false;
};

// What is asked for: the query's own parameters and, where the service can project, the record's members.
template <class T>
parameters parameters_of(const query<T>& q) {
  parameters out = q.parameters();
  if constexpr (json::record<T>) {
    const projection& by = q.projection();
    const auto given = [&](const auto& p) { return p.first == by.parameter(); };
    if (!by.empty() && std::none_of(out.begin(), out.end(), given)) {
      bool first = true;
      for (const std::string_view name : json::member_names<T>()) {
        if (first || !by.joins()) {
          out.emplace_back(by.parameter(), name);
        } else {
          (out.back().second += ',') += name;
        }
        first = false;
      }
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

// Sends until there is an answer, or a failure that is final; every try but the first is paid for from the fetch's budget.
template <class S, class T>
asio::awaitable<http::response> send(const S& from, call c, load_context& with, list_builder<T>& builder) {
  const auto again = [&](const std::exception_ptr& error) {
    if (with.retries_left == 0 || !may_pass(error)) return false;
    --with.retries_left;
    return true;
  };
  const auto asked_for = [&](const std::exception_ptr& error) { return wait_asked_for(error, wall_now(from.time())); };
  const retry_policy policy = with.waits.retry_if(again).wait_at_least(asked_for).deadline(with.deadline).time(from.time());
  const auto one = [&](std::size_t before) {
    if (before != 0) builder.asked_again();
    return from.send(c);
  };
  auto trying = retry(policy, one);
  co_return co_await std::move(trying);
}

// Where a list goes on: the calls for its pages, one after another.
template <class T>
class page_walk {
 public:
  page_walk(const query<T>& q, const load_context& with)
      : query_(&q), with_(&with), ours_(parameters_of(q)), target_(target_of(q.path(), ours_)) {}

  [[nodiscard]] call next_call() const {
    return call(query_->service(), target_, query_->version()).from_root(from_root_).deadline(with_->deadline).request_id(with_->request_id);
  }

  /// Takes note of a page; false where none follows. Throws bad_answer where the pages go round in circles or are too many.
  bool go_on(const std::optional<std::string>& link, const list_builder<T>& page) {
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
        throw bad_answer(service + query_->name() + " go on at the last row's \"" + std::string(paging.member()) + "\", which this record has not");
      }
      next = continue_with(query_->path(), ours_, "marker", marker);
    } else if (paging.kind() == paging::scheme::offset && page.page_rows() != 0) {
      next = continue_with(query_->path(), ours_, "offset", std::to_string(rows_));
    }
    if (!next) return false;
    // A server that knows no offset sends its first page again, whatever is asked for.
    const std::string mark = paging.kind() == paging::scheme::offset ? std::to_string(page.fingerprint()) : next->token();
    if (!seen_.insert(mark).second) throw bad_answer(service + "the pages of " + query_->name() + " go round in circles");
    if (pages_ == with_->pages) {
      throw endless_list(service + query_->name() + " has more than " + std::to_string(with_->pages) + " pages");
    }
    target_ = next->target();
    from_root_ = next->from_root();
    return true;
  }

 private:
  const query<T>* query_;
  const load_context* with_;
  parameters ours_;
  std::string target_;
  bool from_root_ = false;
  std::size_t pages_ = 0, rows_ = 0;
  std::unordered_set<std::string> seen_;
};

// Never throws what concerns the list: its listing says it.
template <class S, class T>
asio::awaitable<listing<T>> load(S from, query<T> q, load_context& with) {
  list_builder<T> builder(q, with.begin, now(from.time()));
  try {
    page_walk<T> walk(q, with);
    for (bool more = q.most() != 0; more;) {
      auto sending = send(from, walk.next_call(), with, builder);
      http::response answer = co_await std::move(sending);
      std::string id = from.request_id(answer);
      const std::optional<std::string> link = builder.add(std::move(answer), std::move(id));
      more = !builder.enough(q.most()) && walk.go_on(link, builder);
    }
  } catch (...) {
    builder.fail(std::current_exception());
  }
  co_return builder.finish(now(from.time()));
}

}  // namespace detail

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

SHEAF_COROUTINES_END

#endif  // SHEAF_REST_DETAIL_LOAD_HPP
