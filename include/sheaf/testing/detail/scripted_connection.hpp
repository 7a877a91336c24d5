// SPDX-License-Identifier: MIT
//
// One connection of a scripted_server, and the state they share.

#ifndef SHEAF_TESTING_DETAIL_SCRIPTED_CONNECTION_HPP
#define SHEAF_TESTING_DETAIL_SCRIPTED_CONNECTION_HPP

#include <sheaf/detail/asio.hpp>
#include <sheaf/detail/timer.hpp>
#include <sheaf/testing/certificates.hpp>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <asio/ssl/stream.hpp>
#include <asio/write.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace detail {

using asio::ip::tcp;

struct step {
  enum kind {
    read_request,
    read_head,
    read,
    send,
    answer,
    stall,
    until_closed,
    half_close,
    cut,
    reset,
    close,
    renegotiate,
    update_keys,
    again
  };

  explicit step(kind k) : what(k) {}

  kind what;
  std::string bytes;
  std::size_t piece = 0;  // bytes at once; of read, all of them
  std::function<std::string(std::string_view)> make;
};

struct scripted_peer;

struct scripted_state {
  explicit scripted_state(const asio::any_io_executor& ex) : executor(ex), acceptor(ex) {}

  void serve_tls(const certificate& shown, const std::string& alpn, int at_most, long ticket_lifetime) {
    SSL_CTX* const native = tls.native_handle();
    SSL_CTX_set_security_level(native, 0);  // what it shows is for the client to judge
    SSL_CTX_set_min_proto_version(native, at_most < TLS1_2_VERSION ? at_most : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(native, at_most);
    SSL_CTX_set_timeout(native, ticket_lifetime);
    constexpr unsigned char context[] = {'s'};
    SSL_CTX_set_session_id_context(native, context, sizeof context);
    tls.use_certificate_chain(asio::buffer(shown.chain));
    tls.use_private_key(asio::buffer(shown.key), asio::ssl::context::pem);
    if (alpn.empty()) return;
    selected = alpn;
    SSL_CTX_set_alpn_select_cb(
        tls.native_handle(),
        [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char*, unsigned, void* self) {
          const std::string& protocol = static_cast<scripted_state*>(self)->selected;
          *out = reinterpret_cast<const unsigned char*>(protocol.data());
          *size = static_cast<unsigned char>(protocol.size());
          return SSL_TLSEXT_ERR_OK;
        },
        this);
  }

  void ask_for_certificate(const std::string& authority) {
    tls.add_certificate_authority(asio::buffer(authority));
    tls.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  }

  asio::any_io_executor executor;
  tcp::acceptor acceptor;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::string selected;
  bool secure = false;
  std::uint16_t port = 0;
  std::deque<std::vector<step>> scripts;
  std::vector<step> otherwise;
  std::vector<std::string> requests;
  std::size_t accepted = 0;
  std::size_t handshakes_failed = 0;
  std::size_t resumed = 0;
  std::string server_name;
  std::string client_name;
  std::set<scripted_peer*> peers;
};

struct scripted_peer {
  explicit scripted_peer(std::shared_ptr<scripted_state> s) : state(std::move(s)), parked(state->executor, nullptr) {
    state->peers.insert(this);
  }
  scripted_peer(const scripted_peer&) = delete;
  scripted_peer& operator=(const scripted_peer&) = delete;
  virtual ~scripted_peer() { state->peers.erase(this); }

  virtual tcp::socket& socket() noexcept = 0;

  std::shared_ptr<scripted_state> state;
  sheaf::detail::timer parked;
  bool stalls = false;
  std::string unread;   // received, not yet part of a request
  std::string request;  // the last one read
};

struct tcp_peer final : scripted_peer {
  tcp_peer(std::shared_ptr<scripted_state> s, tcp::socket accepted)
      : scripted_peer(std::move(s)), stream(std::move(accepted)) {}
  tcp::socket& socket() noexcept override { return stream; }

  tcp::socket stream;
};

struct tls_peer final : scripted_peer {
  tls_peer(std::shared_ptr<scripted_state> s, tcp::socket accepted)
      : scripted_peer(std::move(s)), stream(std::move(accepted), state->tls) {}
  tcp::socket& socket() noexcept override { return stream.next_layer(); }

  asio::ssl::stream<tcp::socket> stream;
};

inline std::size_t content_length(std::string head) {
  std::transform(head.begin(), head.end(), head.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  constexpr std::string_view name = "\r\ncontent-length:";
  const std::size_t at = head.find(name);
  if (at == std::string::npos) return 0;
  const std::size_t digits = head.find_first_not_of(' ', at + name.size());
  std::size_t length = 0;
  std::from_chars(head.data() + digits, head.data() + head.size(), length);
  return length;
}

// Gives false when the client has gone.
template <class Peer>
asio::awaitable<bool> read_more(Peer& peer, std::size_t most = 16 * 1024) {
  std::array<char, 16 * 1024> buffer;
  asio::error_code error;
  const std::size_t size = co_await peer.stream.async_read_some(asio::buffer(buffer, most),
                                                                asio::redirect_error(asio::use_awaitable, error));
  peer.unread.append(buffer.data(), size);
  co_return !error;
}

template <class Peer>
asio::awaitable<bool> read_request(Peer& peer, bool with_body) {
  std::size_t end;
  while ((end = peer.unread.find("\r\n\r\n")) == std::string::npos) {
    const bool more = co_await read_more(peer);
    if (!more) co_return false;
  }
  end += 4;
  if (with_body) end += content_length(peer.unread.substr(0, end));
  while (peer.unread.size() < end) {
    const bool more = co_await read_more(peer);
    if (!more) co_return false;
  }
  peer.request = peer.unread.substr(0, end);
  peer.unread.erase(0, end);
  peer.state->requests.push_back(peer.request);
  co_return true;
}

template <class Peer>
asio::awaitable<bool> read(Peer& peer, std::size_t bytes) {
  while (peer.unread.size() < bytes) {
    const bool more = co_await read_more(peer, bytes - peer.unread.size());
    if (!more) co_return false;
  }
  peer.unread.erase(0, bytes);
  co_return true;
}

template <class Peer>
asio::awaitable<bool> send(Peer& peer, std::string bytes, std::size_t piece) {
  if (piece == 0) piece = std::max<std::size_t>(bytes.size(), 1);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::size_t size = std::min(piece, bytes.size() - at);
    asio::error_code error;
    co_await asio::async_write(peer.stream, asio::buffer(bytes.data() + at, size),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return false;
    // Turns in which whoever shares this loop reads what was sent before more of it comes.
    for (int turn = 0; turn < 4 && at + size < bytes.size(); ++turn) {
      co_await asio::post(peer.socket().get_executor(), asio::use_awaitable);
    }
  }
  co_return true;
}

inline void say_goodbye(tcp_peer&) {}

inline void say_goodbye(tls_peer& peer) {
  // Sends our close_notify; non-blocking, so that the client's is not waited for.
  asio::error_code ignored;
  peer.socket().non_blocking(true, ignored);
  peer.stream.shutdown(ignored);
}

inline asio::awaitable<bool> shake_hands(tcp_peer&, step::kind) { co_return true; }

inline asio::awaitable<bool> shake_hands(tls_peer& peer, step::kind why) {
  SSL* const ssl = peer.stream.native_handle();
  const int wanted = why == step::renegotiate ? SSL_renegotiate(ssl) : SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
  if (wanted != 1) throw std::logic_error("a scripted server cannot do this in the TLS it speaks");
  asio::error_code error;
  co_await peer.stream.async_handshake(asio::ssl::stream_base::server,
                                       asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

template <class Peer>
asio::awaitable<void> stall(Peer& peer) {
  peer.stalls = true;
  try {
    co_await peer.parked.wait_until(no_deadline);
  } catch (const asio::system_error&) {  // cancelled: released, or the server was closed
  }
  peer.stalls = false;
}

// Gives false when the client has gone.
template <class Peer>
asio::awaitable<bool> perform(Peer& peer, const step& now) {
  asio::error_code ignored;
  switch (now.what) {
    case step::read_request:
    case step::read_head:
      co_return co_await read_request(peer, now.what == step::read_request);
    case step::read:
      co_return co_await read(peer, now.piece);
    case step::send:
      co_return co_await send(peer, now.bytes, now.piece);
    case step::answer:
      co_return co_await send(peer, now.make(peer.request), 0);
    case step::stall:
      co_await stall(peer);
      co_return peer.socket().is_open();
    case step::until_closed:
      while (co_await read_more(peer)) peer.unread.clear();
      co_return false;
    case step::half_close:
      say_goodbye(peer);
      peer.socket().shutdown(tcp::socket::shutdown_send, ignored);
      co_return true;
    case step::reset:
      peer.socket().set_option(asio::socket_base::linger(true, 0), ignored);
      [[fallthrough]];
    case step::cut:
      peer.socket().close(ignored);
      co_return false;
    case step::renegotiate:
    case step::update_keys:
      co_return co_await shake_hands(peer, now.what);
    case step::close:
    case step::again:
      break;
  }
  co_return true;
}

template <class Peer>
asio::awaitable<void> play(std::unique_ptr<Peer> peer, std::vector<step> steps) {
  for (std::size_t i = 0; i < steps.size() && steps[i].what != step::close; ++i) {
    if (steps[i].what == step::again) {
      i = static_cast<std::size_t>(-1);
      continue;
    }
    const bool goes_on = co_await perform(*peer, steps[i]);
    if (!goes_on) break;
  }
  if (!peer->socket().is_open()) co_return;
  say_goodbye(*peer);
  asio::error_code ignored;
  peer->socket().close(ignored);
}

// In what the client showed.
inline std::string common_name(SSL* ssl) {
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
  const x509_ptr shown(SSL_get1_peer_certificate(ssl));
#else
  const x509_ptr shown(SSL_get_peer_certificate(ssl));
#endif
  char name[256] = {};
  if (shown) X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name, sizeof name);
  return name;
}

inline asio::awaitable<void> play_tls(std::unique_ptr<tls_peer> peer, std::vector<step> steps) {
  asio::error_code error;
  co_await peer->stream.async_handshake(asio::ssl::stream_base::server,
                                        asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    ++peer->state->handshakes_failed;
    co_return;
  }
  SSL* const ssl = peer->stream.native_handle();
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  peer->state->server_name = name ? name : "";
  peer->state->client_name = common_name(ssl);
  peer->state->resumed += SSL_session_reused(ssl) == 1 ? 1 : 0;
  co_await play(std::move(peer), std::move(steps));
}

}  // namespace detail
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_SCRIPTED_CONNECTION_HPP
