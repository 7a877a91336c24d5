// SPDX-License-Identifier: MIT
//
// read.hpp: JSON into records, whole or member by member.
//
//     auto flavor = json::read<flavor_record>(text);               // throws json::error: "ram: expected a number, found a string"
//
//     reader.members(page, [&](std::string_view key, json::value& v) {      // in one pass, whatever the order
//       if (key == "servers") v.elements([&](std::size_t, json::value& row) { rows.push_back(row.as<server>()); });
//       if (key == "next") next = v.string();
//     });
//
// What is asked for is checked; what is not is stepped over, checked for UTF-8, control characters and balanced
// brackets only.

#ifndef SHEAF_JSON_READ_HPP
#define SHEAF_JSON_READ_HPP

#include <sheaf/json/arena.hpp>
#include <sheaf/json/detail/read_value.hpp>
#include <sheaf/json/error.hpp>
#include <sheaf/json/padded.hpp>
#include <sheaf/json/record.hpp>

#include <cstddef>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace json {

/// A value in a document that is being walked. Good only inside the function it was given to. An array or object is
/// read at most once, a scalar as often as one likes; what is not read is skipped.
class value {
 public:
  value(detail::od::value v, const detail::path& where, detail::context& with)
      : value_(v), where_(&where), with_(&with) {}
  value(const value&) = delete;
  value& operator=(const value&) = delete;

  /// Throws json::error with the path from the document's root where it is no T; the walk can go on behind it, unless
  /// it is a json::broken_text. Throws std::logic_error where T holds std::string_view and the reader has no arena.
  template <class T>
  [[nodiscard]] T as() {
    if constexpr (holds_views<T>) {
      if (!with_->strings)
        throw std::logic_error("sheaf::json: std::string_view members need an arena for strings with escapes");
    }
    take();
    T out{};
    detail::read_into(value_, out, *where_, *with_);
    ended_ = true;
    return out;
  }

  /// Calls f(index, element) for each element of an array; json::error where it is none. What f throws ends the walk:
  /// to go on behind an odd element, catch its json::error in f.
  template <class F>
  void elements(F f) {
    take();
    detail::each_element(value_, *where_, *with_, [&](std::size_t i, detail::od::value& element) {
      const detail::path here(*where_, i);
      value v(element, here, *with_);
      f(i, v);
    });
    ended_ = true;
  }

  /// Calls f(key, value) for each member of an object, escapes in the key undone; json::error where it is none.
  template <class F>
  void members(F f) {
    take();
    std::string unescaped;
    detail::each_member(value_, *where_, *with_, [&](const char* raw, detail::od::value& member) {
      const std::string_view key = detail::key_of(raw, unescaped, *where_);
      const detail::path here(*where_, key);
      value v(member, here, *with_);
      f(key, v);
    });
    ended_ = true;
  }

  [[nodiscard]] bool is_string() { return first() == '"'; }
  [[nodiscard]] bool is_array() { return first() == '['; }
  [[nodiscard]] bool is_object() { return first() == '{'; }
  [[nodiscard]] bool is_null() { return detail::is_null(value_, *with_); }
  [[nodiscard]] std::string string() { return as<std::string>(); }
  /// The bytes of it, without white space around; json::error where they are no JSON all through.
  [[nodiscard]] std::string raw_text() { return as<raw>().text; }
  /// The same bytes where they lie in the document.
  [[nodiscard]] std::string_view raw_view() {
    take();
    const std::string_view text = detail::raw_of(value_, *where_, *with_);
    ended_ = true;
    return text;
  }
  /// "servers[17]"; empty for the document itself.
  [[nodiscard]] std::string path() const { return where_->text(); }

 private:
  friend class reader;

  [[nodiscard]] char first() {
    const std::string_view token = detail::token_of(value_, *with_);
    return token.empty() ? '\0' : token[0];
  }
  void take() {
    if (!is_array() && !is_object()) return;
    if (taken_) throw std::logic_error("sheaf::json: an array or object is read only once");
    taken_ = true;
  }

  detail::od::value value_;
  const detail::path* where_;
  detail::context* with_;
  bool taken_ = false;
  bool ended_ = false;  // read to its end
};

/// Reads one document after another with the same parser, whose memory (about six times the longest text) is kept.
/// Distinct objects are independent; one reads one document at a time.
class reader {
 public:
  /// Where escaped strings go that records keep as std::string_view; may be null where no record does.
  explicit reader(arena* strings = nullptr) { with_.strings = strings; }
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  void set_arena(arena* strings) noexcept { with_.strings = strings; }

  /// Calls f(value) with the document, an object or an array; a byte order mark before it is skipped.
  /// Throws json::broken_text where the text is empty, no JSON, cut off, no UTF-8, or goes on behind its end;
  /// std::logic_error where it has not the room behind it that json::padded promises.
  /// `text` must stay as it is while f runs, and as long as its views are used.
  template <class F>
  void document(padded text, F f) {
    detail::od::document document;
    open(text, document);
    const detail::path root;
    detail::od::value whole;
    detail::check(document.get_value().get(whole), root, with_);
    value v(whole, root, with_);
    f(v);
    if (with_.broken) detail::break_off(root, with_);
    const char* rest = nullptr;
    if (v.ended_ && document.current_location().get(rest) == simdjson::SUCCESS) {
      throw broken_text("", detail::how_it_ends(with_.text));
    }
  }

  /// Calls f(key, value) for each member of the object that the document is.
  template <class F>
  void members(padded text, F f) {
    document(text, [&](value& v) { v.members(f); });
  }

 private:
  void open(padded text, detail::od::document& document) {
    if (text.capacity < text.size + padded::padding)
      throw std::logic_error("sheaf::json: too little room behind the text");
    const std::string_view all = text.view();
    const std::size_t mark = all.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const std::size_t first = all.find_first_not_of(" \t\r\n", mark);
    if (first == all.npos) throw broken_text("", "the text is empty");
    const std::size_t end = all.find_last_not_of(" \t\r\n") + 1;
    with_.text = all.substr(first, end - first);
    with_.document = &document;
    with_.broken = false;

    const char opening = with_.text.front(), closing = with_.text.back();
    if (opening != '{' && opening != '[') {
      throw broken_text("", "the text is no JSON object or array: it begins with " + detail::quoted(with_.text, 20));
    }
    const auto code = parser_.iterate(with_.text.data(), with_.text.size(), text.capacity - first).get(document);
    if (code == simdjson::MEMALLOC) throw std::bad_alloc();
    if (code == simdjson::CAPACITY) throw broken_text("", "the text is too long");
    if (code == simdjson::UNESCAPED_CHARS) throw broken_text("", "a control character in a string");
    // simdjson looks whether the text ends as it begins only in calls that give no value.
    const bool cut = closing != (opening == '{' ? '}' : ']') || code == simdjson::UNCLOSED_STRING;
    if (cut) throw broken_text("", detail::how_it_ends(with_.text));
    if (code == simdjson::UTF8_ERROR) throw broken_text("", "the text is not valid UTF-8");
    if (code != simdjson::SUCCESS) throw broken_text("", simdjson::error_message(code));
  }

  simdjson::ondemand::parser parser_;
  detail::context with_;
};

/// One record, or vector or map of them, from a whole document. Throws as reader::document and value::as do.
/// With std::string_view members `strings` is needed, and `text` must outlive the result.
template <class T>
[[nodiscard]] T read(padded text, arena* strings = nullptr) {
  reader r(strings);
  T out{};
  r.document(text, [&](value& v) { out = v.as<T>(); });
  return out;
}

/// As above from any text, which is copied.
template <class T>
[[nodiscard]] T read(std::string_view text) {
  static_assert(!holds_views<T>,
                "sheaf::json: std::string_view members would point into a copy of the text: read a json::padded");
  std::string buffer;
  return read<T>(pad(text, buffer));
}

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_READ_HPP
