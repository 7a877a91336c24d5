// SPDX-License-Identifier: MIT
//
// read.hpp: JSON into records, whole or member by member.

#ifndef SHEAF_JSON_READ_HPP
#define SHEAF_JSON_READ_HPP

#include <sheaf/json/arena.hpp>
#include <sheaf/json/detail/read_value.hpp>
#include <sheaf/json/error.hpp>
#include <sheaf/json/padded.hpp>
#include <sheaf/json/record.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sheaf {
inline namespace v0 {
namespace json {

/// A value in a document that is being walked. Good only inside the function it was given to, and read at most once; what
/// is not read is skipped, checked for balance and UTF-8 only.
class value {
 public:
  value(detail::od::value v, const detail::path& where, detail::context& with) : value_(v), where_(&where), with_(&with) {}

  /// Throws json::error with the path from the document's root where it is no T; the walk can go on behind it.
  template <class T>
  [[nodiscard]] T as() {
    T out{};
    taken_ = true;
    detail::read_into(value_, out, *where_, *with_);
    return out;
  }

  /// Calls f(index, element) for each element of an array; json::error where it is none.
  template <class F>
  void elements(F f) {
    detail::od::array items;
    taken_ = true;
    const auto code = value_.get_array().get(items);
    if (code == simdjson::INCORRECT_TYPE) detail::wrong_type(value_, *where_, "an array");
    detail::check(code, *where_);
    std::size_t i = 0;
    for (auto item : items) {
      const detail::path here(*where_, i);
      detail::od::value element;
      detail::check(std::move(item).get(element), here);
      value v(element, here, *with_);
      f(i++, v);
    }
  }

  /// Calls f(key, value) for each member of an object; json::error where it is none.
  template <class F>
  void members(F f) {
    taken_ = true;
    detail::each_member(value_, *where_, [&](std::string_view key, detail::od::value& member) {
      const detail::path here(*where_, key);
      value v(member, here, *with_);
      f(key, v);
    });
  }

  [[nodiscard]] bool is_string() { return first() == '"'; }
  [[nodiscard]] bool is_array() { return first() == '['; }
  [[nodiscard]] bool is_object() { return first() == '{'; }
  [[nodiscard]] bool is_null() { return detail::is_null(value_); }
  [[nodiscard]] std::string string() { return as<std::string>(); }
  /// The bytes of it, without white space behind.
  [[nodiscard]] std::string raw_text() { return as<raw>().text; }
  /// "servers[17]"; empty for the document itself.
  [[nodiscard]] std::string path() const { return where_->text(); }
  /// Whether it was read, in part at least.
  [[nodiscard]] bool taken() const noexcept { return taken_; }

 private:
  [[nodiscard]] char first() {
    const std::string_view token = detail::token_of(value_);
    return token.empty() ? '\0' : token[0];
  }

  detail::od::value value_;
  const detail::path* where_;
  detail::context* with_;
  bool taken_ = false;
};

/// Reads one document after another with the same parser, whose memory is kept. One per thread.
class reader {
 public:
  /// Where escaped strings go that records keep as std::string_view; may be null where no record does.
  explicit reader(arena* strings = nullptr) { with_.strings = strings; }

  void set_arena(arena* strings) noexcept { with_.strings = strings; }

  /// Calls f(value) with the document, an object or an array.
  /// Throws json::error where the text is no JSON. `text` must stay as it is while f runs, and as long as its views are used.
  template <class F>
  void document(padded text, F f) {
    text = trimmed(text);
    detail::od::document doc;
    const detail::path root;
    const auto code = parser_.iterate(text.data, text.size, text.capacity).get(doc);
    detail::check(code, root);
    detail::od::value whole;
    const auto root_code = doc.get_value().get(whole);
    if (root_code == simdjson::SCALAR_DOCUMENT_AS_VALUE) throw error("", "expected an object or an array");
    detail::check(root_code, root);
    value v(whole, root, with_);
    f(v);
    const char* rest;
    if (v.taken() && doc.current_location().get(rest) == simdjson::SUCCESS) {
      throw broken_text("", "something follows the end of the text");
    }
  }

  /// Calls f(key, value) for each member of the object that the document is.
  template <class F>
  void members(padded text, F f) {
    document(text, [&](value& v) { v.members(f); });
  }

 private:
  // A byte order mark is tolerated; what cannot be JSON is said in words.
  static padded trimmed(padded text) {
    const auto cut = [&](std::size_t n) {
      text.data += n;
      text.size -= n;
      text.capacity -= n;
    };
    if (text.view().starts_with("\xEF\xBB\xBF")) cut(3);
    const std::size_t first = text.view().find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) throw broken_text("", "the text is empty");
    const char c = text.data[first];
    if (c != '{' && c != '[') {
      throw broken_text("", "the text is no JSON object or array: it begins with " +
                                        detail::quoted(text.view().substr(first), 20));
    }
    return text;
  }

  simdjson::ondemand::parser parser_;
  detail::context with_;
};

/// One record, or vector or map of them, from a whole document. Throws json::error.
/// With std::string_view members `strings` is needed, and `text` must outlive the result.
template <class T>
[[nodiscard]] T read(padded text, arena* strings = nullptr) {
  reader r(strings);
  T out{};
  r.document(text, [&](value& v) { out = v.as<T>(); });
  return out;
}

/// As above from any text, which is copied; for records without std::string_view members.
template <class T>
[[nodiscard]] T read(std::string_view text) {
  std::string buffer;
  return read<T>(pad(text, buffer));
}

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_READ_HPP
