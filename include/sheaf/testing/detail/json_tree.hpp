// SPDX-License-Identifier: MIT
//
// A small JSON reader for what is sent to the simulated services; on purpose not the one the library has.

#ifndef SHEAF_TESTING_DETAIL_JSON_TREE_HPP
#define SHEAF_TESTING_DETAIL_JSON_TREE_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace testing {
namespace simulation {

/// One JSON value with all that is in it. Numbers and literals keep their text.
struct json_tree {
  enum class kind { object, array, string, other };

  kind is = kind::other;
  std::string name;  // of a member
  std::string text;
  std::vector<json_tree> items;  // of an object: its members

  /// The member reached by following `path` ("auth.identity.methods"), or null.
  [[nodiscard]] const json_tree* find(std::string_view path) const {
    const std::size_t dot = path.find('.');
    for (const json_tree& item : items) {
      if (is == kind::object && item.name == path.substr(0, dot))
        return dot == path.npos ? &item : item.find(path.substr(dot + 1));
    }
    return nullptr;
  }

  /// The string at `path`; nothing when there is none or it is no string.
  [[nodiscard]] std::optional<std::string_view> string(std::string_view path) const {
    const json_tree* found = find(path);
    if (!found || found->is != kind::string) return std::nullopt;
    return found->text;
  }
};

/// Reads one document; nothing when it is not JSON.
class json_tree_reader {
 public:
  static std::optional<json_tree> read(std::string_view text) {
    json_tree_reader reader{text};
    json_tree tree;
    if (!reader.value(tree, 0)) return std::nullopt;
    reader.space();
    if (reader.at_ != text.size()) return std::nullopt;
    return tree;
  }

 private:
  static constexpr int max_depth = 32;

  explicit json_tree_reader(std::string_view text) : text_(text) {}

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool take(char c) {
    space();
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  bool value(json_tree& out, int depth) {
    if (depth == max_depth) return false;
    space();
    switch (peek()) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        out.is = json_tree::kind::string;
        return string(out.text);
      default:
        return other(out.text);
    }
  }

  bool object(json_tree& out, int depth) {
    out.is = json_tree::kind::object;
    take('{');
    if (take('}')) return true;
    do {
      json_tree& member = out.items.emplace_back();
      space();
      if (!string(member.name) || !take(':') || !value(member, depth + 1)) return false;
    } while (take(','));
    return take('}');
  }

  bool array(json_tree& out, int depth) {
    out.is = json_tree::kind::array;
    take('[');
    if (take(']')) return true;
    do {
      if (!value(out.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }

  bool other(std::string& out) {
    while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos)
      out += text_[at_++];
    if (out == "true" || out == "false" || out == "null") return true;
    return !out.empty() && out.find_first_not_of("+-.0123456789eE") == out.npos;
  }

  bool string(std::string& out) {
    if (peek() != '"') return false;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') return ++at_, true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out += c;
      } else if (++at_; peek() == 'u') {
        ++at_;
        if (!code_point(out)) return false;
        --at_;
      } else {
        constexpr std::string_view names = "\"\\/bfnrt";
        constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
        const std::size_t which = names.find(peek());
        if (peek() == '\0' || which == names.npos) return false;
        out += meant[which];
      }
    }
    return false;
  }

  bool unit(std::uint32_t& out) {
    out = 0;
    for (int i = 0; i != 4; ++i) {
      constexpr std::string_view digits = "0123456789abcdef";
      const std::size_t digit = digits.find(static_cast<char>(peek() >= 'A' && peek() <= 'F' ? peek() + 32 : peek()));
      if (digit == digits.npos) return false;
      out = out * 16 + static_cast<std::uint32_t>(digit);
      ++at_;
    }
    return true;
  }

  bool code_point(std::string& out) {
    std::uint32_t point = 0;
    if (!unit(point)) return false;
    if (point >= 0xd800 && point < 0xdc00 && text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      std::uint32_t low = 0;
      if (!unit(low)) return false;
      point = 0x10000 + ((point - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
    }
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xc0 | (point >> 6));
      put(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
      put(0xe0 | (point >> 12));
      put(0x80 | ((point >> 6) & 0x3f));
      put(0x80 | (point & 0x3f));
    } else {
      put(0xf0 | (point >> 18));
      put(0x80 | ((point >> 12) & 0x3f));
      put(0x80 | ((point >> 6) & 0x3f));
      put(0x80 | (point & 0x3f));
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace simulation
}  // namespace testing
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_TESTING_DETAIL_JSON_TREE_HPP
