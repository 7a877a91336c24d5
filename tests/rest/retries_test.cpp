// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/rest/retries.hpp.
#include <sheaf/rest/retries.hpp>

#include <sheaf/rest/fetch.hpp>

#include "support/rest_fixture.hpp"
#include "support/world.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace support;
using namespace std::chrono_literals;
using rest::list_status;

namespace {

const std::string both_books = ok(R"({"books":[{"id":"a"},{"id":"b"}]})");

std::string refusal(const std::string& status, const std::string& field = {}) {
  return "HTTP/1.1 " + status + "\r\n" + field + "Content-Length: 0\r\n\r\n";
}

// A fetch under way; wait_for() lets time pass where nothing else can happen.
template <class T>
struct fetching {
  fetching(rest_fixture& fixture, asio::awaitable<T> work) : f(fixture) {
    spawn(f.context, std::move(work), out, signal.slot());
  }

  T result() {
    f.until([&] { return out.done; });
    return out.get();
  }

  rest_fixture& f;
  asio::cancellation_signal signal;
  spawned<T> out;
};

// Answers each request for books with the next of these, and the last for ever.
class answers {
 public:
  answers(rest_fixture& f, std::vector<std::string> these) : texts_(std::move(these)) {
    f.server.otherwise(
        script().answer([this](std::string_view) { return texts_[std::min(asked_++, texts_.size() - 1)]; }).again());
  }
  [[nodiscard]] std::size_t asked() const noexcept { return asked_; }

 private:
  std::vector<std::string> texts_;
  std::size_t asked_ = 0;
};

// Without any wait but what servers ask for.
const rest::fetch_options at_once = rest::fetch_options().retries(rest::retries().base(0s));

std::exception_ptr status(int code, const std::string& retry_after = {}) {
  rest::status_error::details d;
  d.status = code;
  d.retry_after = retry_after;
  return std::make_exception_ptr(rest::status_error(d));
}
std::exception_ptr failure(http::errc e) {
  return std::make_exception_ptr(http::error(e, http::phase::head, "http://a:1", "sentence", false));
}

}  // namespace

TEST_CASE("what may pass: connections that failed and statuses that say so; not what the request or the answer is to blame for") {
  for (const int code : {429, 502, 503, 504}) CHECK(rest::may_pass(status(code)));
  for (const int code : {400, 401, 403, 404, 413, 500, 501}) CHECK_FALSE(rest::may_pass(status(code)));
  CHECK(rest::may_pass(status(413, "5")));
  using http::errc;
  for (const errc e : {errc::resolve_failed, errc::connect_failed, errc::write_failed, errc::read_failed,
                       errc::no_response, errc::truncated}) {
    CHECK(rest::may_pass(failure(e)));
  }
  for (const errc e : {errc::tls_failed, errc::timed_out, errc::invalid_url, errc::bad_field, errc::body_too_large,
                       errc::queue_full, errc::closed, errc::proxy_failed}) {
    CHECK_FALSE(rest::may_pass(failure(e)));
  }
  CHECK(rest::may_pass(std::make_exception_ptr(rest::source_error("a login that met no answer", false, true))));
  CHECK_FALSE(rest::may_pass(std::make_exception_ptr(rest::source_error("a login that was refused", false))));
  CHECK_FALSE(rest::may_pass(std::make_exception_ptr(rest::bad_answer("no list"))));
  CHECK_FALSE(rest::may_pass(std::make_exception_ptr(7)));
}

TEST_CASE("a page that can be had a little later is asked for again") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable"), refusal("429 Too Many Requests"), both_books});
  fetching work(f, rest::fetch(f.api, rest::resources(books), at_once));
  const auto merged = work.result();
  CHECK(merged);
  CHECK(merged.get<0>().size() == 2);
  CHECK(merged.get<0>().timing().retries == 2);
  CHECK(merged.get<0>().timing().pages == 1);
}

TEST_CASE("a page is tried three times, then its last error is the list's") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable"), refusal("502 Bad Gateway"), refusal("504 Gateway Timeout")});
  fetching work(f, rest::fetch(f.api, rest::resources(books), at_once));
  const auto merged = work.result();
  CHECK(merged.get<0>().message().starts_with("library: 504 Gateway Timeout "));
  CHECK(given.asked() == 3);
  fetching one_try(f, rest::fetch(f.api, rest::resources(books), rest::fetch_options().retries(rest::retries::none())));
  CHECK_FALSE(one_try.result());
  CHECK(given.asked() == 4);
}

TEST_CASE("what will not pass is not asked for again") {
  rest_fixture f;
  answers given(f, {refusal("500 Internal Server Error"), both_books});
  fetching work(f, rest::fetch(f.api, rest::resources(books), at_once));
  CHECK(work.result().get<0>().status() == list_status::failed);
  CHECK(given.asked() == 1);
}

TEST_CASE("a connection that is reset or cut off in the middle of a page costs nothing but another try") {
  rest_fixture f;
  f.server.play(script().read_request().reset());
  f.server.play(script().read_request().send(both_books.substr(0, both_books.size() - 1)).close());
  f.server.play(script().read_request().send(both_books));
  fetching work(f, rest::list(f.api, books, at_once));
  const auto all = work.result();
  CHECK(ids(all) == std::vector<std::string>{"a", "b"});
  CHECK(all.timing().retries == 2);
}

TEST_CASE("a page without a length that cannot be read may be cut off: it is asked for once more, and counts once") {
  const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
  const std::string cut = head + R"({"books":[{"id":"x"},{"id":7},{"id":"a)";
  const std::string whole = head + R"({"books":[{"id":"a"},{"id":"b"}]})";
  rest_fixture f;
  f.server.play(script().read_request().send(cut).close());
  f.server.play(script().read_request().send(whole).close());
  fetching work(f, rest::list(f.api, books, at_once));
  const auto all = work.result();
  CHECK(ids(all) == std::vector<std::string>{"a", "b"});
  CHECK(all.timing().retries == 1);
  CHECK(all.timing().pages == 1);
  CHECK(all.dropped_count() == 0);

  f.server.otherwise(script().read_request().send(cut).close());
  fetching in_vain(f, rest::fetch(f.api, rest::resources(books), at_once));
  CHECK(in_vain.result().get<0>().status() == list_status::failed);
  CHECK(f.server.requests().size() == 4);
  fetching tried_once(f, rest::fetch(f.api, rest::resources(books), rest::fetch_options().retries(rest::retries::none())));
  CHECK(tried_once.result().get<0>().status() == list_status::failed);
  CHECK(f.server.requests().size() == 5);

  answers with_a_length(f, {ok("<html>log in</html>")});
  fetching page(f, rest::fetch(f.api, rest::resources(books), at_once));
  CHECK(page.result().get<0>().status() == list_status::failed);
  CHECK(with_a_length.asked() == 1);
}

TEST_CASE("the budget is one for all lists of a fetch") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable")});
  fetching work(
      f, rest::fetch(f.api, both, rest::fetch_options().retries(rest::retries().attempts(100).budget(5).base(0s))));
  const auto merged = work.result();
  CHECK(merged.get<0>().status() == list_status::failed);
  CHECK(merged.get<1>().status() == list_status::failed);
  CHECK(merged.get<0>().timing().retries + merged.get<1>().timing().retries == 5);
  CHECK(given.asked() == 2 + 5);
  CHECK_THROWS_AS(static_cast<void>(rest::retries().budget(-1)), std::invalid_argument);
}

TEST_CASE("Retry-After is waited for, in seconds as well as until a date") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable", "Retry-After: 30\r\n"), both_books});
  fetching work(f, rest::list(f.api, books, at_once));
  f.until([&] { return given.asked() == 1; });
  f.advance(29s);
  CHECK(given.asked() == 1);
  f.advance(1s);
  CHECK(work.result().size() == 2);

  answers dated(f, {refusal("413 Payload Too Large", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n"), both_books});
  fetching past(f, rest::list(f.api, books, at_once));
  CHECK(past.result().size() == 2);
  f.client.close_idle();

  answers later(f, {refusal("503 Service Unavailable", "Retry-After: Thu, 01 Jan 2026 00:01:30 GMT\r\n"), both_books});
  fetching future(f, rest::list(f.api, books, at_once));
  f.until([&] { return later.asked() == 1; });
  f.advance(59s);
  CHECK(later.asked() == 1);
  f.advance(1s);
  CHECK(future.result().size() == 2);
}

TEST_CASE("a wait that would end after the fetch does is not begun: the error is there at once") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable", "Retry-After: 30\r\n")});
  fetching work(f, rest::fetch(f.api, rest::resources(books), at_once.timeout(30s)));
  const auto merged = work.result();
  CHECK(merged.get<0>().message().starts_with("library: 503 "));
  CHECK(merged.get<0>().timing().retries == 0);
  CHECK(merged.took() == 0s);
}

TEST_CASE("waits grow and are random below their bound; a seed makes them the same each time") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable"), refusal("503 Service Unavailable"), both_books});
  fetching work(f, rest::list(f.api, books, rest::fetch_options().retries(rest::retries().base(1s).seed(1))));
  f.until([&] { return given.asked() == 1; });
  f.advance(1s);
  f.until([&] { return given.asked() == 2; });
  f.advance(2s);
  CHECK(work.result().size() == 2);
}

TEST_CASE("a fetch that is cancelled while it waits asks for nothing more") {
  rest_fixture f;
  answers given(f, {refusal("503 Service Unavailable", "Retry-After: 30\r\n")});
  fetching work(f, rest::fetch(f.api, both));
  f.until([&] { return given.asked() == 2; });
  f.settle();
  work.signal.emit(asio::cancellation_type::terminal);
  f.until([&] { return work.out.done; });
  CHECK(is_aborted(work.out.error));
  f.advance(1min);
  CHECK(given.asked() == 2);
}
