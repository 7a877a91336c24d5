// SPDX-License-Identifier: MIT
// Requests to a socket in the file system: client_options::unix_socket in include/sheaf/http/client_options.hpp.
#include <sheaf/http/client.hpp>

#include "support/descriptors.hpp"
#include "support/http_fixture.hpp"
#include "support/relay.hpp"

#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <asio/local/stream_protocol.hpp>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace http = sheaf::http;
using local = asio::local::stream_protocol;
using support::http_fixture;
using support::ok;
using support::script;

namespace {

// A path in a folder of its own.
struct socket_path {
  socket_path() {
    std::string name = (std::filesystem::temp_directory_path() / "sheaf-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no folder for a socket");
    folder = name;
  }
  socket_path(const socket_path&) = delete;
  socket_path& operator=(const socket_path&) = delete;
  ~socket_path() { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string text() const { return (folder / "socket").string(); }
  std::filesystem::path folder;
};

http::client_options through(const socket_path& path) { return http::client_options().unix_socket(path.text()); }

}  // namespace

TEST_CASE("every request goes to the socket, which is told the URL's host and target") {
  socket_path path;
  http_fixture f(through(path));
  support::relay<local> relay(f.context, local::endpoint(path.text()), f.server.port());
  f.server.otherwise(script().read_request().send(ok("here")).again());
  CHECK(f.start(http::request::get("http://docker/v1.43/info?x")).get().text() == "here");
  CHECK(f.server.requests()[0].starts_with("GET /v1.43/info?x HTTP/1.1\r\nHost: docker\r\n"));
  const http::response again = f.start(http::request::get("http://docker/")).get();
  CHECK(again.reused());
  CHECK(f.start(http::request::get("http://192.0.2.1:9/")).get().text() == "here");
  CHECK(relay.connections() == 2);
}

TEST_CASE("neither a name is looked up nor a proxy asked for it") {
  socket_path path;
  const auto never = [](const std::string&) -> std::vector<asio::ip::address> { throw std::logic_error("asked"); };
  http_fixture f(through(path).lookup(never).proxies(http::proxy::parse("proxy.example:1")));
  support::relay<local> relay(f.context, local::endpoint(path.text()), f.server.port());
  f.server.otherwise(script().read_request().send(ok("here")).again());
  CHECK(f.start(http::request::get("http://nova.example/x")).get().text() == "here");
  CHECK(f.server.requests()[0].starts_with("GET /x HTTP/1.1\r\nHost: nova.example\r\n"));
}

TEST_CASE("TLS over the socket is TLS with the URL's host") {
  const sheaf::testing::certificate_authority authority;
  const auto shown = authority.issue(sheaf::testing::certificate_profile().name("nova.example"));
  socket_path path;
  http_fixture f(through(path).tls(http::tls_options().ca_pem(authority.pem())),
                 sheaf::testing::scripted_server_options().tls(shown));
  support::relay<local> relay(f.context, local::endpoint(path.text()), f.server.port());
  f.server.otherwise(script().read_request().send(ok("secret")).again());
  CHECK(f.start(http::request::get("https://nova.example/")).get().text() == "secret");
  CHECK(f.failure(http::request::get("https://other.example/")).errc() == http::errc::tls_failed);
}

TEST_CASE("a socket that nobody listens on, or that cannot be, is an error that says so") {
  socket_path path;
  http_fixture f(through(path)), too_long(http::client_options().unix_socket(std::string(108, 'x')));
  const int before = support::open_descriptors();
  const http::error e = f.failure(http::request::get("http://docker/"));
  CHECK(e.errc() == http::errc::connect_failed);
  CHECK(e.phase() == http::phase::connect);
  CHECK(e.retry_safe());
  CHECK(std::string(e.what()) == "no connection to docker:80 through " + path.text() + ": No such file or directory");
  local::acceptor closed(f.context, local::endpoint(path.text()));
  closed.close();
  CHECK(std::string(f.failure(http::request::get("http://docker/")).what()).ends_with(": Connection refused"));
  CHECK(std::string(too_long.failure(http::request::get("http://docker/")).what()).ends_with(": File name too long"));
  CHECK(f.client.stats().open == 0);
  CHECK(support::open_descriptors() == before);
}

TEST_CASE("a socket at which too many wait is an error and no hang") {
  socket_path path;
  http_fixture f(through(path));
  local::acceptor full(f.context);
  full.open();
  full.bind(local::endpoint(path.text()));
  full.listen(0);
  local::socket filler(f.context);
  filler.connect(local::endpoint(path.text()));
  const http::error e = f.failure(http::request::get("http://docker/"));
  CHECK(e.errc() == http::errc::connect_failed);
  CHECK(std::string(e.what()).ends_with(": Resource temporarily unavailable"));
}

TEST_CASE("a request that hangs on the socket ends with its limit, and leaves nothing open") {
  socket_path path;
  http_fixture f(through(path));
  support::relay<local> relay(f.context, local::endpoint(path.text()), f.server.port());
  f.settle();
  const int before = support::open_descriptors();
  f.server.play(script().read_request().until_closed());
  support::call c = f.start(http::request::get("http://docker/"));
  f.until([&] { return f.server.requests().size() == 1; });
  f.advance(std::chrono::seconds(60));
  CHECK(std::string(c.failure().what()) == "no first byte from docker:80 through " + path.text() + " after 60.0 s");
  f.until([&] { return f.server.open() == 0 && relay.open() == 0; });
  CHECK(support::open_descriptors() == before);
}
