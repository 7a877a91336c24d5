// SPDX-License-Identifier: MIT
//
// TLS sessions to go on from, so that a further connection to a server takes no second proof of who it is.

#ifndef SHEAF_HTTP_DETAIL_TLS_SESSIONS_HPP
#define SHEAF_HTTP_DETAIL_TLS_SESSIONS_HPP

#include <sheaf/http/detail/pem.hpp>
#include <sheaf/time_source.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <iterator>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace http {
namespace detail {

using owned_session = std::unique_ptr<SSL_SESSION, freed_by<SSL_SESSION_free>>;

// A session, and until when it may be used: what is resumed again and again is at last proved anew.
struct kept_session {
  owned_session session;
  time_point until = no_deadline;
};

// Belongs to one client, so that all in it was made under the same tls_context; kept by origin, whose host is the name that
// was verified. OpenSSL takes a session for any server and whatever was verified when it was made: who goes on from one
// has to look at its certificate again.
class tls_sessions {
  struct entry {
    std::string origin;
    kept_session what;
  };
  static auto of(std::string_view origin) noexcept {
    return [origin](const entry& e) { return e.origin == origin; };
  }

 public:
  static constexpr std::size_t most_per_origin = 2;  // as many tickets as OpenSSL's servers send
  static constexpr std::size_t most = 512;
  static constexpr std::chrono::hours longest{1};

  explicit tls_sessions(time_source* time) noexcept : time_(time) {}

  // Until when sessions may be used that go back to a proof of this moment.
  [[nodiscard]] time_point proved_now() const noexcept { return deadline_after(now(), longest); }

  // The newest for this origin, or none. It is not here any more: a TLS 1.3 ticket shows whoever sees it twice that it is the
  // same client (RFC 8446 C.4), and one that leads to a failure is not to be tried again.
  [[nodiscard]] kept_session take(std::string_view origin) {
    drop_old();
    const auto found = std::find_if(kept_.rbegin(), kept_.rend(), of(origin));
    if (found == kept_.rend()) return {};
    kept_session taken = std::move(found->what);
    kept_.erase(std::next(found).base());
    return taken;
  }

  void keep(std::string_view origin, kept_session what) {
    drop_old();
    what.until = std::min(what.until, deadline_after(now(), lifetime(what.session.get())));
    if (what.until <= now()) return;
    if (static_cast<std::size_t>(std::count_if(kept_.begin(), kept_.end(), of(origin))) >= most_per_origin) {
      kept_.erase(std::find_if(kept_.begin(), kept_.end(), of(origin)));
    }
    if (kept_.size() >= most) kept_.pop_front();
    kept_.push_back({std::string(origin), std::move(what)});
  }

  void forget(std::string_view origin) { std::erase_if(kept_, of(origin)); }

  [[nodiscard]] std::size_t size() const noexcept { return kept_.size(); }

 private:
  [[nodiscard]] time_point now() const noexcept { return sheaf::now(time_); }

  void drop_old() {
    std::erase_if(kept_, [when = now()](const entry& e) {
      return e.what.until <= when || SSL_SESSION_is_resumable(e.what.session.get()) == 0;
    });
  }

  // As long as the server says (RFC 8446 4.6.1; in TLS 1.2, RFC 5077 3.3, zero says nothing) and the certificate is valid.
  static std::chrono::seconds lifetime(SSL_SESSION* session) {
    const std::chrono::seconds said(SSL_SESSION_get_ticket_lifetime_hint(session));
    const bool says = said.count() != 0 || SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION;
    X509* const shown = SSL_SESSION_get0_peer(session);
    int days = 0, seconds = 0;
    if (!shown || ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(shown)) != 1) return {};
    const std::chrono::seconds valid = std::chrono::hours(24) * days + std::chrono::seconds(seconds);
    return says ? std::min(said, valid) : valid;
  }

  time_source* time_;
  std::deque<entry> kept_;  // the oldest first
};

// Where the tickets of one connection go; nowhere, until its server was verified.
class ticket_box {
 public:
  // To each connection its box, which outlives it.
  static void collect(SSL* from, ticket_box& into) noexcept { SSL_set_app_data(from, &into); }
  static void collect(SSL_CTX* context) noexcept {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, [](SSL* from, SSL_SESSION* session) noexcept {
      auto* const box = static_cast<ticket_box*>(SSL_get_app_data(from));
      if (!box || !box->all_) return 0;
      box->put(owned_session(session));
      return 1;
    });
  }

  // TLS 1.3's tickets come behind the handshake, at any time; what TLS 1.2 has is there, and can be used again.
  void open(SSL* from, std::shared_ptr<tls_sessions> all, std::string origin, time_point until) {
    all_ = std::move(all);
    origin_ = std::move(origin);
    until_ = until;
    if (SSL_version(from) < TLS1_3_VERSION) put(owned_session(SSL_get1_session(from)));
  }

 private:
  // Called by OpenSSL, which knows no exceptions.
  void put(owned_session session) noexcept {
    try {
      all_->keep(origin_, kept_session{std::move(session), until_});
    } catch (const std::bad_alloc&) {  // a whole handshake more, later
    }
  }

  std::shared_ptr<tls_sessions> all_;
  std::string origin_;
  time_point until_ = no_deadline;
};

}  // namespace detail
}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_DETAIL_TLS_SESSIONS_HPP
