// SPDX-License-Identifier: MIT
//
// Recorded answers (recorder.hpp), found again by service and target.

#ifndef SHEAF_TESTING_DETAIL_RECORDING_HPP
#define SHEAF_TESTING_DETAIL_RECORDING_HPP

#include <sheaf/testing/detail/http_text.hpp>
#include <sheaf/testing/detail/json_text.hpp>

#include <dirent.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

struct recorded_answer {
  std::string service, endpoint, target;  // the endpoint's path, without a slash at its end
  bool from_root = false;
  std::chrono::nanoseconds took{};
  std::string status, fields, body;  // "200 OK", whole lines
  bool says_close = false;
};

class recording {
 public:
  /// Reads every *.http of a folder. Throws std::runtime_error that names the file and what it lacks.
  explicit recording(std::string folder) : folder_(std::move(folder)) {
    std::vector<std::string> files;
    const std::unique_ptr<DIR, closed> all(::opendir(folder_.c_str()));
    if (!all) refuse_to_read(folder_);
    while (const dirent* const file = ::readdir(all.get())) {
      if (std::string_view(file->d_name).ends_with(".http")) files.emplace_back(file->d_name);
    }
    // By the number at the end of the name: -2 before -10.
    std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    for (const std::string& file : files) add(read(folder_ + '/' + file));
    if (files.empty())
      throw std::runtime_error("no answers (*.http) are in " + folder_ + ": sheaf::testing::recorder writes them");
  }

  /// The services that answers are of, each with its endpoint's path, in the order of their names.
  [[nodiscard]] const std::map<std::string, std::string>& services() const { return services_; }

  /// The next answer to a request, which is one of path and query; null where there is none. Of several to one target
  /// each comes once, in order, and the last again and again; `take` moves on.
  [[nodiscard]] const recorded_answer* find(std::string_view service, const request& asked, bool take) {
    const auto found = answers_.find(key(service, asked.path, asked.query));
    if (found == answers_.end()) return nullptr;
    auto& [all, next] = found->second;
    const recorded_answer& out = all[next];
    if (take && next + 1 < all.size()) ++next;
    return &out;
  }

  /// Why `asked` has no answer, and what there is.
  [[nodiscard]] std::string why_not(std::string_view service, const request& asked) const {
    std::string out =
        concat({"not recorded: ", asked.method, " ", asked.target, ". Of ", service, " there are in ", folder_, ":"});
    std::size_t told = 0;
    for (const auto& [name, answers] : answers_) {
      const recorded_answer& one = answers.first.front();
      if (one.service != service) continue;
      if (++told > 8) return out + " and more";
      out += concat({told == 1 ? " " : ", ", one.from_root ? "" : one.endpoint, one.target});
    }
    return told == 0 ? out + " none" : out;
  }

 private:
  // The C library's files: this header is in whatever includes a simulated cloud, and <filesystem> takes long to
  // compile.
  struct closed {
    void operator()(DIR* folder) const { ::closedir(folder); }
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[noreturn]] static void refuse_to_read(const std::string& path) {
    throw std::runtime_error("cannot read " + path + ": " + std::generic_category().message(errno));
  }
  static std::string text_of(const std::string& path) {
    const std::unique_ptr<std::FILE, closed> file(std::fopen(path.c_str(), "rb"));
    if (!file) refuse_to_read(path);
    std::string out;
    std::array<char, 16384> piece;
    while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), file.get()))
      out.append(piece.data(), size);
    if (std::ferror(file.get())) refuse_to_read(path);
    return out;
  }

  /// The order of parameters does not matter.
  static std::string key(std::string_view service, std::string_view path, query_pairs query) {
    std::sort(query.begin(), query.end());
    return concat({service, " ", path, "?", write_query(query)});
  }

  void add(recorded_answer one) {
    const auto [known, is_new] = services_.emplace(one.service, one.endpoint);
    if (!is_new && known->second != one.endpoint) {
      throw std::runtime_error("the answers of " + one.service + " in " + folder_ + " have two endpoints, \"" +
                               known->second + "\" and \"" + one.endpoint + "\": keep those of one cloud in a folder");
    }
    const std::string target = concat({one.from_root ? "" : one.endpoint, one.target});
    const std::size_t question = std::min(target.find('?'), target.size());
    const std::string path = url_decode(std::string_view(target).substr(0, question), false);
    const auto query = parse_query(std::string_view(target).substr(std::min(question + 1, target.size())));
    answers_[key(one.service, path, query)].first.push_back(std::move(one));
  }

  static recorded_answer read(const std::string& file) {
    const std::string text = text_of(file);
    const auto refuse = [&](std::string_view what) {
      throw std::runtime_error(concat({file, " is no recorded answer: ", what}));
    };
    // Written by hand, its lines may end with a bare LF.
    std::size_t at = 0;
    const auto line = [&]() -> std::optional<std::string> {
      const std::size_t end = text.find('\n', at);
      if (end == text.npos) return std::nullopt;
      std::string out = text.substr(at, end - at);
      if (out.ends_with('\r')) out.pop_back();
      at = end + 1;
      return out;
    };
    recorded_answer out;
    bool has_endpoint = false;
    const auto start = line();
    if (!start || !start->starts_with("HTTP/1.") || start->size() < 12) refuse("it does not begin with a status line");
    out.status = start->substr(9);
    for (auto field = line(); !field || !field->empty(); field = line()) {
      const std::size_t colon = field ? field->find(':') : std::string::npos;
      if (colon == std::string::npos) refuse("its head has no end, or a line that is no field");
      const std::string_view name = std::string_view(*field).substr(0, colon);
      std::string value = field->substr(std::min(field->find_first_not_of(" \t", colon + 1), field->size()));
      if (same_name(name, "X-Recorded-Service")) {
        out.service = std::move(value);
      } else if (same_name(name, "X-Recorded-Endpoint")) {
        out.endpoint = std::move(value);
        has_endpoint = true;
        while (out.endpoint.ends_with('/')) out.endpoint.pop_back();
      } else if (same_name(name, "X-Recorded-Target")) {
        out.target = std::move(value);
      } else if (same_name(name, "X-Recorded-From")) {
        out.from_root = value == "root";
      } else if (same_name(name, "X-Recorded-Milliseconds")) {
        const double milliseconds = std::strtod(value.c_str(), nullptr);
        if (!(milliseconds >= 0 && milliseconds < 1e9)) refuse("its X-Recorded-Milliseconds are none");
        out.took = std::chrono::nanoseconds(std::llround(milliseconds * 1e6));
      } else if (same_name(name, "Connection")) {
        out.says_close = same_name(value, "close");
      } else if (!same_name(name, "Content-Length") && !same_name(name, "Transfer-Encoding") &&
                 !same_name(name, "Keep-Alive")) {
        out.fields += *field + "\r\n";
      }
    }
    out.body = text.substr(at);
    if (out.service.empty()) refuse("it has no X-Recorded-Service");
    if (!has_endpoint) refuse("it has no X-Recorded-Endpoint");
    if (!out.target.starts_with('/')) refuse("its X-Recorded-Target does not begin with a slash");
    return out;
  }

  std::string folder_;
  std::map<std::string, std::string> services_;
  std::map<std::string, std::pair<std::vector<recorded_answer>, std::size_t>> answers_;
};

/// The recorded text with the links of its service leading to `origin`.
[[nodiscard]] inline std::string with_links_to(std::string_view text, std::string_view service,
                                               std::string_view origin) {
  std::string out(text);
  for (const std::string_view scheme : {"http://", "https://"}) {
    const std::string from = concat({scheme, service, ".example"});
    for (std::size_t at = 0; (at = out.find(from, at)) != out.npos;) {
      // Not the beginning of a longer name.
      const char next = at + from.size() < out.size() ? out[at + from.size()] : '/';
      const bool ends =
          next == '/' || next == '"' || next == '\'' || next == '?' || next == '<' || next == ' ' || next == '\r';
      if (ends) out.replace(at, from.size(), origin);
      at += ends ? origin.size() : from.size();
    }
  }
  return out;
}

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_RECORDING_HPP
