// SPDX-License-Identifier: MIT
// Mirrors include/sheaf/http/tls.hpp: who is trusted, and HTTP over it.
#include <sheaf/http/tls.hpp>

#include "support/http_fixture.hpp"
#include "support/tls_fixture.hpp"

#include <sheaf/testing/certificates.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace http = sheaf::http;
namespace testing = sheaf::testing;
using namespace std::chrono_literals;
using support::asked;
using support::authority;
using support::here;
using support::http_fixture;
using support::ok;
using support::profile;
using support::script;
using support::shows;
using support::tls_fixture;
using support::trusted;
using support::trusting;
using support::with;

namespace {

// Gone with what is in it.
struct directory {
  directory() { std::filesystem::create_directory(root); }
  directory(const directory&) = delete;
  directory& operator=(const directory&) = delete;
  ~directory() { std::filesystem::remove_all(root); }

  std::string path(const std::string& name) const { return (root / name).string(); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(root / name) << text;
    return path(name);
  }

  const std::filesystem::path root =
      std::filesystem::temp_directory_path() / ("sheaf-tls-" + std::to_string(::getpid()));
};

// Why these options cannot be used.
std::string refused(const http::tls_options& options) {
  try {
    const http::tls_context context(options);
  } catch (const http::error& e) {
    CHECK(e.errc() == http::errc::tls_failed);
    CHECK(e.phase() == http::phase::tls);
    return e.what();
  }
  return "not refused";
}

std::string encrypted(const std::string& key) {
  const testing::detail::bio_ptr from(BIO_new_mem_buf(key.data(), static_cast<int>(key.size())));
  const testing::detail::key_ptr read(PEM_read_bio_PrivateKey(from.get(), nullptr, nullptr, nullptr));
  const testing::detail::bio_ptr into(BIO_new(BIO_s_mem()));
  char passphrase[] = "passphrase";
  PEM_write_bio_PKCS8PrivateKey(into.get(), read.get(), EVP_aes_128_cbc(), passphrase, 10, nullptr, nullptr);
  return testing::detail::pem_text(into.get());
}

}  // namespace

TEST_CASE("a name is verified against the names of the certificate, and is what is asked for") {
  tls_fixture f;
  CHECK(f.start_as("nova.example").get().text() == "secret");
  CHECK(f.server.server_name() == "nova.example");
}

TEST_CASE("an address is verified against the addresses of the certificate, and no name is asked for") {
  tls_fixture f;
  CHECK(f.start_as("127.0.0.1").get().text() == "secret");
  CHECK(f.server.server_name().empty());
}

TEST_CASE("insecure believes whoever answers, and has to be spelt out") {
  const auto insecure = with(http::tls_options().insecure());
  CHECK(asked("nova.example", profile().name("glance.example").expired(), insecure) == "ok");
  CHECK_FALSE(http::tls_options().is_insecure());
}

TEST_CASE("authorities may come from a file, and one that cannot be read is an error at once") {
  const directory d;
  const std::string path = d.file("ca.pem", authority().pem());
  const auto options = with(http::tls_options().ca_file(path));
  std::filesystem::remove(path);
  CHECK(asked("nova.example", profile().name("nova.example"), options) == "ok");
  CHECK(refused(http::tls_options().ca_file(path)) ==
        "the certificate authorities in " + path + " cannot be used: No such file or directory");
  CHECK(refused(http::tls_options().ca_pem("no certificate")) ==
        "the certificate authorities given as text cannot be used: no start line");
  CHECK(refused(trusted().ca_file(d.file("cut.pem", authority().pem().substr(0, 100)))).starts_with(
        "the certificate authorities in " + d.path("cut.pem") + " cannot be used: "));
}

TEST_CASE("authorities may come from a directory, where OpenSSL finds them by their subjects") {
  const directory d;
  const std::string pem = authority().pem();
  const testing::detail::bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const testing::detail::x509_ptr own(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  char name[32];
  std::snprintf(name, sizeof name, "%08lx.0", X509_subject_name_hash(own.get()));
  d.file(name, pem);
  const auto options = with(http::tls_options().ca_directory(d.path("")));
  CHECK(asked("nova.example", profile().name("nova.example"), options) == "ok");
  std::filesystem::remove(d.path(name));
  CHECK(asked("nova.example", profile().name("nova.example"), with(http::tls_options().ca_directory(d.path("")))) ==
        "unable to get local issuer certificate");
  CHECK(refused(http::tls_options().ca_directory(d.path("nowhere"))) ==
        "the certificate authorities in " + d.path("nowhere") + " cannot be used: No such file or directory");
}

TEST_CASE("a server that asks who we are is shown the certificate of the options, from files or text") {
  const auto own = authority().issue(profile().common_name("horizon").for_client());
  const directory d;
  for (const auto& tls : {trusted().certificate_pem(own.chain, own.key),
                          trusted().certificate_files(d.file("own.pem", own.chain), d.file("own.key", own.key))}) {
    tls_fixture f(shows(support::nova()).client_authority(authority().pem()), with(tls));
    CHECK(f.get().text() == "secret");
    CHECK(f.server.client_name() == "horizon");
  }
  tls_fixture nobody;
  CHECK(nobody.get().text() == "secret");
  CHECK(nobody.server.client_name() == "");
}

TEST_CASE("whoever has no certificate where one is asked for, or one nobody knows, is told so") {
  const auto asks = [] { return shows(support::nova()).client_authority(authority().pem()); };
  tls_fixture without(asks());
  const http::error e = without.failure();
  CHECK(e.errc() == http::errc::no_response);
  CHECK(std::string(e.what()).find("certificate required") != std::string::npos);
  const auto unknown = testing::self_signed(profile().for_client());
  tls_fixture with_unknown(asks(), with(trusted().certificate_pem(unknown.chain, unknown.key)));
  const http::error other = with_unknown.failure();
  CHECK(other.errc() == http::errc::no_response);
  CHECK(std::string(other.what()).find("unknown ca") != std::string::npos);
  // In TLS 1.2 the handshake waits for the server's word.
  CHECK(asked("nova.example", asks().tls_at_most(TLS1_2_VERSION)).find("handshake failure") != std::string::npos);
}

TEST_CASE("a certificate without its key, with another's, or with one behind a passphrase is an error at once") {
  const auto own = authority().issue(profile().for_client()), other = authority().issue(profile().for_client());
  const auto rsa = authority().issue(profile().for_client().weak_key());
  CHECK(refused(trusted().certificate_pem(own.chain, other.key)) ==
        "the client's certificate or key given as text cannot be used: it is not the key of the certificate");
  CHECK(refused(trusted().certificate_pem(own.chain, rsa.key)) ==
        "the client's certificate or key given as text cannot be used: it is not the key of the certificate");
  CHECK(refused(trusted().certificate_pem(rsa.chain, rsa.key)) ==
        "the client's certificate or key given as text cannot be used: ee key too small");
  CHECK(refused(trusted().certificate_pem(own.chain, "secret")).find("secret") == std::string::npos);
  CHECK(refused(trusted().certificate_pem(own.chain, "")).starts_with("the client's certificate or key given as text"));
  CHECK(refused(trusted().certificate_files("/nonexistent/own.pem", "/nonexistent/own.key")) ==
        "the client's certificate or key in /nonexistent/own.pem cannot be used: No such file or directory");
  CHECK(refused(trusted().certificate_pem(own.chain, encrypted(own.key))) ==
        "the client's certificate or key given as text cannot be used: the key has a passphrase, and must have none");
}

TEST_CASE("a server that does not speak TLS, or selects a protocol nobody offered, is refused") {
  http_fixture plain(trusting());
  plain.server.play(script().send("HTTP/1.1 400 Bad Request\r\n\r\n").until_closed());
  const http::error e = plain.failure(http::request::get("https://127.0.0.1:" + std::to_string(plain.server.port())));
  CHECK(e.errc() == http::errc::tls_failed);
  CHECK(e.phase() == http::phase::tls);

  http_fixture h2(trusting(), shows(profile().address("127.0.0.1")).alpn("h2"));
  const http::error refused = h2.failure();
  CHECK(refused.errc() == http::errc::tls_failed);

  http_fixture h1(trusting(), shows(profile().address("127.0.0.1")).alpn("http/1.1"));
  h1.server.otherwise(script().read_request().send(ok("x")));
  CHECK(h1.get().text() == "x");
}

TEST_CASE("a server that closes or resets in the handshake is an error that says so") {
  for (const bool reset : {false, true}) {
    http_fixture f(trusting());
    f.server.play(reset ? script().reset() : script().cut());
    const http::error e = f.failure(http::request::get("https://127.0.0.1:" + std::to_string(f.server.port())));
    CHECK(e.errc() == http::errc::tls_failed);
    CHECK(e.phase() == http::phase::tls);
    const std::string what = e.what();
    CHECK((what.ends_with("the server closed the connection") || what.ends_with("Connection reset by peer")));
  }
}

TEST_CASE("one TLS connection serves one request after another, tickets notwithstanding") {
  tls_fixture f;
  CHECK_FALSE(f.get().reused());
  for (int i = 0; i < 5; ++i) CHECK(f.get().reused());
  CHECK(f.server.connections() == 1);
}

TEST_CASE("over TLS, too, bytes nobody asked for, a proper and an improper end make an idle connection useless") {
  for (const int how : {0, 1, 2}) {
    CAPTURE(how);
    tls_fixture f;
    const script first = script().read_request().send(ok("first")).stall();
    f.server.play(how == 0 ? first.send(ok("poison")).until_closed() : how == 1 ? first.close() : first.cut());
    CHECK(f.get().text() == "first");
    f.until([&] { return f.server.stalled() == 1; });
    f.server.release();
    f.settle();
    CHECK(f.start(http::request::post(f.server.url(), "not idempotent")).get().text() == "secret");
    CHECK(f.client.stats().replayed == 0);
  }
}

TEST_CASE("a body that ends with the connection has to end properly: a cut may be an attacker's") {
  tls_fixture f;
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n\r\nwhole").close());
  CHECK(f.get().text() == "whole");
  f.server.play(script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhalf").cut());
  const http::error e = f.failure();
  CHECK(e.errc() == http::errc::truncated);
  CHECK(std::string(e.what()).ends_with("the connection was closed without TLS's close_notify"));
}

TEST_CASE("an answer cut off behind any of its bytes is an error over TLS, too") {
  tls_fixture f;
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  for (const bool proper : {true, false}) {
    for (std::size_t size = 0; size < answer.size(); ++size) {
      CAPTURE(size);
      const script part = script().read_request().send(answer.substr(0, size));
      f.server.play(proper ? part.close() : part.cut());
      CHECK(f.failure().errc() == (size == 0 ? http::errc::no_response : http::errc::truncated));
      CHECK(f.client.stats().open == 0);
    }
  }
  CHECK(f.get().text() == "secret");
}

TEST_CASE("a kept TLS connection that was closed meanwhile is replaced once") {
  tls_fixture f;
  f.server.play(script().read_request().send(ok("first")).read_request().close());
  f.get();
  CHECK(f.get().text() == "secret");
  CHECK(f.client.stats().replayed == 1);
}

TEST_CASE("large bodies pass both ways, however the socket takes them") {
  http_fixture f(trusting(), shows(profile().address("127.0.0.1")).receive_buffer(4096));
  std::string large(6'000'000, 'x');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i % 23);
  f.server.play(script().read_request().send(ok(large)));
  const http::response r = f.start(http::request::post(f.server.url(), large)).get();
  CHECK(r.text() == large);
  CHECK(f.server.requests().back().ends_with("\r\n\r\n" + large));
}

TEST_CASE("one context serves any number of clients, on any threads") {
  const http::tls_context shared(http::tls_options().ca_pem(authority().pem()));
  std::vector<std::thread> threads;
  std::atomic<int> served = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      http_fixture f(http::client_options().tls(shared), shows(profile().address("127.0.0.1")));
      f.server.otherwise(script().read_request().send(ok("x")));
      for (int n = 0; n < 5; ++n) served += f.get().ok() ? 1 : 0;
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(served == 20);
}
