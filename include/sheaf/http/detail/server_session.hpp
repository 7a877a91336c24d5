// SPDX-License-Identifier: MIT
//
// One connection of a server: reads requests, has them answered, writes the answers, in order.

#ifndef SHEAF_HTTP_DETAIL_SERVER_SESSION_HPP
#define SHEAF_HTTP_DETAIL_SERVER_SESSION_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/detail/intrusive_list.hpp>
#include <sheaf/http/detail/response_head.hpp>
#include <sheaf/http/detail/tls_transport.hpp>
#include <sheaf/http/detail/transport.hpp>
#include <sheaf/http/detail/watchdog.hpp>
#include <sheaf/http/request_parser.hpp>
#include <sheaf/http/server_message.hpp>
#include <sheaf/http/server_options.hpp>
#include <sheaf/time_source.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {

/// Answers one request. It runs on the server's executor; requests of several connections run side by side. When it throws,
/// the answer is 500. It is cancelled (terminal) when its client goes away and when the server is closed.
using handler = std::function<asio::awaitable<server_response>(server_request)>;

namespace detail {

class server_session;

/// What the sessions of a server share.
struct server_shared {
  server_shared(const asio::any_io_executor& executor, handler h, server_options o)
      : answer(std::move(h)), options(std::move(o)), dog(std::make_shared<watchdog>(executor, options.time())) {}
  server_shared(const server_shared&) = delete;
  server_shared& operator=(const server_shared&) = delete;
  virtual ~server_shared() = default;
  virtual void session_ended() = 0;

  handler answer;
  server_options options;
  shared_tls tls;  // null: plain
  std::shared_ptr<watchdog> dog;
  intrusive_list<server_session, server_shared> sessions;
  std::size_t open = 0;
  bool stopping = false;
};

// The coroutine that serves it holds the session, which holds what is shared; the server only lists it.
class server_session : public list_hook<server_shared>, public std::enable_shared_from_this<server_session> {
 public:
  // The socket is connected and non-blocking.
  server_session(std::shared_ptr<server_shared> shared, asio::ip::tcp::socket socket)
      : shared_(std::move(shared)),
        accepted_(std::move(socket)),
        watch_(shared_->dog),
        parser_(shared_->options.limits()) {
    shared_->sessions.push_back(*this);
    ++shared_->open;
  }

  void start() {
    auto executor = accepted_.get_executor();
    auto end = [self = shared_from_this()](std::exception_ptr) { self->ended(); };
    asio::co_spawn(executor, serve(shared_from_this()), asio::bind_cancellation_slot(signal_.slot(), std::move(end)));
  }

  /// Ends it after the answers to what has begun to come.
  void stop() {
    if (idle_) close();
  }
  void close() {
    closing_ = true;
    const auto self = shared_from_this();
    signal_.emit(asio::cancellation_type::terminal);
  }

 private:
  // Not from a destructor: that runs also when the io_context goes, and then nothing new may begin.
  void ended() {
    asio::error_code ignored;
    connection_.reset();
    accepted_.close(ignored);
    unlink();
    --shared_->open;
    shared_->session_ended();
  }

  static asio::awaitable<void> serve(std::shared_ptr<server_session> self) {
    auto done = self->run();
    co_await std::move(done);
  }

  asio::awaitable<void> run() {
    auto connected = connect();
    bool again = co_await std::move(connected);
    while (again) {
      const int refused = co_await read_request();
      if (refused < 0) co_return;
      if (refused == 0) {
        again = co_await answer();
        continue;
      }
      const std::string why(refused == 408 ? "the request took too long" : to_string(parser_.error()));
      auto sent = send(server_response::text(why + "\n", refused), false);
      if (co_await std::move(sent)) co_return;
      again = false;
    }
    if (parser_.started() && !gone_ && !closing_) co_await linger();
  }

  asio::awaitable<bool> connect() {
    if (!shared_->tls) {
      connection_.emplace(tcp_transport(std::move(accepted_)), watch_.now());
      co_return true;
    }
    tls_transport secured(std::move(accepted_), shared_->tls, tls_transport::side::server);
    limit(shared_->options.tls_timeout());
    idle_ = true;
    for (asio::error_code error = asio::error::would_block; error;) {
      if (error != asio::error::would_block) co_return false;
      const asio::error_code waited = co_await ready(secured.socket(), secured.wants());
      if (waited) co_return false;
      secured.handshake(error);
    }
    idle_ = false;
    connection_.emplace(std::move(secured), watch_.now());
    co_return true;
  }

  // Waits for the socket; then goes on with the session, and when that waits again, looks whether it is for a handler.
  struct wait_and_look {
    server_session* self;
    asio::ip::tcp::socket* socket;
    asio::ip::tcp::socket::wait_type what;

    template <class Handler>
    void operator()(Handler handler) const {
      const auto slot = asio::get_associated_cancellation_slot(handler);
      auto then = [keep = self->shared_from_this(), h = std::move(handler)](const asio::error_code& error) mutable {
        std::move(h)(error);
        keep->look_after_client();
      };
      socket->async_wait(what, asio::bind_cancellation_slot(slot, std::move(then)));
    }
  };

  // Waits until a try may succeed; timed_out when the limit has passed.
  asio::awaitable<asio::error_code> ready(asio::ip::tcp::socket& socket, asio::ip::tcp::socket::wait_type what) {
    asio::error_code error = asio::error::timed_out;
    if (watch_.expired()) co_return error;
    const auto interruptible = watch_.interrupts(socket);
    auto token = asio::redirect_error(asio::use_awaitable, error);
    auto waited = asio::async_initiate<decltype(token), void(asio::error_code)>(wait_and_look{this, &socket, what}, token);
    co_await std::move(waited);
    if (watch_.expired()) error = asio::error::timed_out;
    co_return error;
  }
  asio::awaitable<asio::error_code> ready() { return ready(connection_->socket(), connection_->wants()); }

  void limit(duration wait, time_point end = no_deadline) {
    watch_.limit(std::min(end, deadline_after(watch_.now(), wait)));
  }

  // 0: there is one. Otherwise the status to refuse it with, or -1 when there is nobody to tell.
  asio::awaitable<int> read_request() {
    bool begun = false;
    time_point end = no_deadline;
    // Between requests there is rarely something to read at once; but what TLS keeps, no socket tells of.
    bool waits = !shared_->tls && !parser_.started();
    limit(shared_->options.idle_timeout());
    for (;;) {
      if (parser_.result() == parse_result::done) co_return 0;
      if (parser_.result() == parse_result::error) co_return parser_.refusal();
      if (parser_.started() && !std::exchange(begun, true)) {
        end = deadline_after(watch_.now(), shared_->options.request_timeout());
        limit(shared_->options.head_timeout(), end);
      }
      if (parser_.head_done()) {
        limit(shared_->options.body_timeout(), end);
        if (parser_.expects_continue() && !std::exchange(continued_, true)) {
          if (co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return -1;
        }
      }
      asio::error_code error = asio::error::would_block;
      std::size_t n = 0;
      if (!waits) {
        const auto space = parser_.prepare();
        n = connection_->read_some(asio::buffer(space.data(), space.size()), error);
      }
      if (error == asio::error::would_block) {
        idle_ = !parser_.started();
        if (idle_ && shared_->stopping) co_return -1;
        if (idle_) parser_.release();
        const auto what = std::exchange(waits, false) ? asio::ip::tcp::socket::wait_read : connection_->wants();
        error = co_await ready(connection_->socket(), what);
        idle_ = false;
        if (error == asio::error::timed_out && parser_.started()) co_return 408;
        if (error) co_return -1;
      } else if (error) {
        co_return -1;
      } else {
        parser_.commit(n);
        late_ = shared_->stopping;
      }
    }
  }

  // Whether another request may follow.
  asio::awaitable<bool> answer() {
    persist_ = parser_.persistent();
    head_only_ = parser_.method() == "HEAD";
    minor_version_ = parser_.minor_version();
    const std::string about = parser_.method() + " " + parser_.target().substr(0, parser_.target().find('?'));
    const bool tunnel = parser_.method() == "CONNECT";
    server_request request(parser_.method(), parser_.target(), minor_version_, parser_.take_fields(), parser_.take_body());
    parser_.start_next();
    continued_ = false;
    const bool late = std::exchange(late_, false);
    watch_.limit(no_deadline);

    server_response made(501);
    if (!tunnel) {
      std::exception_ptr failure;
      begin_handling();
      try {
        auto making = shared_->answer(std::move(request));
        made = co_await std::move(making);
      } catch (...) {
        failure = std::current_exception();
      }
      end_handling();
      if (closing_ || (gone_ && failure)) co_return false;
      // What the handler has made of it is not for the next one.
      co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
      co_await asio::this_coro::throw_if_cancelled(true);
      if (failure) {
        report(about, failure);
        made = server_response::text("internal server error\n", 500);
      }
    }
    const bool last = !persist_ || gone_ || late || (shared_->stopping && !parser_.started());
    auto sent = send(std::move(made), !last);
    co_return !co_await std::move(sent) && !last;
  }

  // While a handler waits for something, the client is looked after. One that ends at once costs a flag: the wait_and_look
  // by which every session comes to its first handler finds nothing to do. One that begins where another has waited is
  // found by the end of the other's wait for the client.
  void begin_handling() {
    handling_ = true;
    ahead_ = 0;
  }

  void end_handling() {
    handling_ = false;
    asio::error_code ignored;
    if (looking_) connection_->socket().cancel(ignored);
  }

  void look_after_client() {
    if (!handling_ || looking_ || gone_ || closing_) return;
    const bool reads = may_read_ahead();
    auto ended = [self = shared_from_this(), reads](const asio::error_code& error) {
      self->looking_ = false;
      if (self->handling_ && !error && !(reads && self->read_ahead())) self->client_gone();
      self->look_after_client();
    };
    looking_ = true;
    using asio::ip::tcp;
    connection_->socket().async_wait(reads ? tcp::socket::wait_read : tcp::socket::wait_error, std::move(ended));
  }

  // The end of what a client sends is seen by reading what comes before it: into the head of the next request at most, so
  // that who sends on and on is stopped by TCP. From there on, and where a client may end its side, only a reset is seen.
  [[nodiscard]] bool may_read_ahead() const noexcept {
    return !shared_->options.allows_half_close() && parser_.result() == parse_result::need_more &&
           !parser_.head_done() && ahead_ < most_ahead;
  }

  // Whether the client is still there.
  [[nodiscard]] bool read_ahead() {
    if (!may_read_ahead()) return true;  // of the request before this one was it to read ahead
    asio::error_code error;
    const auto space = parser_.prepare();
    const std::size_t n = connection_->read_some(asio::buffer(space.data(), space.size()), error);
    if (!error) {
      parser_.commit(n);
      late_ = shared_->stopping;
      ahead_ += n;
    } else if (!parser_.started()) {
      parser_.release();
    }
    return !error || error == asio::error::would_block;
  }

  // Its handler works for nobody. An answer that it gives nevertheless is sent: there are clients that end only their side.
  void client_gone() {
    gone_ = true;
    const auto self = shared_from_this();
    signal_.emit(asio::cancellation_type::terminal);
  }

  void report(std::string_view about, std::exception_ptr failure) noexcept {
    try {
      if (shared_->options.on_error()) shared_->options.on_error()(about, failure);
    } catch (...) {  // who is told of errors has none of his own
    }
  }

  asio::awaitable<asio::error_code> send(server_response made, bool persist) {
    std::string bytes = serialize_head(made, minor_version_, persist, wall_now(shared_->options.time()));
    std::string_view body = made.body();
    if (head_only_ || made.status() == 204 || made.status() == 304) body = {};
    if (body.size() <= in_one_write) {
      bytes.append(body);
      body = {};
    }
    asio::error_code error = co_await write(bytes);
    if (!error && !body.empty()) error = co_await write(body);
    co_return error;
  }

  asio::awaitable<asio::error_code> write(std::string_view bytes) {
    asio::error_code error;
    while (!bytes.empty() && !error) {
      limit(shared_->options.write_timeout());
      bytes.remove_prefix(connection_->write_some(asio::buffer(bytes), error));
      if (error == asio::error::would_block) error = co_await ready();
    }
    co_return error;
  }

  // Closing while the client still sends would reset the connection and take the answer away from it (RFC 9112 9.6).
  asio::awaitable<void> linger() {
    asio::error_code error;
    if (!shared_->tls) connection_->socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    std::array<char, 4096> dropped;
    limit(std::min<duration>(shared_->options.body_timeout(), std::chrono::seconds(2)));
    for (std::size_t left = 1024 * 1024; !error && left != 0;) {
      const std::size_t n = connection_->read_some(asio::buffer(dropped), error);
      left -= std::min(left, n);
      if (error == asio::error::would_block) error = co_await ready();
    }
  }

  // Up to here, copying a body behind its head costs less than a second write.
  static constexpr std::size_t in_one_write = 64 * 1024;
  // What is read of the next requests while one is being answered, give or take a read.
  static constexpr std::size_t most_ahead = 16 * 1024;

  std::shared_ptr<server_shared> shared_;
  asio::ip::tcp::socket accepted_;        // until connect() has made of it
  std::optional<connection> connection_;
  watchdog::watch watch_;
  request_parser parser_;
  asio::cancellation_signal signal_;
  int minor_version_ = 1;
  bool head_only_ = false;
  bool persist_ = false;
  bool continued_ = false;
  bool idle_ = false;
  bool late_ = false;  // the server was stopping when the request was read: none follows it, however many are sent
  bool closing_ = false;
  bool handling_ = false;  // a handler runs
  bool looking_ = false;   // it waits for the client's end
  bool gone_ = false;
  std::size_t ahead_ = 0;  // bytes read while the handler runs
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_SERVER_SESSION_HPP
