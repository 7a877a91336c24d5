// SPDX-License-Identifier: MIT
//
// discovery.hpp: which versions a service has, where they begin, and which microversion to ask for. Pure.

#ifndef SHEAF_OPENSTACK_DISCOVERY_HPP
#define SHEAF_OPENSTACK_DISCOVERY_HPP

#include <sheaf/http/error.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/http/url.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/openstack/service_types.hpp>

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// A version of an API or a microversion; 2.9 is older than 2.10.
class version_number {
 public:
  constexpr version_number() = default;
  constexpr version_number(unsigned a, unsigned b) : major(a), minor(b) {}
  /// "2.79", "v2.1", "v3"; nothing where it is none of these.
  [[nodiscard]] static std::optional<version_number> parse(std::string_view text);
  [[nodiscard]] std::string text() const { return std::to_string(major) + '.' + std::to_string(minor); }
  [[nodiscard]] friend constexpr auto operator<=>(const version_number&, const version_number&) = default;

  unsigned major = 0, minor = 0;
};

/// The microversions a server has.
class version_range {
 public:
  version_range(version_number a, version_number b) : least(a), most(b) {}
  version_number least, most;
};

/// What a descriptor's `.version` says: "2.79" is read best from 2.79, and from anything older too; "2.53..2.79" needs
/// at least 2.53.
class version_wish {
 public:
  explicit version_wish(version_number best) : wanted(best) {}
  [[nodiscard]] static std::optional<version_wish> parse(std::string_view text);

  /// The microversion to ask such a server for; nothing where it is too old, or too new.
  [[nodiscard]] std::optional<version_number> at(const version_range& server) const {
    const version_number best = std::min(wanted, server.most);
    if (best < server.least || (least && best < *least)) return std::nullopt;
    return best;
  }
  /// "2.79", or "2.53 to 2.79".
  [[nodiscard]] std::string text() const { return (least ? least->text() + " to " : std::string()) + wanted.text(); }

  std::optional<version_number> least;
  version_number wanted;
};

/// One entry of a version document.
class api_version {
 public:
  version_number id;
  std::string status;  // in capitals: "CURRENT", "STABLE", "SUPPORTED", "DEPRECATED", "EXPERIMENTAL"
  std::string link;                            // to itself, as the server believes it is reached; may be empty
  std::optional<version_range> microversions;
};

/// Reads a version document in any of the shapes services have: {"versions": [...]}, {"versions": {"values": [...]}},
/// {"version": {...}}, {"choices": [...]}, or one bare entry. Nothing where the body is none.
[[nodiscard]] inline std::optional<std::vector<api_version>> read_versions(std::string_view body);

/// The newest one of that major version (0: of any) that is no experiment; null where there is none.
[[nodiscard]] inline const api_version* choose_version(const std::vector<api_version>& versions, unsigned major);

/// Where the lists of a service are.
class api_base {
 public:
  /// From a catalog's URL. One without a version, or with another major version than is read (`major`; 0: what the
  /// descriptors of the service speak), gets the version that the service usually has; that is a guess. `project` is
  /// the project's id, which URLs of some services end with.
  /// Throws http::error(errc::invalid_url).
  [[nodiscard]] static api_base of(std::string_view endpoint, std::string_view type, std::string_view project,
                                   unsigned major = 0);

  /// What the version document found at the root says instead. The links in it are made of what the server believes
  /// itself to be: of another origin, or of one without the root's path, only the version is taken. Nothing where the
  /// document has no such version.
  [[nodiscard]] std::optional<api_base> corrected(const std::vector<api_version>& versions) const;

  http::url url;         // without a slash at its end, unless that is all
  http::url root;        // where the version document should be
  std::string tail;      // behind the version: "/" and the project's id
  unsigned major = 0;    // what is looked for in the document; 0: any
  bool guessed = false;
};

/// The range that a 406 names: in its fields, in placement's members, or in its sentence ("Minimum is 2.1 and maximum
/// is 2.93"). Nothing where it names none.
[[nodiscard]] inline std::optional<version_range> read_range(const http::response& refusal);

inline std::optional<version_number> version_number::parse(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  version_number out;
  const char* const end = text.data() + text.size();
  const auto whole = std::from_chars(text.data(), end, out.major);
  if (whole.ec != std::errc()) return std::nullopt;
  if (whole.ptr == end) return out;
  const auto part = std::from_chars(whole.ptr + 1, end, out.minor);
  if (*whole.ptr != '.' || part.ec != std::errc() || part.ptr != end) return std::nullopt;
  return out;
}

inline std::optional<version_wish> version_wish::parse(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto wanted = version_number::parse(dots == text.npos ? text : text.substr(dots + 2));
  if (!wanted) return std::nullopt;
  version_wish out(*wanted);
  if (dots == text.npos) return out;
  out.least = version_number::parse(text.substr(0, dots));
  if (!out.least || *out.least > out.wanted) return std::nullopt;
  return out;
}

namespace detail {

class version_reader {
 public:
  std::optional<std::vector<api_version>> read(std::string_view body) {
    try {
      std::string buffer;
      json::reader reader;
      entry bare;
      reader.members(json::pad(body, buffer), [&](std::string_view key, json::value& v) {
        const bool listed = key == "versions" || key == "choices";
        if (listed && v.is_object()) {
          v.members([&](std::string_view inner, json::value& values) {
            if (inner == "values") read_all(values);
          });
        } else if (listed) {
          read_all(v);
        } else if (key == "version" && v.is_object()) {
          read_one(v);
        } else {
          bare.take(key, v);
        }
      });
      if (!document_) bare.finish(found_);
      if (!document_ && found_.empty()) return std::nullopt;
      return std::move(found_);
    } catch (const json::error&) {
      return std::nullopt;
    }
  }

 private:
  class entry {
   public:
    void take(std::string_view key, json::value& v) {
      if (key == "links" && v.is_array()) return read_links(v);
      if (!v.is_string()) return;
      if (key == "id") id_ = version_number::parse(v.string());
      if (key == "status") {
        for (const char c : v.string()) version_.status += static_cast<char>(c >= 'a' && c <= 'z' ? c & ~0x20 : c);
      }
      if (key == "min_version") least_ = version_number::parse(v.string());
      if (key == "max_version" || (key == "version" && !most_)) most_ = version_number::parse(v.string());
    }
    void finish(std::vector<api_version>& into) {
      if (!id_) return;
      version_.id = *id_;
      // Of another major version than the entry is, they make no sense.
      const bool sensible =
          least_ && most_ && *least_ <= *most_ && least_->major == id_->major && most_->major == id_->major;
      if (sensible) version_.microversions.emplace(*least_, *most_);
      into.push_back(std::move(version_));
    }

   private:
    void read_links(json::value& links) {
      links.elements([&](std::size_t, json::value& link) {
        if (!link.is_object()) return;
        std::string rel, href;
        link.members([&](std::string_view name, json::value& text) {
          if (name == "rel" && text.is_string()) rel = text.string();
          if (name == "href" && text.is_string()) href = text.string();
        });
        if (rel == "self" && version_.link.empty()) version_.link = href;
      });
    }

    std::optional<version_number> id_, least_, most_;
    api_version version_;
  };

  void read_one(json::value& v) {
    document_ = true;
    entry one;
    v.members([&](std::string_view key, json::value& member) { one.take(key, member); });
    one.finish(found_);
  }
  void read_all(json::value& v) {
    document_ = true;
    v.elements([&](std::size_t, json::value& one) {
      if (one.is_object()) read_one(one);
    });
  }

  bool document_ = false;
  std::vector<api_version> found_;
};

// A path's last segment that is a version, where it is the last or last but one: begin and end of "/v2.1".
inline std::optional<std::pair<std::size_t, std::size_t>> version_in(std::string_view path) {
  std::size_t end = path.size();
  for (int i = 0; i != 2 && end != 0; ++i) {
    const std::size_t slash = path.substr(0, end).rfind('/');
    if (slash == path.npos) break;
    const std::string_view segment = path.substr(slash + 1, end - slash - 1);
    if (segment.starts_with('v') && version_number::parse(segment)) return std::pair(slash, end);
    end = slash;
  }
  return std::nullopt;
}

inline std::string_view without_slashes(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace detail

inline std::optional<std::vector<api_version>> read_versions(std::string_view body) {
  return detail::version_reader().read(body);
}

inline const api_version* choose_version(const std::vector<api_version>& versions, unsigned major) {
  const api_version* best = nullptr;
  for (const api_version& one : versions) {
    if ((major != 0 && one.id.major != major) || one.status == "EXPERIMENTAL") continue;
    if (!best || best->id < one.id) best = &one;
  }
  return best;
}

inline api_base api_base::of(std::string_view endpoint, std::string_view type, std::string_view project,
                             unsigned major) {
  const http::url given = http::url::parse(endpoint);
  const std::string path(detail::without_slashes(given.path()));
  const auto version = detail::version_in(path);
  const service_type* known = find_service_type(type);
  const std::string_view usual = known ? known->version : std::string_view();
  const std::string_view segment = usual.substr(0, usual.find("/{}"));
  const auto spoken = version_number::parse(segment.substr(segment.starts_with('/') ? 1 : 0));

  api_base out;
  out.major = major != 0 ? major : spoken ? spoken->major : 0;
  out.root = given.with_target(version ? path.substr(0, version->first) : path);
  out.tail = version ? path.substr(version->second) : std::string();
  const auto has = version ? version_number::parse(std::string_view(path).substr(version->first + 1,
                                                                                 version->second - version->first - 1))
                           : std::nullopt;
  if (has && (out.major == 0 || has->major == out.major)) {
    out.url = given.with_target(path);
    return out;
  }
  if (out.major == 0) {  // the API begins at the root, or nothing is known of it
    out.url = given.with_target(path);
    out.guessed = !known;
    return out;
  }
  const bool usually = spoken && spoken->major == out.major;
  if (!version && usually && segment != usual && !project.empty()) out.tail = '/' + std::string(project);
  const std::string root(detail::without_slashes(out.root.path()));
  out.url = given.with_target(root + (usually ? std::string(segment) : "/v" + std::to_string(out.major)) + out.tail);
  out.guessed = true;
  return out;
}

inline std::optional<api_base> api_base::corrected(const std::vector<api_version>& versions) const {
  const api_version* best = choose_version(versions, major);
  if (!best) return std::nullopt;
  const std::string prefix(detail::without_slashes(root.path()));
  std::string path = prefix + "/v" + (best->id.minor == 0 ? std::to_string(best->id.major) : best->id.text());
  if (!best->link.empty()) {
    try {
      const http::url told = root.resolve(best->link);
      const std::string_view there = detail::without_slashes(told.path());
      if (same_origin(told, root) && there.starts_with(prefix + '/')) {
        path = there;
      } else if (const auto version = detail::version_in(there)) {
        path = prefix + std::string(there.substr(version->first, version->second - version->first));
      }
    } catch (const http::error&) {
      // The link is no URL: its version's number has to do.
    }
  }
  api_base out = *this;
  out.url = root.with_target(path + (path.ends_with(tail) ? std::string() : tail));
  out.guessed = false;
  return out;
}

inline std::optional<version_range> read_range(const http::response& refusal) {
  std::optional<version_number> least, most;
  const auto number_behind = [](std::string_view text, std::string_view words) -> std::optional<version_number> {
    const std::size_t at = text.find(words);
    if (at == text.npos) return std::nullopt;
    std::string_view rest = text.substr(at + words.size());
    rest.remove_prefix(std::min(rest.find_first_of("0123456789"), rest.size()));
    rest = rest.substr(0, rest.find_first_not_of("0123456789."));
    while (rest.ends_with('.')) rest.remove_suffix(1);
    return version_number::parse(rest);
  };
  for (const char* service : {"OpenStack-API-", "X-OpenStack-Ironic-API-"}) {
    const auto lowest = refusal.header(std::string(service) + "Minimum-Version"),
               highest = refusal.header(std::string(service) + "Maximum-Version");
    if (!lowest || !highest) continue;
    least = number_behind(*lowest, "");
    most = number_behind(*highest, "");
  }
  const std::string_view body = refusal.text();
  if (!least || !most) {
    least = number_behind(body, "\"min_version\":");
    most = number_behind(body, "\"max_version\":");
  }
  if (!least || !most) {
    least = number_behind(body, "inimum is ");
    most = number_behind(body, "aximum is ");
  }
  if (!least || !most || *most < *least) return std::nullopt;
  return version_range(*least, *most);
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_DISCOVERY_HPP
