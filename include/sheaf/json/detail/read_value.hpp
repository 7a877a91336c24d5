// SPDX-License-Identifier: MIT
//
// JSON values into C++ ones.

#ifndef SHEAF_JSON_DETAIL_READ_VALUE_HPP
#define SHEAF_JSON_DETAIL_READ_VALUE_HPP

#include <sheaf/json/detail/walk.hpp>
#include <sheaf/json/raw.hpp>
#include <sheaf/json/record.hpp>
#include <sheaf/json/timestamp.hpp>

#include <array>
#include <bitset>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace json {
namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T>
inline constexpr bool never = false;

// Services write "" for what is not there, also where a text is not what is expected.
template <class T>
inline constexpr bool may_be_text =
    std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view> || std::is_same_v<T, raw> || named_enum<T>;
template <class T>
bool stands_for_nothing(od::value& v, const context& with) {
  const std::string_view token = token_of(v, with);
  return token == "null" || (!may_be_text<T> && token == "\"\"");
}

template <class T>
void read_into(od::value& v, T& out, const path& where, context& with);

template <class T>
constexpr std::string_view number_name() {
  if constexpr (std::is_floating_point_v<T>) {
    return std::is_same_v<T, float> ? "float" : "double";
  } else {
    constexpr std::string_view names[] = {"std::uint8_t", "std::uint16_t", "std::uint32_t", "std::uint64_t",
                                          "std::int8_t",  "std::int16_t",  "std::int32_t",  "std::int64_t"};
    return names[(std::is_signed_v<T> ? 4 : 0) + (sizeof(T) > 4 ? 3 : sizeof(T) / 2)];
  }
}

[[noreturn]] inline void unfit(std::string_view token, const path& where, std::string_view type,
                               const std::string& range) {
  const std::string cut = token.size() > 40 ? std::string(token.substr(0, 40)) + "..." : std::string(token);
  fail(where, "number " + cut + " does not fit " + std::string(type) + range);
}

template <std::integral T>
void read_integer(od::value& v, T& out, const path& where, context& with) {
  const std::string_view token = token_of(v, with);
  const char* const end = token.data() + token.size();
  std::int64_t small = 0;
  const auto parsed = std::from_chars(token.data(), end, small);
  const bool leading_zero = token.size() > 1 && token[token[0] == '-'] == '0';
  if (parsed.ec == std::errc() && parsed.ptr == end && !leading_zero && std::in_range<T>(small)) {
    out = static_cast<T>(small);
    return;
  }
  const number_parts number = split_number(token);
  if (!number.valid) wrong_type(v, where, with, "a number");
  const whole_number whole = whole_of(number);
  if (whole.kind == whole_kind::fractional)
    fail(where, "expected a whole number, found " + std::string(token.substr(0, 40)));
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
  constexpr std::uint64_t least = std::is_signed_v<T> ? most + 1 : 0;  // of what is below zero, the magnitude
  if (whole.kind == whole_kind::too_large || whole.magnitude > (number.negative ? least : most)) {
    unfit(token, where, number_name<T>(),
          " (" + std::to_string(std::numeric_limits<T>::min()) + " to " +
              std::to_string(std::numeric_limits<T>::max()) + ")");
  }
  out = static_cast<T>(number.negative ? 0 - whole.magnitude : whole.magnitude);
}

template <std::floating_point T>
void read_real(od::value& v, T& out, const path& where, context& with) {
  double real = 0;
  if (token_of(v, with).empty() || v.get_double().get(real) != simdjson::SUCCESS) {
    const std::string_view token = token_of(v, with);
    if (!split_number(token).valid) wrong_type(v, where, with, "a number");
    unfit(token, where, number_name<T>(), "");
  }
  if (real > std::numeric_limits<T>::max() || real < std::numeric_limits<T>::lowest()) {
    unfit(token_of(v, with), where, number_name<T>(), "");
  }
  out = static_cast<T>(real);
}

inline void read_string(od::value& v, std::string& out, const path& where, context& with) {
  const std::string_view text = string_in(v, where, with);
  if (!has_escape(text)) {
    out.assign(text);
  } else if (!unescape(text, out)) {
    bad_escape(where, text);
  }
}

// A view into the document where the string holds no escape, into the arena where it does.
inline std::string_view view_of(od::value& v, const path& where, context& with) {
  const std::string_view text = text_of(v, where, with);
  return text.data() == with.unescaped.data() ? with.strings->keep(text) : text;
}

inline void read_timestamp(od::value& v, timestamp& out, const path& where, context& with) {
  const std::string_view text = text_of(v, where, with);
  const auto time = timestamp::parse(text);
  if (!time) fail(where, "expected an ISO 8601 time, found " + quoted(text));
  out = *time;
}

template <named_enum T>
void read_enum(od::value& v, T& out, const path& where, context& with) {
  static constexpr auto names = json_names(T());
  const std::string_view text = text_of(v, where, with);
  for (const auto& [name, value] : names) {
    if (name == text) return void(out = value);
  }
  if constexpr (requires { json_other(T()); }) {
    out = json_other(T());
  } else {
    fail(where, "unknown value " + quoted(text));
  }
}

template <class T>
void read_vector(od::value& v, std::vector<T>& out, const path& where, context& with) {
  out.clear();
  each_element(v, where, with, [&](std::size_t i, od::value& element) {
    const path here(where, i);
    if constexpr (std::is_same_v<T, bool>) {
      bool flag = false;
      read_into(element, flag, here, with);
      out.push_back(flag);
    } else {
      read_into(element, out.emplace_back(), here, with);
    }
  });
}

template <class T>
void read_map(od::value& v, std::map<std::string, T>& out, const path& where, context& with) {
  out.clear();
  std::string unescaped;
  each_member(v, where, with, [&](const char* raw, od::value& member) {
    const std::string_view key = key_of(raw, unescaped, where);
    const auto [place, fresh] = out.try_emplace(std::string(key));
    if (!fresh) place->second = T();
    read_into(member, place->second, path(where, place->first), with);
  });
}

// A scalar that is written as another: member::loosely().
template <class T>
void read_loosely(od::value& v, T& out, const path& where, context& with) {
  const std::string_view token = token_of(v, with);
  const bool quoted_text = token.starts_with('"');
  if constexpr (is_optional<T>) {
    using inner = typename T::value_type;
    out.reset();
    if (stands_for_nothing<inner>(v, with)) return;
    try {
      read_loosely(v, out.emplace(), where, with);
    } catch (const broken_text&) {
      throw;
    } catch (const error&) {
      out.reset();
      if (!quoted_text) throw;
    }
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (split_number(token).valid || token == "true" || token == "false") return void(out = token);
    read_string(v, out, where, with);
  } else if constexpr (std::is_same_v<T, bool>) {
    const std::string_view text = quoted_text ? text_of(v, where, with) : token;
    out = text == "true" || text == "True" || text == "1";
    if (!out && text != "false" && text != "False" && text != "0" && !text.empty())
      wrong_type(v, where, with, "a boolean");
  } else {
    static_assert(std::is_arithmetic_v<T>, "sheaf::json: only texts, numbers and booleans are read loosely");
    if (!quoted_text) return read_into(v, out, where, with);
    const std::string_view text = text_of(v, where, with);
    if (std::is_floating_point_v<T> && (text == "infinite" || text == "infinity" || text == "inf")) {
      return void(out = std::numeric_limits<T>::has_infinity ? std::numeric_limits<T>::infinity() : T());
    }
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) wrong_type(v, where, with, "a number");
  }
}

// Members usually come in the order in which the record names them, so each search begins behind the last hit, with a
// guess that needs no look at the key. Of a member that comes twice the last counts.
template <record T>
class record_reader {
 public:
  static void read(od::value& v, T& out, const path& where, context& with) {
    static constexpr auto takes = all_takes(std::make_index_sequence<count>());
    std::bitset<count> seen;
    std::size_t next = 0;
    std::string unescaped;
    each_member(v, where, with, [&](const char* raw, od::value& member) {
      const std::size_t i = find(raw, next, where, unescaped, with);
      if (i == count) return;
      next = i + 1 == count ? 0 : i + 1;
      takes[i](member, out, seen[i], path(where, names[i]), with);
      seen[i] = true;
    });
    demand_all(seen, where, std::make_index_sequence<count>());
  }

 private:
  static constexpr auto fields = T::fields();
  static constexpr auto names = member_names<T>();
  static constexpr std::size_t count = names.size();
  using take_function = void (*)(od::value&, T&, bool again, const path&, context&);

  static consteval bool plain() {  // whether the names stand in a document as they are
    for (const std::string_view name : names) {
      for (const char c : name) {
        if (c == '"' || c == '\\') return false;
      }
    }
    return true;
  }

  static std::size_t find(const char* raw, std::size_t next, const path& where, std::string& unescaped,
                          const context& with) {
    if constexpr (count == 0) return 0;
    if constexpr (plain()) {
      const std::string_view guess = names[next];
      const auto left = static_cast<std::size_t>(with.text.data() + with.text.size() - raw);
      if (guess.size() < left && std::memcmp(raw, guess.data(), guess.size()) == 0 && raw[guess.size()] == '"')
        return next;
    }
    const std::string_view key = key_of(raw, unescaped, where);
    for (std::size_t i = next; i != count; ++i) {
      if (names[i] == key) return i;
    }
    for (std::size_t i = 0; i != next; ++i) {
      if (names[i] == key) return i;
    }
    return count;
  }

  template <std::size_t I>
  static void take(od::value& v, T& out, bool again, const path& where, context& with) {
    constexpr auto pointer = get_member<I>(fields).pointer;
    using type = std::remove_cvref_t<decltype(out.*pointer)>;
    if (again) out.*pointer = std::move(T().*pointer);
    if constexpr (!get_member<I>(fields).required && !is_optional<type> && !std::is_same_v<type, raw>) {
      if (stands_for_nothing<type>(v, with)) return;
    }
    if constexpr (get_member<I>(fields).loose) {
      read_loosely(v, out.*pointer, where, with);
    } else {
      read_into(v, out.*pointer, where, with);
    }
  }
  template <std::size_t... I>
  static consteval std::array<take_function, count> all_takes(std::index_sequence<I...>) {
    return {&take<I>...};
  }

  template <std::size_t... I>
  static void demand_all(const std::bitset<count>& seen, const path& where, std::index_sequence<I...>) {
    const auto demand = [&](std::size_t i) {
      if (!seen[i]) fail(path(where, names[i]), "required, but absent");
    };
    ((get_member<I>(fields).required ? demand(I) : void()), ...);
  }
};

template <class T>
void read_into(od::value& v, T& out, const path& where, context& with) {
  if constexpr (is_optional<T>) {
    if (stands_for_nothing<typename T::value_type>(v, with)) return out.reset();
    read_into(v, out.emplace(), where, with);
  } else if constexpr (std::is_same_v<T, bool>) {
    const std::string_view token = token_of(v, with);
    out = token == "true";
    if (!out && token != "false") wrong_type(v, where, with, "a boolean");
  } else if constexpr (std::is_integral_v<T>) {
    read_integer(v, out, where, with);
  } else if constexpr (std::is_floating_point_v<T>) {
    read_real(v, out, where, with);
  } else if constexpr (std::is_same_v<T, std::string>) {
    read_string(v, out, where, with);
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    out = view_of(v, where, with);
  } else if constexpr (std::is_same_v<T, timestamp>) {
    read_timestamp(v, out, where, with);
  } else if constexpr (std::is_same_v<T, raw>) {
    out.text = raw_of(v, where, with);
  } else if constexpr (is_vector<T>) {
    read_vector(v, out, where, with);
  } else if constexpr (is_map<T>) {
    read_map(v, out, where, with);
  } else if constexpr (named_enum<T>) {
    read_enum(v, out, where, with);
  } else if constexpr (record<T>) {
    record_reader<T>::read(v, out, where, with);
  } else {
    static_assert(
        never<T>,
        "sheaf::json: a record's member must be bool, an integer, double, std::string, std::string_view, "
        "std::optional, std::vector, std::map<std::string, T>, an enum with json_names(), json::timestamp, json::raw, "
        "or another record");
  }
}

}  // namespace detail
}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_DETAIL_READ_VALUE_HPP
