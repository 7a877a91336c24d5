// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/content_coding.hpp: a coding of one's own.
#include <sheaf/http/client.hpp>
#include <sheaf/http/content_coding.hpp>

#include "support/http_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace http = sheaf::http;
using support::http_fixture;
using support::script;

namespace {

// Every byte twice.
class doubled final : public http::decoder {
 public:
  std::size_t decode(std::string_view& coded, std::span<char> space) override {
    const std::size_t n = std::min(coded.size(), space.size() / 2);
    for (std::size_t i = 0; i < n; ++i) space[2 * i] = space[2 * i + 1] = coded[i];
    coded.remove_prefix(n);
    return 2 * n;
  }
  [[nodiscard]] bool finished() const noexcept override { return true; }
};

}  // namespace

TEST_CASE("no coding is asked for by default, and one's own where it is given") {
  CHECK_FALSE(http::content_coding());
  http_fixture f(http::client_options().decoding(http::content_coding("double", [] { return std::make_unique<doubled>(); })));
  CHECK(f.answer("HTTP/1.1 200 OK\r\nContent-Encoding: double\r\nContent-Length: 3\r\n\r\nabc").text() == "aabbcc");
  CHECK(f.server.requests()[0].find("\r\nAccept-Encoding: double\r\n") != std::string::npos);
}
