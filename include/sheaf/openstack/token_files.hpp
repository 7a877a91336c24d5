// SPDX-License-Identifier: MIT
//
// token_files.hpp: tokens on disk, for programs that run briefly and often.

#ifndef SHEAF_OPENSTACK_TOKEN_FILES_HPP
#define SHEAF_OPENSTACK_TOKEN_FILES_HPP

#include <sheaf/http/detail/digest.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/write.hpp>
#include <sheaf/openstack/token.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A folder of tokens, one file for each way of signing in: the user's own (0600, in a folder of 0700), replaced in one
/// piece. What is found there and cannot be trusted or read is as if it were not there, and said to the observer;
/// nothing throws but what memory does.
///
/// A file's name is a hash of where and as whom one signs in, without the secrets; in it stands a salted hash with
/// them, so that a token is given only to who knows these.
///
/// Threads: safe, as rename(2) is. It reads and writes at once: a small file at the first login and after each.
class token_files {
 public:
  /// Told in one line what was ignored, and why; never a secret.
  using observer = std::function<void(const std::string& what)>;

  explicit token_files(std::string folder, observer ignored = {})
      : folder_(std::move(folder)), ignored_(std::move(ignored)) {}

  /// Nothing where there is none for these fingerprints (login::fingerprint, without and with secrets).
  [[nodiscard]] std::optional<token> load(const std::string& who, const std::string& proof) const;
  void save(const std::string& who, const std::string& proof, const token& t) const;
  void remove(const std::string& who) const { ::unlink(path_of(who).c_str()); }

  [[nodiscard]] std::string path_of(const std::string& who) const {
    return folder_ + "/token-" + who.substr(0, 32) + ".json";
  }

 private:
  void ignore(const std::string& path, const std::string& why) const {
    if (ignored_) ignored_(path + ": " + why);
  }
  static std::string salted(const std::string& salt, const std::string& proof) {
    return http::detail::sha256(salt + proof);
  }
  [[nodiscard]] std::optional<std::string> read(const std::string& path) const;

  std::string folder_;
  observer ignored_;
};

namespace detail {

// Closes its descriptor.
class open_file {
 public:
  explicit open_file(int fd) noexcept : fd_(fd) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

struct kept_token {
  std::int64_t format = 0, begins = 0, expires = 0;  // times in seconds since 1970
  std::string salt, proof, secret, project;
  bool scoped = true;
  openstack::catalog catalog;

  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{field("format", &kept_token::format),   field("begins", &kept_token::begins),
                       field("expires", &kept_token::expires), field("salt", &kept_token::salt),
                       field("proof", &kept_token::proof),     field("secret", &kept_token::secret),
                       maybe("project", &kept_token::project), field("scoped", &kept_token::scoped),
                       field("catalog", &kept_token::catalog)};
  }
};

inline constexpr std::int64_t kept_format = 1;

}  // namespace detail

inline std::optional<std::string> token_files::read(const std::string& path) const {
  const detail::open_file file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.fd() < 0) {
    if (errno != ENOENT) ignore(path, std::strerror(errno));
    return std::nullopt;
  }
  struct stat about {};
  if (::fstat(file.fd(), &about) != 0 || !S_ISREG(about.st_mode)) return ignore(path, "it is no file"), std::nullopt;
  if (about.st_uid != ::geteuid()) return ignore(path, "it belongs to somebody else"), std::nullopt;
  if ((about.st_mode & 077) != 0) return ignore(path, "others may read or write it"), std::nullopt;
  constexpr off_t most = 16 << 20;
  if (about.st_size > most) return ignore(path, "it is too long for a token"), std::nullopt;
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t have = 0;
  while (have != text.size()) {
    const ssize_t n = ::read(file.fd(), text.data() + have, text.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    have += static_cast<std::size_t>(n);
  }
  text.resize(have);
  return text;
}

inline std::optional<token> token_files::load(const std::string& who, const std::string& proof) const {
  const std::string path = path_of(who);
  const auto text = read(path);
  if (!text) return std::nullopt;
  try {
    auto kept = json::read<detail::kept_token>(*text);
    if (kept.format != detail::kept_format) return ignore(path, "it is of another format"), std::nullopt;
    if (kept.proof != salted(kept.salt, proof))
      return ignore(path, "it was signed in for with other secrets"), std::nullopt;
    constexpr std::int64_t latest = 7258118400;  // the year 2200, which the clock can still count
    const bool sane =
        kept.begins >= 0 && kept.begins <= kept.expires && kept.expires <= latest && !kept.secret.empty() &&
        kept.secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=") ==
            std::string::npos;
    if (!sane) return ignore(path, "its times or its token make no sense"), std::nullopt;
    const auto at = [](std::int64_t seconds) { return wall_time(std::chrono::seconds(seconds)); };
    return token(std::move(kept.secret), at(kept.begins), at(kept.expires), std::move(kept.catalog))
        .scoped_to(std::move(kept.project), kept.scoped);
  } catch (const json::error&) {
    return ignore(path, "it is damaged"), std::nullopt;
  }
}

inline void token_files::save(const std::string& who, const std::string& proof, const token& t) const {
  const std::string path = path_of(who);
  const auto seconds = [](wall_time when) {
    return std::int64_t{std::chrono::floor<std::chrono::seconds>(when.time_since_epoch()).count()};
  };
  detail::kept_token kept;
  kept.format = detail::kept_format;
  kept.begins = seconds(t.begins());
  kept.expires = seconds(t.expires());
  kept.salt = http::detail::random_hexadecimal(16);
  kept.proof = salted(kept.salt, proof);
  kept.secret = t.secret();
  kept.project = t.project();
  kept.scoped = t.scoped();
  kept.catalog = t.catalog();
  const std::string text = json::write(kept);

  if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) return ignore(folder_, std::strerror(errno));
  // Written beside it and moved over it: who reads meanwhile sees the old one or the new.
  const std::string fresh = path + '.' + http::detail::random_hexadecimal(8);
  bool whole = false;
  {
    const detail::open_file file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.fd() < 0) return ignore(fresh, std::strerror(errno));
    std::string_view rest = text;
    while (!rest.empty()) {
      const ssize_t n = ::write(file.fd(), rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    whole = rest.empty();
  }
  if (whole && std::rename(fresh.c_str(), path.c_str()) == 0) return;
  const std::string why = std::strerror(errno);
  ::unlink(fresh.c_str());
  ignore(path, "it could not be written: " + why);
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_TOKEN_FILES_HPP
