// SPDX-License-Identifier: MIT
//
// A bare HTTP client for looking at servers from outside: sends bytes, reads what comes, knows nothing of the library's
// http.

#ifndef SHEAF_TESTS_SUPPORT_RAW_HTTP_HPP
#define SHEAF_TESTS_SUPPORT_RAW_HTTP_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// What came back on a connection until it ended, and how it ended (asio::error::eof: closed in order).
struct raw_answer {
  std::string bytes;
  asio::error_code end;

  [[nodiscard]] std::string head() const { return bytes.substr(0, bytes.find("\r\n\r\n") + 2); }
  [[nodiscard]] std::string body() const {
    const std::size_t end_of_head = bytes.find("\r\n\r\n");
    return end_of_head == bytes.npos ? std::string() : bytes.substr(end_of_head + 4);
  }
  [[nodiscard]] std::string status() const { return bytes.substr(0, bytes.find("\r\n")); }
  /// The head's lines after the first.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> fields() const {
    std::vector<std::pair<std::string, std::string>> out;
    const std::string text = head();
    for (std::size_t at = text.find("\r\n") + 2; at < text.size();) {
      const std::size_t end_of_line = text.find("\r\n", at);
      const std::size_t colon = text.find(": ", at);
      out.emplace_back(text.substr(at, colon - at), text.substr(colon + 2, end_of_line - colon - 2));
      at = end_of_line + 2;
    }
    return out;
  }
  [[nodiscard]] std::string field(std::string_view name) const {
    for (auto& [key, value] : fields()) {
      if (key == name) return value;
    }
    return {};
  }
};

/// Reads until the stream ends.
template <class Stream>
asio::awaitable<void> read_to_end(Stream& stream, raw_answer& answer) {
  std::array<char, 16384> buffer;
  while (!answer.end) {
    const std::size_t count =
        co_await stream.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, answer.end));
    answer.bytes.append(buffer.data(), count);
  }
}

/// Sends `request` to a port of this machine and reads until the other side ends the connection.
inline asio::awaitable<raw_answer> exchange(std::uint16_t port, std::string request) {
  asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
  co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
  raw_answer answer;
  co_await read_to_end(socket, answer);
  co_return answer;
}

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_RAW_HTTP_HPP
