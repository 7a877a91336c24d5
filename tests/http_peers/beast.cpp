// SPDX-License-Identifier: MIT
//
// Boost.Beast. One row a line: "response|request METHOD HEX"; answers as table.py says.

#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>
#include <boost/version.hpp>

#include <cstddef>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

namespace http = boost::beast::http;

static std::string hex(const std::string& text) {
  static const char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) (out += digits[static_cast<unsigned char>(c) >> 4]) += digits[c & 15];
  return out.empty() ? "-" : out;
}

static std::string unhex(const std::string& digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return out;
}

static std::string version(unsigned n) { return "HTTP/" + std::to_string(n / 10) + "." + std::to_string(n % 10); }

static std::string first_line(const http::response<http::string_body>& m) {
  const std::string reason(m.reason());
  return std::to_string(m.result_int()) + (reason.empty() ? "" : " " + reason);
}
static std::string first_line(const http::request<http::string_body>& m) {
  return std::string(m.method_string()) + " " + std::string(m.target()) + " " + version(m.version());
}

template <bool IsRequest>
static std::string read(const std::string& method, const std::string& bytes) {
  std::optional<http::parser<IsRequest, http::string_body>> parser(std::in_place);
  const auto begin = [&] {
    parser.emplace();
    parser->eager(method != "CONNECT");  // whose body is a tunnel, or that of a refusal
    if (method == "HEAD") parser->skip(true);
  };
  begin();
  std::string left = bytes;  // all at once: octet by octet, its eager reading of chunks fails an assertion in 1.74
  boost::beast::error_code error;
  const auto again = [&] {  // behind an interim response, as its documentation has it
    if constexpr (!IsRequest) {
      const unsigned status = parser->get().result_int();
      if (status < 200 && status != 101) {
        begin();
        return true;
      }
    }
    return false;
  };
  bool tunnel = false;
  for (;;) {
    if constexpr (!IsRequest) {
      tunnel = parser->is_header_done() && method == "CONNECT" && parser->get().result_int() / 100 == 2;
      if (parser->is_header_done()) parser->eager(true);
    }
    if (tunnel || (parser->is_done() && !again())) break;
    const std::size_t taken = left.empty() ? 0 : parser->put(boost::asio::buffer(left), error);
    left.erase(0, taken);
    if (error && error != http::error::need_more) return "refused\t" + error.message() + "\t-";
    error = {};
    if (taken != 0 || parser->is_done()) continue;
    if (parser->got_some()) parser->put_eof(error);
    if (!parser->is_done()) return "truncated\t" + (error ? error.message() : "no message");
    break;
  }
  const auto& m = parser->get();
  std::string fields;
  for (const auto& f : m)
    fields += (fields.empty() ? "" : ",") + hex(std::string(f.name_string())) + "=" + hex(std::string(f.value()));
  return "message\t" + hex(first_line(m)) + "\t" + hex(m.body()) + "\t" +
         (parser->keep_alive() && !tunnel ? "stay" : "close") + "\t" + hex(left) + "\t" +
         (fields.empty() ? "-" : fields);
}

int main(int count, char** arguments) {
  if (count == 2 && std::string(arguments[1]) == "--version") {
    std::cout << "Boost.Beast " << BOOST_BEAST_VERSION << " (Boost " << BOOST_VERSION / 100000 << "."
              << BOOST_VERSION / 100 % 1000 << ")\n";
    return 0;
  }
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string kind, method, data;
    words >> kind >> method >> data;
    try {
      std::cout << (kind == "response" ? read<false>(method, unhex(data)) : read<true>(method, unhex(data))) << "\n";
    } catch (const std::length_error& e) {  // of a field beyond 64 KiB, which its basic_fields throws out of put()
      std::cout << "refused\t" << e.what() << "\t-\n";
    }
  }
}
