// SPDX-License-Identifier: MIT
//
// One request and its response: a connection from the pool or a new one, write, read, and whether the connection goes back.

#ifndef SHEAF_HTTP_DETAIL_EXCHANGE_HPP
#define SHEAF_HTTP_DETAIL_EXCHANGE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/detail/connector.hpp>
#include <sheaf/http/detail/progress.hpp>
#include <sheaf/http/detail/request_head.hpp>
#include <sheaf/http/detail/route.hpp>
#include <sheaf/http/detail/watchdog.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/pool.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/response_parser.hpp>

#include <asio/buffer.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// What a client is; its handles and its exchanges share it.
struct client_state {
  client_state(const asio::any_io_executor& ex, const client_options& o)
      : executor(ex),
        options(o),
        connections(std::make_shared<pool<connection>>(ex, limits_of(o))),
        dog(std::make_shared<watchdog>(ex, o.time())),
        connect(ex, options) {}
  client_state(const client_state&) = delete;
  client_state& operator=(const client_state&) = delete;
  ~client_state() = default;

  static pool_limits limits_of(const client_options& o) {
    pool_limits l;
    l.per_origin = o.connections_per_origin();
    l.total = o.connections_total();
    l.idle_per_origin = o.idle_per_origin();
    l.idle_total = o.idle_total();
    l.waiters = o.queue_length();
    return l;
  }

  const asio::any_io_executor executor;
  const client_options options;
  const std::shared_ptr<pool<connection>> connections;
  const std::shared_ptr<watchdog> dog;
  connector connect;
  std::uint64_t opened = 0;
  std::uint64_t reused = 0;
  std::uint64_t replayed = 0;
};

// "timeout=5, max=100" of a Keep-Alive field: how long the server says it keeps an idle connection; zero where it does not.
inline std::chrono::seconds announced_lifetime(std::string_view keep_alive) {
  constexpr std::string_view name = "timeout=";
  const std::size_t at = keep_alive.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view digits = keep_alive.substr(at + name.size());
  std::int32_t seconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return std::chrono::seconds(std::max(seconds, 0));
}

// Lives in the frame of the call. However that ends, by a value, an exception, or because its io_context is destroyed, the
// lease sees to the connection: it is closed unless finish() has found that it can be used again.
class exchange {
 public:
  exchange(std::shared_ptr<client_state> state, request asked)
      : state_(std::move(state)),
        options_(state_->options),
        request_(std::move(asked)),
        route_(options_, request_.url()),
        bytes_(serialize(request_, options_.user_agent(), route_.forwarder())),
        call_(state_->dog, request_.url(), route_.in_words(), options_.total_timeout(), request_.deadline()) {}
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;
  ~exchange() = default;

  [[nodiscard]] asio::awaitable<response> run() {
    call_.enter(phase::queue, options_.queue_timeout());
    lease_ = state_->connections->acquire(route_.pool_key(call_.origin()), call_.now());
    if (!lease_) co_await queue();
    for (;;) {
      if (!lease_.connected()) {
        connection fresh = co_await state_->connect.open(request_.url(), route_, call_);
        lease_.connect(std::move(fresh));
        ++state_->opened;
      }
      response_parser answer(options_.limits(), request_.method());
      lease_.begin_exchange();
      co_await write();
      const bool whole = co_await read(answer);
      if (whole) co_return finish(answer);
      lease_.disconnect();  // the permit stays ours; another idle connection might be as stale as this one was
      ++state_->replayed;
    }
  }

 private:
  [[nodiscard]] asio::awaitable<void> queue() {
    pool<connection>& all = *state_->connections;
    if (all.is_shut()) call_.fail(errc::closed, "no connection to " + call_.place() + ": the client was destroyed");
    if (!all.may_wait()) call_.fail(errc::queue_full, "no connection to " + call_.place() + ": too many requests wait");
    pool<connection>::waiter place(all, route_.pool_key(call_.origin()));
    {
      const auto scope = call_.interrupts(place);
      co_await place.wait();
    }
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) throw asio::system_error(asio::error::operation_aborted);
    lease_ = place.take();
    if (!lease_ && all.is_shut()) {
      call_.fail(errc::closed, "no connection to " + call_.place() + ": the client was destroyed");
    }
    if (!lease_) call_.interrupted();
    if (lease_.connected() && !lease_.connection().probe()) lease_.disconnect();
  }

  // A server may refuse a request before it has read it, and close: a write that fails is no reason not to read the answer.
  [[nodiscard]] asio::awaitable<void> write() {
    connection& c = lease_.connection();
    call_.enter(phase::write, options_.write_timeout());
    write_error_ = {};
    sent_ = 0;
    for (bool flushed = false; !flushed;) {
      const asio::const_buffer rest = asio::buffer(bytes_) + sent_;
      asio::error_code error;
      if (rest.size() > 0) {
        sent_ += c.write_some(rest, error);
        call_.retry_safe(sent_ == 0 || request_.is_idempotent());
      } else {
        c.flush(error);
        flushed = !error;
      }
      if (error == asio::error::would_block) {
        co_await call_.ready(c.socket(), c.wants());
        call_.again(options_.write_timeout());
      } else if (error) {
        write_error_ = error;
        co_return;
      }
    }
  }

  // False when the connection turned out to be stale and the request may be sent again.
  [[nodiscard]] asio::awaitable<bool> read(response_parser& answer) {
    connection& c = lease_.connection();
    call_.enter(phase::head, options_.first_byte_timeout());
    for (int tries = 1; answer.result() == parse_result::need_more; ++tries) {
      const std::span<char> space = answer.prepare();
      asio::error_code error;
      const std::size_t size = c.read_some(asio::buffer(space.data(), space.size()), error);
      if (error == asio::error::would_block) {
        co_await call_.ready(c.socket(), c.wants());
        continue;
      }
      if (error) {
        const bool ended = end_of(answer, error);
        if (!ended) co_return false;
        break;
      }
      call_.answered();
      answer.commit(size);
      if (answer.result() != parse_result::need_more) break;
      if (answer.head_done()) call_.enter(phase::body, options_.idle_timeout());
      constexpr int tries_in_a_row = 32;  // then others on this loop, and the watchdog, have their turn
      if (tries % tries_in_a_row == 0) {
        co_await asio::post(state_->executor, asio::use_awaitable);
        if (call_.expired()) call_.timed_out();
      }
    }
    if (answer.result() == parse_result::error) {
      call_.fail(answer.error(), "the response of " + call_.place() + " is refused: " +
                                     std::string(to_string(answer.error())));
    }
    co_return true;
  }

  // The connection gives no more bytes. True when that was the end of the response; false when the request may go again.
  bool end_of(response_parser& answer, const asio::error_code& error) {
    // An error status in answer to a body that the server did not want may end in a reset (openstack-observed: nova's 413).
    const bool refused = answer.head_done() && answer.status() >= 400 && !request_.body().empty();
    const bool proper = error == asio::error::eof || (refused && error == asio::error::connection_reset);
    if (proper && answer.until_close() && answer.head_done()) {
      answer.finish();
      return true;
    }
    if (answer.started()) {
      call_.fail(errc::truncated, "the response of " + call_.place() + " is cut off after " +
                                      std::to_string(answer.body_size()) + " bytes of its body: " + in_words(error));
    }
    const bool reused = lease_.connection().served() > 0;
    if (reused && (sent_ == 0 || request_.is_idempotent())) return false;
    if (write_error_) {
      call_.fail(errc::write_failed, "the request could not be sent to " + call_.place() + ": " + in_words(write_error_));
    }
    call_.fail(errc::no_response, "no byte of a response from " + call_.place() + ": " + in_words(error));
  }

  static std::string in_words(const asio::error_code& error) {
    if (error == asio::error::eof) return "the connection was closed";
    if (error == asio::ssl::error::stream_truncated) return "the connection was closed without TLS's close_notify";
    if (error == asio::error::connection_reset) return "the connection was reset";
    return error.message();
  }

  // The one place from which a connection goes back.
  [[nodiscard]] response finish(response_parser& answer) {
    connection& c = lease_.connection();
    const bool reused = c.served() > 0;
    const bool reusable = answer.keep_alive() && !write_error_;
    response r = answer.take();
    response_access::set_url(r, request_.url());
    response_access::set_reused(r, reused);
    if (reused) ++state_->reused;
    c.has_served();
    if (reusable) {
      const time_point now = call_.now();
      const time_point until = std::min(now + lifetime(r), deadline_after(c.made(), options_.connection_lifetime()));
      if (until > now) lease_.reusable_until(until);
    }
    lease_ = {};
    return r;
  }

  [[nodiscard]] duration lifetime(const response& r) const {
    const auto said = announced_lifetime(r.header("Keep-Alive").value_or(std::string_view()));
    if (said.count() == 0) return options_.idle_lifetime();
    return std::min<duration>(said - std::chrono::seconds(1), std::chrono::minutes(1));
  }

  const std::shared_ptr<client_state> state_;
  const client_options& options_;
  const request request_;
  const route route_;
  const std::string bytes_;
  progress call_;
  pool<connection>::lease lease_;
  std::size_t sent_ = 0;
  asio::error_code write_error_;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_EXCHANGE_HPP
