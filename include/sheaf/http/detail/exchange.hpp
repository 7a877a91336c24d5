// SPDX-License-Identifier: MIT
//
// One request and its response: a connection from the pool or a new one, write, read, and whether the connection goes back.

#ifndef SHEAF_HTTP_DETAIL_EXCHANGE_HPP
#define SHEAF_HTTP_DETAIL_EXCHANGE_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/client_options.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/content_coding.hpp>
#include <sheaf/http/detail/client_state.hpp>
#include <sheaf/http/detail/decoded_body.hpp>
#include <sheaf/http/detail/lines.hpp>
#include <sheaf/http/detail/progress.hpp>
#include <sheaf/http/detail/redirect.hpp>
#include <sheaf/http/detail/route.hpp>
#include <sheaf/http/detail/sending.hpp>
#include <sheaf/http/detail/written_url.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/pool.hpp>
#include <sheaf/http/request.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/response_parser.hpp>
#include <sheaf/timeout.hpp>

#include <asio/buffer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// What an exchange cannot go on without.
enum class need : std::uint8_t {
  nothing,
  permit,      // to be connected, or a connection
  connection,  // under the permit it has
  piece,       // of the request's body
  socket,      // that is ready for what was tried
  bytes,       // of the response
  turn,        // for others on this loop
  caller,      // who is to have what has come
};

// A state machine that never waits: next() goes as far as it can and says what it needs, awaited() waits for that.
//
//     std::size_t came = 0;
//     for (need what; (what = one.next(came)) != need::caller;) came = co_await one.awaited(what);
//
// In the frame of one call only, that is: a frame more for every wait would be an allocation more. However an exchange ends,
// by its end, an exception, or because its io_context is destroyed, the lease sees to the connection: it is closed unless
// end() has found that it can be used again.
class exchange {
 public:
  // How the response is had: whole, or piece after piece as it is asked for.
  enum class mode : std::uint8_t { whole, pieces };

  exchange(std::shared_ptr<client_state> state, request&& asked, mode how)
      : state_(std::move(state)),
        options_(state_->options),
        request_(std::move(asked)),
        route_(options_, request_.url()),
        mode_(how),
        out_(request_, &state_->exchanges),
        call_(state_->dog, request_.url(), route_.in_words(), options_.total_timeout(), request_.deadline(), ++state_->started,
              options_.on_event(), request_.on_event(), &state_->exchanges),
        answer_(parser()) {}
  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;
  ~exchange() = default;

  [[nodiscard]] need next(std::size_t came) {
    const asio::error_code met = call_.woken();
    moment_.reset();
    if (std::exchange(receiving_, false)) lease_.connection().landed(came, met);
    for (;;) {
      need what = need::nothing;
      switch (step_) {
        case step::start: what = start(); break;
        case step::connect: what = connect(); break;
        case step::write: what = write(); break;
        case step::read: what = read(); break;
        case step::over: return need::caller;
      }
      if (what != need::nothing) return what;
    }
  }

  // How many bytes have come. Everything but these is rare enough for a frame of its own.
  [[nodiscard]] asio::awaitable<std::size_t> awaited(need what) {
    if (what != need::bytes && what != need::turn) return awaited_otherwise(what);
    connection& c = lease_.connection();
    others_had_turn_ = what == need::turn;
    if (others_had_turn_) return call_.receive(c.socket(), asio::mutable_buffer());  // nothing, but not before others
    receiving_ = true;
    if (!answer_.started()) return call_.receive(c.socket(), c.landing(asio::buffer(landing_)));
    const std::span<char> space = answer_.prepare();
    return call_.receive(c.socket(), c.landing(asio::buffer(space.data(), space.size())));
  }

  // At the end: the whole response.
  [[nodiscard]] response take() {
    response r = answer_.take(request_access::take_url(request_));
    if (decoded_) response_access::set_decoded(r, decoded_->take());
    response_access::set_reused(r, call_.what().reused);
    return r;
  }

  // In pieces: the response without its body, once next() has given it to the caller,
  [[nodiscard]] response head() const {
    response r = answer_.head(request_.url());
    if (decoded_) response_access::set_decoded(r, {});
    response_access::set_reused(r, reused_);
    return r;
  }
  // and then, time after time, the next bytes of it; none at its end. They are good until drop_given().
  [[nodiscard]] std::string_view give_piece() noexcept {
    given_ = piece().size();
    return piece();
  }
  void drop_given() {
    const std::size_t given = std::exchange(given_, 0);
    if (!decoded_) {
      drop_body(given);
    } else if (given != 0) {
      decoded_->drop();
    }
  }

  // Between the pieces nothing is awaited, and no timer runs.
  void rest() { call_.rest(); }
  void go_on() {
    if (step_ == step::read) call_.again(options_.idle_timeout());
  }
  void failed() { call_.tell(event_kind::failed); }

 private:
  [[nodiscard]] std::string_view piece() const noexcept {
    return decoded_ ? decoded_->view() : answer_.body_so_far();
  }
  void drop_body(std::size_t size) {
    received_body_ += size;
    answer_.drop_body(size);
  }

  enum class step : std::uint8_t { start, connect, write, read, over };

  [[nodiscard]] response_parser parser() const {
    http::limits allowed = options_.limits();
    // What is dropped as it comes needs no bound.
    if (mode_ == mode::pieces) allowed.body_bytes = std::numeric_limits<std::size_t>::max();
    return response_parser(allowed, request_.method());
  }

  // Steps that wait for nothing take no time worth a further look at the clock, unless somebody is told of each.
  [[nodiscard]] time_point moment() {
    if (!moment_ || call_.watched()) moment_ = call_.now();
    return *moment_;
  }

  need start() {
    event& what = call_.what();
    what.method = request_.method();
    what.sent = what.received = 0;
    what.status = 0;
    what.reused = false;
    call_.enter(phase::queue, options_.queue_timeout(), moment());
    lease_ = state_->connections->acquire(route_.pool_key(call_.origin()), moment(), out_.may_fail());
    step_ = step::connect;
    return lease_ ? need::nothing : need::permit;
  }

  need connect() {
    if (!lease_.connected()) return need::connection;
    lease_.begin_exchange();
    if (std::exchange(again_, true)) answer_ = parser();
    head_seen_ = false;
    received_body_ = 0;
    out_.begin(authority_in(call_.origin(), request_.url()), state_->own, route_.forwarder());
    reused_ = lease_.connection().served() > 0;
    call_.what().reused = reused_;
    call_.what().sent = call_.what().received = 0;
    call_.enter(phase::write, options_.write_timeout(), moment());
    step_ = step::write;
    return need::nothing;
  }

  // A server may refuse a request before it has read it, and close: a write that fails is no reason not to read the answer.
  need write() {
    connection& c = lease_.connection();
    if (std::exchange(blocked_, false)) call_.again(options_.write_timeout());
    const sending::stop stop = out_.write(c);
    call_.what().sent = out_.sent();
    call_.retry_safe(out_.may_repeat());
    blocked_ = stop == sending::stop::socket;
    if (blocked_) return need::socket;
    if (stop == sending::stop::source) return need::piece;
    call_.enter(phase::head, options_.first_byte_timeout(), moment());
    step_ = step::read;
    // The answer takes its time, so that a try to read would be for nothing. While it does, the others write what they have;
    // then it may be there, and the reactor need not be asked.
    drained_ = !out_.error() && !c.holds_bytes();
    return drained_ && state_->connections->in_use() > 1 ? need::turn : need::nothing;
  }

  need read() {
    connection& c = lease_.connection();
    if (std::exchange(others_had_turn_, false) && call_.expired()) call_.timed_out();
    for (int tries = 1;; ++tries) {
      if (answer_.result() == parse_result::error) refuse(answer_.error());
      if (answer_.head_done()) {
        if (look()) return need::caller;
        if (answer_.result() == parse_result::done || too_long_to_drop()) return end();
      }
      if (std::exchange(drained_, false)) return need::bytes;
      constexpr int tries_in_a_row = 32;  // then others on this loop, and the watchdog, have their turn
      if (tries % tries_in_a_row == 0) return need::turn;
      const std::span<char> space = answer_.prepare();
      asio::error_code error;
      const std::size_t size = c.read_some(asio::buffer(space.data(), space.size()), error);
      if (error == asio::error::would_block) {
        return c.wants() == asio::ip::tcp::socket::wait_read ? need::bytes : need::socket;
      }
      if (error) {
        if (!is_end(error)) return repeat();
        continue;
      }
      call_.answered(size);
      answer_.commit(size);
      drained_ = c.drained();
      if (answer_.head_done() && answer_.result() == parse_result::need_more) {
        call_.enter(phase::body, options_.idle_timeout(), moment());
      }
    }
  }

  [[noreturn]] void refuse(errc why) const {
    call_.fail(why, "the response of " + call_.place() + " is refused: " + std::string(to_string(why)));
  }

  // At what has come; true when it is for the caller to see.
  bool look() {
    const bool first = !std::exchange(head_seen_, true);
    if (first) look_at_head();
    if (redirected_) {
      drop_body(answer_.body_size());
      return false;
    }
    if (first && mode_ == mode::pieces) return true;
    if (decoded_) decode();
    return mode_ == mode::pieces && !piece().empty();
  }

  void look_at_head() {
    const auto location = answer_.fields().get("Location");
    const std::size_t most = request_.redirect_limit().value_or(options_.redirects());
    redirected_ = most > 0 && location && is_redirect(answer_.status());
    if (redirected_) {
      const auto refusal = way_.check(request_, answer_.status(), *location, most, target_.emplace());
      if (refusal) call_.fail(refusal->reason, refusal->sentence);
    } else {
      choose_decoder();
    }
    if (redirected_ || decoded_ || mode_ == mode::pieces) answer_.in_pieces();
  }

  void choose_decoder() {
    const content_coding& coding = options_.decoding();
    if (!coding || request_.fields().get("Accept-Encoding")) return;
    const auto said = answer_.fields().get("Content-Encoding");
    if (request_.method() == "HEAD" || answer_.status() == 304) return;  // they speak of a body that does not come
    if (!said || equal_ignoring_case(*said, "identity")) return;
    if (answer_.fields().all("Content-Encoding").size() > 1 || !equal_ignoring_case(*said, coding.name())) {
      refuse(errc::bad_coding);
    }
    decoded_.emplace(coding.make());
  }

  // What has come of the coded body, as far as there is room for what it stands for.
  void decode() {
    const std::string_view coded = answer_.body_so_far();
    const std::size_t most = options_.limits().decoded_bytes;
    try {
      const std::string_view rest = mode_ == mode::pieces ? decoded_->decode_piece(coded) : decoded_->decode(coded, most);
      drop_body(coded.size() - rest.size());
    } catch (const error& e) {
      if (e.errc() != errc::bad_coding) throw;
      call_.fail(errc::bad_coding, "the response of " + call_.place() + " is refused: " + e.what());
    }
    if (mode_ == mode::whole && decoded_->size() > most) refuse(errc::decoded_too_large);
  }

  // The connection is given up rather than so much read for nothing.
  [[nodiscard]] bool too_long_to_drop() const {
    return redirected_ && received_body_ > options_.limits().redirect_bytes;
  }

  // The connection gives no more bytes. True when the parser knows what that means; false when the request may go again.
  bool is_end(const asio::error_code& error) {
    // An error status in answer to a body that the server did not want may end in a reset (as nova's 413 does).
    const bool refused = answer_.head_done() && answer_.status() >= 400 && out_.has_body();
    const bool proper = error == asio::error::eof || (refused && error == asio::error::connection_reset);
    if (proper && answer_.until_close() && answer_.head_done()) {
      answer_.finish();
      return true;
    }
    if (answer_.started()) {
      call_.fail(errc::truncated, "the response of " + call_.place() + " is cut off after " +
                                      std::to_string(received_body_ + answer_.body_size()) + " bytes of its body: " +
                                      in_words(error));
    }
    if (reused_ && out_.may_repeat()) return false;
    if (const asio::error_code& unsent = out_.error()) {
      call_.fail(errc::write_failed, "the request could not be sent to " + call_.place() + ": " + in_words(unsent));
    }
    call_.fail(errc::no_response, "no byte of a response from " + call_.place() + ": " + in_words(error));
  }

  // The kept connection was stale. The permit stays ours; another idle connection might be as stale as this one was.
  need repeat() {
    lease_.was_stale();
    ++state_->replayed;
    out_.rewind();
    step_ = step::connect;
    return need::nothing;
  }

  static std::string in_words(const asio::error_code& error) {
    if (error == asio::error::eof) return "the connection was closed";
    if (error == asio::ssl::error::stream_truncated) return "the connection was closed without TLS's close_notify";
    if (error == asio::error::connection_reset) return "the connection was reset";
    return error.message();
  }

  // The one place from which a connection goes back.
  need end() {
    if (decoded_ && !decoded_->finished() && received_body_ > 0) refuse(errc::bad_coding);
    connection& c = lease_.connection();
    if (reused_) {
      ++state_->reused;
      lease_.was_good();
    }
    c.has_served();
    if (answer_.keep_alive() && !out_.error()) {
      const time_point now = moment();
      const time_point until = std::min(now + lifetime(), deadline_after(c.made(), options_.connection_lifetime()));
      if (until > now) lease_.reusable_until(until, drained_);
    }
    lease_ = {};
    call_.what().status = answer_.status();
    call_.tell(event_kind::done);
    if (redirected_) {
      follow();
      return need::nothing;
    }
    step_ = step::over;
    return need::caller;
  }

  [[nodiscard]] duration lifetime() const {
    const auto said = announced_lifetime(answer_.fields().get("Keep-Alive").value_or(std::string_view()));
    if (said.count() == 0) return options_.idle_lifetime();
    return std::min<duration>(said - std::chrono::seconds(1), std::chrono::minutes(1));
  }

  void follow() {
    way_.turn(request_, answer_.status(), *std::move(target_));
    route_ = route(options_, request_.url());
    call_.turn_to(request_.url(), route_.in_words());
    out_.rewind();
    redirected_ = false;
    step_ = step::start;
  }

  [[nodiscard]] asio::awaitable<std::size_t> awaited_otherwise(need what) {
    switch (what) {
      case need::permit: co_await queue(); break;
      case need::connection: co_await open(); break;
      case need::piece: co_await ask_source(); break;
      default: co_await call_.wait(lease_.connection().socket(), lease_.connection().wants());
    }
    co_return 0;
  }

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
    if (lease_.connected() && !lease_.probe(out_.may_fail())) lease_.was_stale();
  }

  [[nodiscard]] asio::awaitable<void> open() {
    connection fresh = co_await state_->connect.open(request_.url(), route_, call_);
    lease_.connect(std::move(fresh));
    ++state_->opened;
  }

  // What the source takes its time for is bounded by the whole call's.
  [[nodiscard]] asio::awaitable<void> ask_source() {
    const body_source& source = out_.ask();
    call_.rest();
    const sheaf::options serial = sheaf::options().serial().time(options_.time());
    std::string_view piece;
    bool late = false;
    try {
      asio::awaitable<std::string_view> asked = source.next()();
      piece = co_await sheaf::with_timeout(std::max(call_.left(), duration::zero()), std::move(asked), serial);
    } catch (const sheaf::timed_out&) {
      late = true;
    }
    call_.again(late ? duration::zero() : options_.write_timeout());
    if (const auto wrong = out_.take(piece)) call_.fail(errc::invalid_request, *wrong);
  }

  const std::shared_ptr<client_state> state_;
  const client_options& options_;
  request request_;
  route route_;
  const mode mode_;
  step step_ = step::start;
  sending out_;
  progress call_;
  pool<connection>::lease lease_;

  std::optional<time_point> moment_;
  bool blocked_ = false;

  response_parser answer_;
  char landing_[2048];  // for its first bytes: no memory is taken before there is something to put in
  std::size_t received_body_ = 0;  // of what was dropped
  std::size_t given_ = 0;          // of the piece
  bool again_ = false;  // it was a connection, or a place, before
  bool head_seen_ = false;
  bool reused_ = false;
  bool others_had_turn_ = false;
  bool drained_ = false;  // a try to read would be for nothing
  bool receiving_ = false;
  bool redirected_ = false;
  redirects way_;
  std::optional<url> target_;
  std::optional<decoded_body> decoded_;
};

// Exchanges lie in their client's memory.
struct end_of_exchange {
  std::shared_ptr<client_state> state;
  void operator()(exchange* one) const noexcept {
    std::pmr::polymorphic_allocator<>(&state->exchanges).delete_object(one);
  }
};
using owned_exchange = std::unique_ptr<exchange, end_of_exchange>;

inline owned_exchange begin_exchange(const std::shared_ptr<client_state>& state, request&& r, exchange::mode how) {
  std::pmr::polymorphic_allocator<> memory(&state->exchanges);
  return owned_exchange(memory.new_object<exchange>(state, std::move(r), how), end_of_exchange{state});
}

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_EXCHANGE_HPP
