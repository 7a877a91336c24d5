// SPDX-License-Identifier: MIT
//
// A request on its way out: its head, its body or what the body's source gives, and whether it may be sent once more.

#ifndef SHEAF_HTTP_DETAIL_SENDING_HPP
#define SHEAF_HTTP_DETAIL_SENDING_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/http/connection.hpp>
#include <sheaf/http/detail/request_head.hpp>
#include <sheaf/http/request.hpp>

#include <asio/buffer.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

// Never waits: write() goes as far as it can and says what it stopped at.
class sending {
 public:
  enum class stop : std::uint8_t {
    end,     // all is sent, or error() says why the rest is not
    socket,  // takes nothing more now
    source,  // has the next piece, for take()
  };

  sending(const request& r, std::pmr::memory_resource* memory) : request_(r), bytes_(memory) {}

  // From the head, on a connection that has taken nothing of it.
  void begin(std::string_view host, const own_lines& own, const proxy* forwarder) {
    bytes_.clear();
    write_head(bytes_, request_, host, own, forwarder);
    unsent_ = bytes_;
    sent_ = 0;
    error_ = {};
    body_begun_ = request_.source() ? false : request_.body().size() <= small_body;
  }

  stop write(connection& c) {
    for (;;) {
      if (!unsent_.empty()) {
        asio::error_code error;
        const std::size_t taken = c.write_some(asio::buffer(unsent_), error);
        unsent_.remove_prefix(taken);
        sent_ += taken;
        if (error == asio::error::would_block) return stop::socket;
        if (error) {
          error_ = error;
          return stop::end;
        }
      } else if (!body_begun_ && !request_.source()) {
        unsent_ = request_.body();
        body_begun_ = true;
      } else {
        return request_.source() && !source_ended_ ? stop::source : stop::end;
      }
    }
  }

  [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
  [[nodiscard]] const asio::error_code& error() const noexcept { return error_; }
  [[nodiscard]] bool has_body() const { return request_.source() || !request_.body().empty(); }

  // Whether it may be sent once more without doing anything twice, now
  [[nodiscard]] bool may_repeat() const {
    return (!body_begun_ || can_rewind()) && (sent_ == 0 || request_.is_idempotent());
  }
  // and when all of it was sent.
  [[nodiscard]] bool may_fail() const { return can_rewind() && request_.is_idempotent(); }

  // To be followed by begin().
  void rewind() {
    if (request_.source() && body_begun_) request_.source()->rewind()();
    source_ended_ = false;
    source_sent_ = 0;
  }

  // The source is being asked, so that from now on it can be sent once more only by going back.
  const body_source& ask() {
    body_begun_ = true;
    return *request_.source();
  }
  // What it gave, which has to stay as it is until it is sent; nothing at its end. Where that is not what it said, an error.
  [[nodiscard]] std::optional<std::string> take(std::string_view piece) {
    source_ended_ = piece.empty();
    source_sent_ += piece.size();
    if (const auto& size = request_.source()->size()) {
      unsent_ = piece;
      if (source_sent_ <= *size && (!source_ended_ || source_sent_ == *size)) return std::nullopt;
      return "the body's source said " + std::to_string(*size) + " bytes and gave " +
             (source_ended_ ? "only " : "at least ") + std::to_string(source_sent_);
    }
    char digits[20];
    bytes_.assign(digits, std::to_chars(digits, digits + sizeof digits, piece.size(), 16).ptr);
    bytes_.append("\r\n").append(piece).append("\r\n");
    unsent_ = bytes_;
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool can_rewind() const { return !request_.source() || request_.source()->rewind(); }

  const request& request_;
  std::pmr::string bytes_;  // the head, or a chunk
  std::string_view unsent_;
  std::size_t sent_ = 0;
  asio::error_code error_;
  std::uint64_t source_sent_ = 0;
  bool source_ended_ = false;
  bool body_begun_ = false;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_SENDING_HPP
