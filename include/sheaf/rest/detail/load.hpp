// SPDX-License-Identifier: MIT
//
// One list, page after page, into a listing that says how it ended.

#ifndef SHEAF_REST_DETAIL_LOAD_HPP
#define SHEAF_REST_DETAIL_LOAD_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/outcome.hpp>
#include <sheaf/rest/error.hpp>
#include <sheaf/rest/listing.hpp>
#include <sheaf/rest/paging.hpp>
#include <sheaf/rest/query.hpp>
#include <sheaf/rest/source.hpp>

#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace rest {

namespace detail {

// What the lists of one fetch have in common.
class load_context {
 public:
  load_context(time_point fetch_begin, time_point fetch_deadline, std::string id)
      : begin(fetch_begin), deadline(fetch_deadline), request_id(std::move(id)) {}
  time_point begin;
  time_point deadline;
  std::string request_id;
};

struct reading {
  list_status status;
  std::string text;
  bool names_service = false;
};

// What an error means for a list, and its words.
inline reading read_error(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const unknown_service& e) {
    return {list_status::not_in_catalog, e.what(), true};
  } catch (const source_error& e) {
    return {e.timed_out() ? list_status::timed_out : list_status::failed, e.what(), true};
  } catch (const status_error& e) {
    return {e.status() == 403 ? list_status::forbidden : list_status::failed, e.what(), true};
  } catch (const http::error& e) {
    return {e.timed_out() ? list_status::timed_out : list_status::failed, e.what()};
  } catch (const timed_out& e) {
    return {list_status::timed_out, e.what()};
  } catch (const std::system_error& e) {
    const bool aborted = e.code() == asio::error::make_error_code(asio::error::operation_aborted);
    return {aborted ? list_status::cancelled : list_status::failed, aborted ? "cancelled" : e.what()};
  } catch (const std::exception& e) {
    return {list_status::failed, e.what()};
  } catch (...) {
    return {list_status::failed, "an exception that is no std::exception"};
  }
}

template <class T>
class list_builder {
 public:
  list_builder(const query<T>& q, time_point begin, time_point now) : reader_(&out_.strings_), began_(now) {
    out_.name_ = q.name();
    out_.timing_.start = now - begin;
  }
  list_builder(const list_builder&) = delete;
  list_builder& operator=(const list_builder&) = delete;

  /// Adds a page; gives the link to the next, where there is one.
  std::optional<std::string> add(http::response answer, const query<T>& q, std::string request_id) {
    if (!request_id.empty()) out_.request_ids_.push_back(std::move(request_id));
    http::body text = std::move(answer).take_body();
    ++out_.timing_.pages;
    out_.timing_.bytes += text.size();
    std::optional<std::string> next;
    bool found = false;
    reader_.members(json::padded{text.data(), text.size(), text.capacity()}, [&](std::string_view key, json::value& v) {
      if (key == q.key()) {
        found = true;
        v.elements([&](std::size_t, json::value& row) { add_row(row); });
      } else if (key == q.paging().member() && q.paging().kind() != paging::scheme::none) {
        next = link_in(v, q.paging().kind());
      }
    });
    if (!found) throw bad_answer("the answer has no member \"" + std::string(q.key()) + "\"");
    if constexpr (json::holds_views<T>) out_.pages_.push_back(std::move(text));
    return next;
  }

  void fail(const std::exception_ptr& error, std::string_view service) {
    reading what = read_error(error);
    out_.status_ = out_.rows_.empty() ? what.status : list_status::partial;
    out_.error_ = error;
    out_.message_ = service.empty() || what.names_service ? std::move(what.text) : std::string(service) + ": " + what.text;
  }

  listing<T> finish(time_point now) {
    out_.timing_.took = now - began_;
    if (out_.dropped_count_ != 0 && !out_.error_) {
      const dropped_row& first = out_.dropped_.front();
      out_.status_ = list_status::partial;
      out_.message_ = std::to_string(out_.dropped_count_) + " of " + std::to_string(out_.dropped_count_ + out_.rows_.size()) +
                      " rows could not be read: " + first.path + ": " + first.reason;
      out_.error_ = std::make_exception_ptr(bad_answer(out_.message_));
    }
    return std::move(out_);
  }

 private:
  void add_row(json::value& row) {
    try {
      out_.rows_.push_back(row.as<T>());
    } catch (const json::broken_text&) {
      throw;
    } catch (const json::error& e) {
      if (++out_.dropped_count_ <= 100) out_.dropped_.emplace_back(e.path(), e.reason());
    }
  }

  static std::optional<std::string> link_in(json::value& v, paging::scheme kind) {
    if (v.is_null()) return std::nullopt;
    if (kind == paging::scheme::next_link) return v.string();
    std::optional<std::string> next;
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

  listing<T> out_;
  json::reader reader_;
  time_point began_;
};

// Never throws what concerns the list: its listing says it.
template <class S, class T>
asio::awaitable<listing<T>> load(S from, query<T> q, load_context with) {
  list_builder<T> builder(q, with.begin, now(from.time()));
  try {
    std::string target = target_of(q.path(), q.parameters());
    bool from_root = false;
    std::unordered_set<std::string> seen;
    while (true) {
      call c = call(q.service(), target, q.version()).from_root(from_root).deadline(with.deadline).request_id(with.request_id);
      auto sending = from.send(std::move(c));
      http::response answer = co_await std::move(sending);
      std::string id = from.request_id(answer);
      const std::optional<std::string> link = builder.add(std::move(answer), q, std::move(id));
      if (!link) break;
      const continuation next = continue_at(q.path(), q.parameters(), *link);
      if (!seen.insert(next.token()).second) throw bad_answer("the server's pages go round in circles");
      target = next.target();
      from_root = next.from_root();
    }
  } catch (...) {
    builder.fail(std::current_exception(), q.service());
  }
  co_return builder.finish(now(from.time()));
}

}  // namespace detail

}  // namespace rest
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_REST_DETAIL_LOAD_HPP
