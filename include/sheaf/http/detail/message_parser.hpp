// SPDX-License-Identifier: MIT
//
// What requests and responses have in common on the wire (RFC 9112): lines, fields, framing, chunks. A state machine
// without I/O: the same bytes give the same result in whatever pieces they come.
//
// One buffer holds a message from its first byte. The head's lines are copied out when it is complete; the body stays
// where it was read, chunks moved together over their framing.

#ifndef SHEAF_HTTP_DETAIL_MESSAGE_PARSER_HPP
#define SHEAF_HTTP_DETAIL_MESSAGE_PARSER_HPP

#include <sheaf/http/body.hpp>
#include <sheaf/http/detail/byte_buffer.hpp>
#include <sheaf/http/detail/framing.hpp>
#include <sheaf/http/detail/lines.hpp>
#include <sheaf/http/detail/octets.hpp>
#include <sheaf/http/error.hpp>
#include <sheaf/http/fields.hpp>
#include <sheaf/http/limits.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace http {

/// What a parser says after each piece.
enum class parse_result { need_more, done, error };

namespace detail {

class message_parser {
 public:
  /// Where the next bytes from the peer belong, never empty while more are needed: read there, then commit().
  [[nodiscard]] std::span<char> prepare() {
    const std::size_t used = buffer_.size();
    if (in_pieces_) {
      if (buffer_.spare().size() < least_read) buffer_.reserve(std::max(piece_read, used + least_read));
    } else if (state_ == state::body && framing_.how == framing::sized) {
      buffer_.reserve(body_at_ + static_cast<std::size_t>(framing_.length));
    } else if (buffer_.spare().size() < least_read) {
      buffer_.reserve(std::max({first_read, 2 * used, used + chunk_.left + least_read}));
    }
    return buffer_.spare();
  }

  /// Gives back what prepare() gave, where nothing came: a connection that waits for a message needs no room for it.
  void release() noexcept {
    if (buffer_.size() == 0) buffer_ = {};
  }

  /// `n` bytes were read into what prepare() gave.
  parse_result commit(std::size_t n) {
    buffer_.resize(buffer_.size() + n);
    started_ = started_ || n != 0;
    advance();
    return result();
  }

  /// The peer has closed in an orderly way.
  parse_result finish() {
    if (state_ == state::body && framing_.how == framing::until_close) {
      state_ = state::done;
    } else if (result() == parse_result::need_more) {
      fail(started_ ? errc::truncated : errc::no_response);
    }
    return result();
  }

  /// For who has the bytes already: as much of them as the parser wants; how many it took.
  std::size_t feed(std::string_view bytes) {
    std::size_t taken = 0;
    while (taken != bytes.size() && result() == parse_result::need_more) {
      const auto space = prepare();
      const std::size_t n = std::min(space.size(), bytes.size() - taken);
      std::memcpy(space.data(), bytes.data() + taken, n);
      commit(n);
      taken += n;
    }
    return taken;
  }

  [[nodiscard]] parse_result result() const noexcept {
    if (state_ == state::failed) return parse_result::error;
    return state_ == state::done ? parse_result::done : parse_result::need_more;
  }
  [[nodiscard]] errc error() const noexcept { return error_; }
  /// A byte of a message, be it an interim response, has come.
  [[nodiscard]] bool started() const noexcept { return started_; }
  [[nodiscard]] bool head_done() const noexcept { return head_done_; }
  [[nodiscard]] bool until_close() const noexcept { return framing_.how == framing::until_close; }
  /// Bytes of the body so far.
  [[nodiscard]] std::size_t body_size() const noexcept { return body_end_ - body_at_; }
  /// These bytes; end with the next change.
  [[nodiscard]] std::string_view body_so_far() const noexcept { return {buffer_.data() + body_at_, body_size()}; }
  /// From now on room is made for what is read and not for the whole body: somebody drops what has come.
  void in_pieces() noexcept { in_pieces_ = true; }
  /// The first `n` bytes of the body are not needed any more.
  void drop_body(std::size_t n) noexcept {
    char* const from = buffer_.data() + body_at_;
    std::memmove(from, from + n, buffer_.size() - body_at_ - n);
    buffer_.resize(buffer_.size() - n);
    scanned_ = std::max(scanned_, at_) - n;
    at_ -= n;
    body_end_ -= n;
    if (framing_.how == framing::sized) framing_.length -= n;
  }
  /// Bytes that came behind the message; ends with the next change.
  [[nodiscard]] std::string_view extra() const noexcept {
    if (state_ != state::done) return {};
    if (buffer_.allocated() == 0) return kept_extra_;
    return {buffer_.data() + at_, buffer_.size() - at_};
  }
  /// As far as the message can say, the connection may carry another: it was delimited, nothing came behind it, and
  /// both its version and its Connection field agree (RFC 9112 9.3).
  [[nodiscard]] bool keep_alive() const noexcept {
    return state_ == state::done && !until_close() && persistent_ && extra().empty();
  }

 protected:
  /// `malformed`: the error of a start line that is none.
  message_parser(const limits& l, errc malformed) : limits_(l), malformed_start_(malformed) {}
  message_parser(message_parser&&) = default;
  message_parser& operator=(message_parser&&) = default;
  ~message_parser() = default;

  /// Whether a message may begin so; asked whenever bytes have come and the start line is not complete.
  [[nodiscard]] virtual bool may_begin(std::string_view bytes) const = 0;
  /// Gives what is wrong with the start line. May call another_head(), so that it does not count.
  virtual errc start_line(std::string_view line) = 0;
  /// All fields are there: how a body is framed, or what is wrong. May call another_head().
  virtual framing head_complete(http::fields& f) = 0;

  /// What was read so far does not count: a head follows.
  void another_head() noexcept { again_ = true; }
  void set_persistent(bool yes) noexcept { persistent_ = yes; }
  [[nodiscard]] bool is_persistent() const noexcept { return persistent_; }
  [[nodiscard]] const limits& allowed() const noexcept { return limits_; }
  /// What came of the line that is not complete, as far as a head may go.
  [[nodiscard]] std::string_view unread_line() const noexcept {
    return {buffer_.data() + at_, std::min(unread(), head_left())};
  }
  [[nodiscard]] const http::fields& head_fields() const noexcept { return fields_; }
  [[nodiscard]] http::fields take_fields() noexcept { return std::exchange(fields_, {}); }

  /// The body with the buffer it lies in; after the end, once.
  [[nodiscard]] http::body take_body() {
    kept_extra_ = extra();
    const std::size_t size = body_size();
    byte_buffer whole = std::exchange(buffer_, {});
    return size == 0 ? http::body() : http::body(std::move(whole), body_at_, size);
  }

  /// Begins with the next message, whose first bytes may be there already.
  void start_over() {
    byte_buffer next;
    if (const std::string_view rest = extra(); !rest.empty()) {
      next.reserve(std::max(rest.size(), first_read));
      std::memcpy(next.data(), rest.data(), rest.size());
      next.resize(rest.size());
    }
    buffer_ = std::move(next);
    kept_extra_.clear();
    fields_ = {};
    framing_ = {};
    chunk_ = {};
    error_ = {};
    state_ = state::start_line;
    at_ = scanned_ = body_at_ = body_end_ = 0;
    head_done_ = persistent_ = false;
    started_ = buffer_.size() != 0;
    advance();
  }

 private:
  enum class state : std::uint8_t { start_line, fields, body, chunk_size, chunk_data, chunk_end, trailer, done, failed };
  static constexpr std::size_t first_read = 4 * 1024;
  static constexpr std::size_t piece_read = 16 * 1024;
  static constexpr std::size_t least_read = 4 * 1024;

  bool fail(errc e) noexcept {
    state_ = state::failed;
    error_ = e;
    return false;
  }

  void advance() {
    while (step()) {
    }
    if (result() == parse_result::need_more) close_gap();
  }

  // One step forward; false when more bytes are needed, at the end, and after an error.
  bool step() {
    switch (state_) {
      case state::start_line: return read_start_line();
      case state::fields: return read_field();
      case state::body: return read_body();
      case state::chunk_size: return read_chunk_size();
      case state::chunk_data: return read_chunk_data();
      case state::chunk_end: return read_chunk_end();
      case state::trailer: return read_trailer();
      case state::done:
      case state::failed: break;
    }
    return false;
  }

  [[nodiscard]] std::size_t unread() const noexcept { return buffer_.size() - at_; }

  // The next whole line without its CR LF, at most `most` bytes with it. The limit is looked at first, so that it does
  // not matter how much of the line has come.
  std::optional<std::string_view> next_line(std::size_t most, errc too_long, errc malformed) {
    const char* const from = buffer_.data() + scanned_;
    const void* const found = unread() == 0 ? nullptr : std::memchr(from, '\n', buffer_.size() - scanned_);
    const std::size_t end =
        found ? scanned_ + static_cast<std::size_t>(static_cast<const char*>(found) - from) + 1 : buffer_.size();
    scanned_ = end;
    if (end - at_ > most) {
      fail(too_long);
      return std::nullopt;
    }
    if (!found) return std::nullopt;
    const std::string_view line(buffer_.data() + at_, end - 1 - at_);
    if (!line.ends_with('\r')) {
      fail(malformed);
      return std::nullopt;
    }
    at_ = end;
    return line.substr(0, line.size() - 1);
  }

  // Interim heads before this one lie in the buffer as well, and count.
  [[nodiscard]] std::size_t head_left() const noexcept { return limits_.head_bytes - std::min(at_, limits_.head_bytes); }

  std::optional<std::string_view> next_head_line(errc malformed) {
    return next_line(head_left(), errc::head_too_large, malformed);
  }

  bool read_start_line() {
    if (unread() == 0) return false;
    // No further than to the byte that is too many, so that it does not matter how many have come.
    if (!may_begin({buffer_.data() + at_, std::min(unread(), head_left() + 1)})) return fail(malformed_start_);
    const auto line = next_head_line(malformed_start_);
    if (!line) return false;
    if (const errc e = start_line(*line); e != errc{}) return fail(e);
    if (std::exchange(again_, false)) return true;
    fields_at_ = at_;
    places_.clear();
    places_.reserve(16);
    state_ = state::fields;
    return true;
  }

  bool read_field() {
    const auto line = next_head_line(errc::bad_field);
    if (!line) return false;
    if (line->empty()) return end_head();
    auto place = field_in(*line);
    if (!place) return fail(errc::bad_field);
    if (places_.size() == limits_.fields) return fail(errc::too_many_fields);
    const auto line_at = static_cast<std::size_t>(line->data() - buffer_.data()) - fields_at_;
    place->name += line_at;
    place->value += line_at;
    places_.push_back(*place);
    return true;
  }

  bool end_head() {
    fields_ = http::fields(std::string(buffer_.data() + fields_at_, at_ - fields_at_), std::exchange(places_, {}));
    framing_ = head_complete(fields_);
    if (framing_.error != errc{}) return fail(framing_.error);
    if (std::exchange(again_, false)) {
      state_ = state::start_line;
      return true;
    }
    if (framing_.how == framing::sized && framing_.length > limits_.body_bytes) return fail(errc::body_too_large);
    head_done_ = true;
    body_at_ = body_end_ = at_;
    switch (framing_.how) {
      case framing::none: state_ = state::done; break;
      case framing::chunked: state_ = state::chunk_size; break;
      case framing::sized:
      case framing::until_close: state_ = state::body; break;
    }
    return true;
  }

  bool read_body() {
    if (framing_.how == framing::until_close) {
      body_end_ = at_ = buffer_.size();
      return body_size() > limits_.body_bytes && fail(errc::body_too_large);
    }
    const std::size_t whole = body_at_ + static_cast<std::size_t>(framing_.length);
    body_end_ = at_ = std::min(buffer_.size(), whole);
    if (at_ == whole) state_ = state::done;
    return false;
  }

  bool read_chunk_size() {
    const auto line = next_line(limits_.chunk_line_bytes, errc::chunk_too_large, errc::bad_chunk);
    if (!line) return false;
    const auto size = chunk_size_in(*line);
    if (!size) return fail(errc::bad_chunk);
    // RFC 9112 7.1.1: extensions are how a small body becomes a long read.
    chunk_.overhead += line->size() + 4;
    if (chunk_.overhead > limits_.chunk_overhead_bytes + 16 * ++chunk_.count) return fail(errc::chunk_too_large);
    if (*size > limits_.body_bytes - body_size()) return fail(errc::body_too_large);
    chunk_.left = static_cast<std::size_t>(*size);
    state_ = *size == 0 ? state::trailer : state::chunk_data;
    return true;
  }

  bool read_chunk_data() {
    const std::size_t taken = std::min(chunk_.left, unread());
    std::memmove(buffer_.data() + body_end_, buffer_.data() + at_, taken);
    body_end_ += taken;
    at_ += taken;
    chunk_.left -= taken;
    if (chunk_.left != 0) return false;
    state_ = state::chunk_end;
    return true;
  }

  bool read_chunk_end() {
    constexpr std::string_view line_end = "\r\n";
    const std::string_view seen(buffer_.data() + at_, std::min<std::size_t>(unread(), 2));
    if (!line_end.starts_with(seen)) return fail(errc::bad_chunk);
    if (seen.size() != 2) return false;
    scanned_ = at_ += 2;
    state_ = state::chunk_size;
    return true;
  }

  // Trailers are read for their form only: nobody asked for them, and framing fields in them must not count
  // (RFC 9110 6.5.1).
  bool read_trailer() {
    const std::size_t used = std::min(body_at_ + chunk_.trailer_bytes, limits_.head_bytes);
    const auto line = next_line(limits_.head_bytes - used, errc::head_too_large, errc::bad_field);
    if (!line) return false;
    if (line->empty()) {
      state_ = state::done;
      return false;
    }
    if (!field_in(*line)) return fail(errc::bad_field);
    if (fields_.size() + ++chunk_.trailers > limits_.fields) return fail(errc::too_many_fields);
    chunk_.trailer_bytes += line->size() + 2;
    return true;
  }

  // Moves what is not yet understood to the end of the body, so that framing takes no room in the buffer.
  void close_gap() noexcept {
    if (!head_done_ || body_end_ == at_) return;
    std::memmove(buffer_.data() + body_end_, buffer_.data() + at_, unread());
    const std::size_t gap = at_ - body_end_;
    buffer_.resize(buffer_.size() - gap);
    scanned_ = std::max(scanned_, at_) - gap;
    at_ = body_end_;
  }

  struct chunk_progress {
    std::size_t left = 0;
    std::size_t count = 0;
    std::size_t overhead = 0;
    std::size_t trailers = 0;
    std::size_t trailer_bytes = 0;
  };

  limits limits_;
  errc malformed_start_;
  byte_buffer buffer_;
  std::size_t at_ = 0;       // everything before it is understood
  std::size_t scanned_ = 0;  // no line end from at_ to here
  std::size_t fields_at_ = 0;
  std::size_t body_at_ = 0;
  std::size_t body_end_ = 0;
  std::vector<fields::place> places_;  // relative to fields_at_
  http::fields fields_;
  framing framing_;
  chunk_progress chunk_;
  std::string kept_extra_;  // extra() once the buffer went with the body
  errc error_{};
  state state_ = state::start_line;
  bool started_ = false;
  bool head_done_ = false;
  bool again_ = false;
  bool persistent_ = false;
  bool in_pieces_ = false;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_MESSAGE_PARSER_HPP
