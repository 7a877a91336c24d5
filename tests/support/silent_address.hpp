// SPDX-License-Identifier: MIT
//
// A port on 127.0.0.1 to which a connection is neither accepted nor refused: its queue is full, so the kernel drops the
// SYN.

#ifndef SHEAF_TESTS_SUPPORT_SILENT_ADDRESS_HPP
#define SHEAF_TESTS_SUPPORT_SILENT_ADDRESS_HPP

#include <sheaf/detail/asio.hpp>

#include <asio/ip/tcp.hpp>

#include <cstdint>

namespace support {

class silent_address {
 public:
  explicit silent_address(asio::io_context& context) : acceptor_(context), filler_(context) {
    const asio::ip::tcp::endpoint any_port(asio::ip::address_v4::loopback(), 0);
    acceptor_.open(any_port.protocol());
    acceptor_.bind(any_port);
    acceptor_.listen(0);  // Linux queues one more than it is told
    filler_.connect(acceptor_.local_endpoint());
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  asio::ip::tcp::acceptor acceptor_;
  asio::ip::tcp::socket filler_;
};

}  // namespace support

#endif  // SHEAF_TESTS_SUPPORT_SILENT_ADDRESS_HPP
