// SPDX-License-Identifier: MIT
//
// What the clients of clients.sh ask: one loop over epoll that answers GET /SIZE with so many bytes, plain on one port and with
// TLS on another, and looks at nothing else.
//
//   clients_server AUTHORITIES     writes its certificate authority there, and prints its two ports

#include <sheaf/testing/certificates.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace {

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int listen_somewhere(int& port) {
  const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  if (::bind(s, address, size) != 0 || ::listen(s, 1024) != 0 || ::getsockname(s, address, &size) != 0) die("listen");
  port = ntohs(at.sin_port);
  return s;
}

SSL_CTX* tls_context(const char* authorities) {
  const sheaf::testing::certificate_authority authority;
  std::ofstream(authorities) << authority.pem();
  const auto shown = authority.issue(sheaf::testing::certificate_profile().address("127.0.0.1"));
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  BIO* const chain = BIO_new_mem_buf(shown.chain.data(), static_cast<int>(shown.chain.size()));
  BIO* const key = BIO_new_mem_buf(shown.key.data(), static_cast<int>(shown.key.size()));
  X509* const certificate = PEM_read_bio_X509(chain, nullptr, nullptr, nullptr);
  EVP_PKEY* const secret = PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
  if (SSL_CTX_use_certificate(context, certificate) != 1 || SSL_CTX_use_PrivateKey(context, secret) != 1) die("certificate");
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

const std::string& answer_of(const std::string& size) {
  static std::map<std::string, std::string> made;
  std::string& answer = made[size];
  if (answer.empty()) {
    answer = "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 09:00:00 GMT\r\nServer: field\r\nContent-Type: application/json\r\n"
             "Content-Length: " + size + "\r\n\r\n" + std::string(std::strtoul(size.c_str(), nullptr, 10), 'x');
  }
  return answer;
}

class connection {
 public:
  connection(int s, SSL* tls) : socket_(s), tls_(tls) {}
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    SSL_free(tls_);
    ::close(socket_);
  }

  // As far as it goes; false at its end.
  bool go_on() {
    for (;;) {
      while (!unsent_.empty()) {
        const long n = write();
        if (n <= 0) return blocked(n);
        unsent_.remove_prefix(static_cast<std::size_t>(n));
      }
      const long n = read();
      if (n <= 0) return blocked(n);
      asked_.append(space_.data(), static_cast<std::size_t>(n));
      if (!asked_.ends_with("\r\n\r\n")) continue;
      const std::size_t slash = asked_.find('/') + 1;
      unsent_ = answer_of(asked_.substr(slash, asked_.find(' ', slash) - slash));
      asked_.clear();
    }
  }

 private:
  long read() {
    if (tls_) return SSL_read(tls_, space_.data(), static_cast<int>(space_.size()));
    return ::recv(socket_, space_.data(), space_.size(), 0);
  }
  long write() {
    if (tls_) return SSL_write(tls_, unsent_.data(), static_cast<int>(unsent_.size()));
    return ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
  }
  bool blocked(long n) {
    if (!tls_) return n < 0 && errno == EAGAIN;
    const int why = SSL_get_error(tls_, static_cast<int>(n));
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
  }

  const int socket_;
  SSL* const tls_;
  std::array<char, 4096> space_;
  std::string asked_;
  std::string_view unsent_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "usage: %s AUTHORITIES\n", argv[0]), 2;
  std::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  SSL_CTX* const context = tls_context(argv[1]);
  int plain_port = 0, tls_port = 0;
  const int plain = listen_somewhere(plain_port), tls = listen_somewhere(tls_port);
  const int epoll = ::epoll_create1(0);
  const auto watch = [epoll](int s, void* what) {
    epoll_event e{};
    e.events = EPOLLIN | EPOLLOUT | EPOLLET;
    e.data.ptr = what;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, s, &e);
  };
  int listeners[] = {plain, tls};
  for (int& s : listeners) watch(s, &s);
  std::printf("%d %d\n", plain_port, tls_port);
  std::fflush(stdout);
  std::array<epoll_event, 256> events;
  for (;;) {
    const int n = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < n; ++i) {
      void* const what = events[static_cast<std::size_t>(i)].data.ptr;
      if (what != &listeners[0] && what != &listeners[1]) {
        auto* const one = static_cast<connection*>(what);
        if (!one->go_on()) delete one;
        continue;
      }
      for (int s; (s = ::accept4(*static_cast<int*>(what), nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
        const int yes = 1;
        ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        SSL* secure = nullptr;
        if (what == &listeners[1]) {
          secure = SSL_new(context);
          SSL_set_fd(secure, s);
          SSL_set_accept_state(secure);
        }
        watch(s, new connection(s, secure));
      }
    }
  }
}
