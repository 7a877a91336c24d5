// SPDX-License-Identifier: MIT
//
// login.hpp: what is sent to keystone to sign in, and who it is that signs in. Pure.

#ifndef SHEAF_OPENSTACK_LOGIN_HPP
#define SHEAF_OPENSTACK_LOGIN_HPP

#include <sheaf/http/detail/digest.hpp>
#include <sheaf/http/response.hpp>
#include <sheaf/json/read.hpp>
#include <sheaf/json/write.hpp>
#include <sheaf/openstack/credentials.hpp>
#include <sheaf/openstack/error.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace openstack {

/// What keystone answers with a 401 to who has proved something, but not enough: the receipt to come back with, and the
/// methods that would do together, in any of these sets.
class login_receipt {
 public:
  std::string secret;
  std::vector<std::string> done;
  std::vector<std::vector<std::string>> wanted;

  /// Nothing where the answer has none (identity API v3, "Multi-factor authentication").
  [[nodiscard]] static std::optional<login_receipt> read(const http::response& answer);
};

/// The door from credentials to keystone: the only place that writes secrets, and that knows them all.
class login {
 public:
  /// The body of POST /v3/auth/tokens with these methods. `passcode` is for totp.
  [[nodiscard]] static std::string body(const credentials& who, const std::vector<login_method>& methods,
                                        std::string_view passcode = {});
  /// With all methods of the credentials.
  [[nodiscard]] static std::string body(const credentials& who, std::string_view passcode = {}) {
    return body(who, who.methods(), passcode);
  }

  /// The passcode of the moment; empty where there is none.
  [[nodiscard]] static std::string passcode(const credentials& who) {
    return who.passcode_ ? who.passcode_() : std::string();
  }

  /// What has to be proved besides to complete a receipt, and can be; nothing where it cannot.
  [[nodiscard]] static std::optional<std::vector<login_method>> missing(const credentials& who,
                                                                        const login_receipt& receipt);

  /// Everything that may stand in no text: as it is, and as JSON writes it.
  [[nodiscard]] static secrets of(const credentials& who) {
    secrets out;
    for (const std::string* one : {&who.password_, &who.token_, &who.credential_secret_}) out.add(*one);
    if (who.written_passcode_) out.add(who.passcode_());
    return out;
  }

  /// A hash (SHA-256, hexadecimal) of where and as whom it is signed in: with the secrets, so that it is equal only
  /// where these are; or without, for a file's name.
  [[nodiscard]] static std::string fingerprint(const credentials& who, bool with_secrets) {
    std::string all;
    // Each with its length: no two different lists give one text.
    const auto add = [&all](std::string_view part) { (all += std::to_string(part.size()) += ':') += part; };
    add(who.auth_url_.to_string());
    for (const login_method m : who.methods_) add(name(m));
    add(who.user_.empty() ? std::string() : who.user_.members());
    add(who.credential_id_);
    add(who.credential_name_);
    add(who.passcode_ ? "passcode" : "");  // a token that took a second factor is not for who has none
    add(who.scope_.json());
    if (with_secrets) {
      for (const std::string* one : {&who.password_, &who.token_, &who.credential_secret_}) add(*one);
    }
    return http::detail::sha256(all);
  }

  /// A hash of where and whose the logins are that a provider counts together, for whatever project; as far as it can
  /// be told.
  [[nodiscard]] static std::string account(const credentials& who) {
    const std::string whose = who.user_.empty() ? who.credential_id_ + ' ' + who.token_ : who.user_.members();
    return http::detail::sha256(who.auth_url_.to_string() + ' ' + whose);
  }

  /// Why keystone may have said no; empty where nothing is known that it does not say itself.
  [[nodiscard]] static std::string advice(const credentials& who);

  [[nodiscard]] static std::string_view name(login_method m) {
    switch (m) {
      case login_method::password:
        return "password";
      case login_method::token:
        return "token";
      case login_method::application_credential:
        return "application_credential";
      default:
        return "totp";
    }
  }

 private:
  static std::string proof(const credentials& who, login_method m, std::string_view passcode);
};

inline std::string login::body(const credentials& who, const std::vector<login_method>& methods,
                               std::string_view passcode) {
  std::string names, proofs;
  for (const login_method m : methods) {
    json::write_string(names += names.empty() ? "" : ",", name(m));
    json::write_string(proofs += ',', name(m));
    proofs += ":{" + proof(who, m, passcode) + '}';
  }
  const std::string scope = who.scope().json();
  return "{\"auth\":{\"identity\":{\"methods\":[" + names + ']' + proofs + '}' +
         (scope.empty() ? "" : ",\"scope\":" + scope) + "}}";
}

inline std::string login::proof(const credentials& who, login_method m, std::string_view passcode) {
  const auto user = [&](const std::string& more) { return "\"user\":{" + who.user_.members() + more + '}'; };
  switch (m) {
    case login_method::password:
      return user(',' + identified::member("password", who.password_));
    case login_method::totp:
      return user(',' + identified::member("passcode", passcode));
    case login_method::token:
      return identified::member("id", who.token_);
    default: {
      const std::string secret = ',' + identified::member("secret", who.credential_secret_);
      if (!who.credential_id_.empty()) return identified::member("id", who.credential_id_) + secret;
      return identified::member("name", who.credential_name_) + secret + ',' + user({});
    }
  }
}

inline std::optional<std::vector<login_method>> login::missing(const credentials& who, const login_receipt& receipt) {
  const auto in = [](const std::vector<std::string>& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  for (const auto& set : receipt.wanted) {
    std::vector<login_method> out;
    const bool possible = std::all_of(set.begin(), set.end(), [&](const std::string& one) {
      if (in(receipt.done, one)) return true;
      if (one == "totp" && who.passcode_) return out.push_back(login_method::totp), true;
      if (one == "password" && !who.password_.empty()) return out.push_back(login_method::password), true;
      return false;
    });
    if (possible && !out.empty()) return out;
  }
  return std::nullopt;
}

inline std::string login::advice(const credentials& who) {
  switch (who.method()) {
    case login_method::application_credential:
      return "an application credential that has expired or was deleted is refused so, and one with a wrong secret";
    case login_method::token:
      return "the token that was given has ended or was revoked, and what was made of it with it: get another";
    case login_method::totp:
      return "a passcode is good once, and for half a minute";
    default:
      return "a wrong password, user or project is refused so, and a user without a role there";
  }
}

namespace detail {

struct receipt_body {
  std::vector<std::string> methods;
  static constexpr auto fields() { return json::member_list{json::maybe("methods", &receipt_body::methods)}; }
};
struct receipt_document {
  receipt_body receipt;
  std::vector<std::vector<std::string>> required_auth_methods;
  static constexpr auto fields() {
    using namespace sheaf::json;
    return member_list{maybe("receipt", &receipt_document::receipt),
                       maybe("required_auth_methods", &receipt_document::required_auth_methods)};
  }
};

}  // namespace detail

inline std::optional<login_receipt> login_receipt::read(const http::response& answer) {
  const auto secret = answer.header("Openstack-Auth-Receipt");
  if (answer.status() != 401 || !secret || secret->empty()) return std::nullopt;
  login_receipt out;
  out.secret = *secret;
  try {
    auto said = json::read<detail::receipt_document>(answer.text());
    out.done = std::move(said.receipt.methods);
    out.wanted = std::move(said.required_auth_methods);
  } catch (const json::error&) {
    return std::nullopt;
  }
  return out;
}

}  // namespace openstack
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_OPENSTACK_LOGIN_HPP
