// SPDX-License-Identifier: MIT
//
// arena.hpp: where strings live that were escaped in the document, for records that hold std::string_view.

#ifndef SHEAF_JSON_ARENA_HPP
#define SHEAF_JSON_ARENA_HPP

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace sheaf {
inline namespace v0 {
namespace json {

/// Keeps copies of strings, in blocks that never move. Movable; the views stay good.
class arena {
 public:
  [[nodiscard]] std::string_view keep(std::string_view text) {
    if (text.size() > left_) grow(text.size());
    char* const place = next_;
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {place, text.size()};
  }

 private:
  void grow(std::size_t least) {
    const std::size_t size = std::max<std::size_t>(least, 4096);
    blocks_.emplace_back(new char[size]);
    next_ = blocks_.back().get();
    left_ = size;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace json
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_JSON_ARENA_HPP
