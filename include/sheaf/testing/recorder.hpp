// SPDX-License-Identifier: MIT
//
// recorder.hpp: writes a cloud's answers to files, without its secrets, for a simulated_cloud to give them again.
//
//     testing::recorder recorded("answers");
//     openstack::cloud cloud(executor, credentials, openstack::cloud_options().on_answer(recorded));
//
// Each answer is a file as it came over the wire, head and body, that can be read, edited, removed and copied:
//
//     HTTP/1.1 200 OK
//     X-Recorded-Service: compute
//     X-Recorded-Endpoint: /v2.1
//     X-Recorded-Target: /servers/detail?limit=2
//     X-Recorded-Milliseconds: 48.213
//     Content-Type: application/json
//
//     {"servers": [...], "servers_links": [{"rel": "next", "href": "http://compute.example/v2.1/servers/detail?limit=2&marker=..."}]}

#ifndef SHEAF_TESTING_RECORDER_HPP
#define SHEAF_TESTING_RECORDER_HPP

#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/scrub.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace testing {

/// A handle; copies write to the same folder.
///
/// Files are named after service and path, and numbered: "compute-servers-detail-1.http". A refusal is an answer too.
/// Logins are not recorded.
///
/// What is no longer in a file: the token in use and the credentials' secrets (the cloud leaves them out), fields,
/// members and parameters of URLs that name a secret (X-Subject-Token, Set-Cookie; "adminPass", "user_data", "blob"),
/// whatever looks like a token of keystone's, and the hosts of URLs. The service's own is http://SERVICE.example,
/// others are http://host-1a2b3c.example. Everything else is data of the cloud: names, addresses, metadata. Look at
/// what you share.
///
/// Threads: any; the clouds of several loops may have one.
class recorder {
 public:
  /// Makes the folder where there is none; what is in it stays. Throws std::filesystem::filesystem_error.
  explicit recorder(std::filesystem::path folder) : state_(std::make_shared<state>(std::move(folder))) {
    std::filesystem::create_directories(state_->folder);
  }

  /// Writes one answer: openstack::answered, or another with such members. Throws std::runtime_error when it cannot.
  template <class Answered>
  void operator()(const Answered& a) const {
    parts p{a.service, a.endpoint.origin(), std::string(a.endpoint.path()), a.target, a.reason, {}, a.body};
    for (const auto& [name, value] : a.fields) add_field(p, name, value);
    write(std::move(p), a.from_root, a.status, std::chrono::duration<double, std::milli>(a.took).count());
  }

  /// How many were written.
  [[nodiscard]] std::size_t answers() const {
    const std::lock_guard lock(state_->guard);
    return state_->answers;
  }

 private:
  struct state {
    explicit state(std::filesystem::path where) : folder(std::move(where)) {}
    const std::filesystem::path folder;
    mutable std::mutex guard;
    std::map<std::string, unsigned> numbers;
    std::size_t answers = 0;
  };
  struct parts {
    std::string service, origin, endpoint, target, reason, fields, body;
  };

  [[nodiscard]] static std::string clean(std::string_view text, const parts& of) {
    return simulation::without_tokens(simulation::with_hosts_replaced(text, of.origin, of.service));
  }

  static void add_field(parts& to, std::string_view name, std::string_view value) {
    // The body was put together and decoded; how it is sent again is for others to say.
    for (const std::string_view framing : {"Transfer-Encoding", "Content-Length", "Content-Encoding", "Trailer"}) {
      if (simulation::same_name(name, framing)) return;
    }
    const std::string text = simulation::names_secret(name) ? std::string(simulation::scrubbed_mark) : clean(value, to);
    to.fields += simulation::concat({name, ": ", text, "\r\n"});
  }

  void write(parts p, bool from_root, int status, double milliseconds) const;

  std::shared_ptr<state> state_;
};

inline void recorder::write(parts p, bool from_root, int status, double milliseconds) const {
  using simulation::concat;
  while (p.endpoint.ends_with('/')) p.endpoint.pop_back();
  // A link that leads below the endpoint is told like any other target.
  if (from_root && p.target.starts_with(p.endpoint + '/')) {
    p.target.erase(0, p.endpoint.size());
    from_root = false;
  }
  p.target = clean(simulation::without_secret_parameters(p.target), p);

  std::string stem = p.service + '-';
  for (const char c : std::string_view(p.target).substr(0, std::min(p.target.find('?'), p.target.size()))) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-';
    if (plain) stem += c;
    if (!plain && !stem.ends_with('-')) stem += '-';
  }
  while (stem.ends_with('-')) stem.pop_back();
  stem = stem.substr(0, 150);

  std::array<char, 32> took{};
  std::snprintf(took.data(), took.size(), "%.3f", milliseconds);
  const std::string text =
      concat({"HTTP/1.1 ", std::to_string(status), " ", clean(p.reason, p), "\r\nX-Recorded-Service: ", p.service,
              "\r\nX-Recorded-Endpoint: ", p.endpoint.empty() ? "/" : p.endpoint, "\r\nX-Recorded-Target: ", p.target,
              from_root ? "\r\nX-Recorded-From: root" : "", "\r\nX-Recorded-Milliseconds: ", took.data(), "\r\n",
              p.fields, "\r\n", clean(simulation::json_scrubber::scrub(p.body), p)});

  const std::lock_guard lock(state_->guard);
  unsigned& number = state_->numbers[stem];
  std::filesystem::path file;
  do {
    file = state_->folder / (stem + '-' + std::to_string(++number) + ".http");
  } while (std::filesystem::exists(file));
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out)
    throw std::runtime_error("sheaf::testing::recorder: cannot write " + file.string() +
                             ": look at the folder's rights and the disk's room");
  ++state_->answers;
}

}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_RECORDER_HPP
