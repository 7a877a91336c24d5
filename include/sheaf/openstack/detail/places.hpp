// SPDX-License-Identifier: MIT
//
// Where a cloud's services are, and which microversions they have, as far as it is known by now.

#ifndef SHEAF_OPENSTACK_DETAIL_PLACES_HPP
#define SHEAF_OPENSTACK_DETAIL_PLACES_HPP

#include <sheaf/http/error.hpp>
#include <sheaf/openstack/catalog.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/discovery.hpp>
#include <sheaf/openstack/token.hpp>
#include <sheaf/rest/error.hpp>

#include <cstddef>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace openstack {
namespace detail {

/// Of one service.
class place {
 public:
  std::string given;  // what the catalog says
  api_base base;
  std::optional<version_range> microversions;

  /// The microversion to send for a descriptor's `.version`; empty for none. Throws rest::source_error where the server
  /// has none that will do.
  [[nodiscard]] std::string microversion(const std::string& service, const std::string& wanted) const {
    const auto wish = version_wish::parse(wanted);
    if (!wish) return wanted;  // "latest", or none
    if (!microversions) return wish->wanted.text();
    if (const auto agreed = wish->at(*microversions)) return agreed->text();
    if (wish->wanted < microversions->least)
      return wish->wanted.text();  // no service has given up its oldest yet: let it say so
    throw rest::source_error(service + ": it has microversions " + microversions->least.text() + " to " +
                                 microversions->most.text() + ", and this list is read in " + wish->text(),
                             false);
  }

  /// This microversion was refused, by a server that says to have these. True where they are believed, as they explain
  /// it: there is another one to ask for, or they are too old.
  bool refused(const std::string& microversion, const std::string& wanted, const std::optional<version_range>& has) {
    const auto wish = version_wish::parse(wanted);
    const auto asked = version_number::parse(microversion);
    if (!wish || !asked) return false;
    // What is known of it has proved wrong, unless another call has learned better meanwhile.
    if (microversions && wish->at(*microversions) == asked) microversions.reset();
    if (!has || has->most.major != asked->major || wish->wanted < has->least || wish->at(*has) == asked) return false;
    microversions = has;
    return true;
  }
  /// A version document was read at the root.
  void learn(const std::vector<api_version>& versions) {
    if (const api_version* best = choose_version(versions, base.major); best && best->microversions)
      microversions = best->microversions;
    if (base.guessed) {
      if (auto better = base.corrected(versions)) base = *std::move(better);
    }
    base.guessed = false;
  }
  /// There is none: what the catalog says has to do.
  void give_up() {
    const http::url literal = http::url::parse(given);
    base.url = literal.with_target(without_slashes(literal.path()));
    base.guessed = false;
  }
};

class places {
 public:
  /// Throws rest::unknown_service where the catalog has none, rest::source_error where it makes no sense.
  place& find(const token& t, const credentials& who, const std::string& service) {
    const service_options& own = who.service(service);
    unsigned major = own.major();
    if (major == 0 && find_service_type(service))
      major = version_of_alias(service);  // "volumev2" is meant as it stands
    std::string url = substituted(own.endpoint(), t.project());
    if (url.empty()) url = look_up(t, who, service, own, major);
    place& at = known_[service];
    if (at.given == url) return at;
    at = place();
    try {
      at.base = api_base::of(url, service, t.project(), major);
    } catch (const http::error& e) {
      throw rest::source_error(service + ": the catalog's endpoint cannot be used: " + e.what(), false);
    }
    at.given = std::move(url);
    return at;
  }

 private:
  static std::string look_up(const token& t, const credentials& who, const std::string& service,
                             const service_options& own, unsigned major) {
    endpoint_wish wish(own.type().empty() ? service : own.type());
    wish.interfaces = own.interfaces().empty() ? who.interfaces() : own.interfaces();
    wish.regions = who.regions();
    if (!own.region().empty()) wish.regions = {own.region()};
    wish.name = own.name();
    wish.major = major != 0 ? major : usual_major(service);
    if (auto found = find_endpoint(t.catalog(), wish)) return *std::move(found);
    // Who has no catalog yet may ask keystone what there is to be had.
    if (official_type(service) == "identity" && t.catalog().empty()) return who.auth_url().to_string();
    throw rest::unknown_service(service + ": " + why_no_endpoint(t.catalog(), wish));
  }

  static unsigned usual_major(std::string_view service) {
    const service_type* known = find_service_type(service);
    const auto version = known && !known->version.empty()
                             ? version_number::parse(known->version.substr(1, known->version.find('/', 1) - 1))
                             : std::nullopt;
    return version ? version->major : 0;
  }

  static std::string substituted(std::string url, const std::string& project) {
    for (const char* name : {"%(project_id)s", "%(tenant_id)s", "$(project_id)s", "$(tenant_id)s"}) {
      for (std::size_t at = 0; (at = url.find(name, at)) != url.npos; at += project.size())
        url.replace(at, std::string_view(name).size(), project);
    }
    return url;
  }

  std::map<std::string, place> known_;
};

}  // namespace detail
}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_DETAIL_PLACES_HPP
