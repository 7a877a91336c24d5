// SPDX-License-Identifier: MIT
//
// Boost.Beast for clients.sh: a connection for each request at a time, callbacks, no limits of time, no executor that has to be
// asked what it is.

#include "clients.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <deque>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using tcp_socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;
using tls_socket = beast::ssl_stream<tcp_socket>;

namespace {

void must(const error_code& error) {
  if (error) throw boost::system::system_error(error);
}

template <class Stream>
class worker {
 public:
  worker(task& t, asio::io_context& context, asio::ssl::context& tls) : task_(t), stream_(make(context, tls)) {
    buffer_.reserve(128 * 1024);  // as much as that is then read at once
    request_.method(beast::http::verb::get);
    request_.target(t.path);
    request_.version(11);
    request_.set(beast::http::field::host, "127.0.0.1:" + t.port);
    request_.set(beast::http::field::user_agent, "beast");
    request_.set(beast::http::field::accept_encoding, "identity");
  }

  void start() {
    const tcp::endpoint server(asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(std::stoul(task_.port)));
    beast::get_lowest_layer(stream_).async_connect(server, [this](error_code error) {
      must(error);
      beast::get_lowest_layer(stream_).set_option(tcp::no_delay(true));
      if constexpr (std::is_same_v<Stream, tls_socket>) {
        stream_.set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
        stream_.async_handshake(asio::ssl::stream_base::client, [this](error_code failed) {
          must(failed);
          ask();
        });
      } else {
        ask();
      }
    });
  }

 private:
  static Stream make(asio::io_context& context, asio::ssl::context& tls) {
    if constexpr (std::is_same_v<Stream, tls_socket>) {
      return Stream(context.get_executor(), tls);
    } else {
      return Stream(context.get_executor());
    }
  }

  void ask() {
    if (!task_.next()) return;
    beast::http::async_write(stream_, request_, [this](error_code error, std::size_t) {
      must(error);
      answer_.clear();
      answer_.body().clear();  // and its memory serves again
      beast::http::async_read(stream_, buffer_, answer_, [this](error_code failed, std::size_t) {
        must(failed);
        task_.check(answer_.result_int(), answer_.body().size());
        ask();
      });
    });
  }

  task& task_;
  Stream stream_;
  beast::flat_buffer buffer_;
  beast::http::request<beast::http::empty_body> request_;
  beast::http::response<beast::http::string_body> answer_;
};

template <class Stream>
void run(task& t) {
  asio::io_context context{1};
  asio::ssl::context tls(asio::ssl::context::tls_client);
  if (t.tls()) tls.load_verify_file(t.authorities);
  tls.set_verify_mode(asio::ssl::verify_peer);
  std::deque<worker<Stream>> workers;
  for (std::size_t i = 0; i < t.concurrency; ++i) workers.emplace_back(t, context, tls).start();
  context.run();
  t.report();
}

}  // namespace

int main(int argc, char** argv) {
  task t(argc, argv);
  t.tls() ? run<tls_socket>(t) : run<tcp_socket>(t);
}
