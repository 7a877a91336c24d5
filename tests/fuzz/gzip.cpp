// SPDX-License-Identifier: MIT
//
// Gzip data means the same in whatever pieces it comes and into however little room it goes, and a bomb ends at its limit.

#include <sheaf/http/gzip.hpp>

#include "fuzz.hpp"

#include <string>
#include <vector>

using namespace sheaf::http;

namespace {

constexpr std::size_t most = 1 << 20;

// What `coded` stands for, or a word. Damage and too much are one: which of them shows first is a matter of the room.
std::string read(std::string_view coded, std::size_t step, std::size_t room) {
  gunzip one;
  std::string all;
  std::vector<char> space(room);
  try {
    while (!coded.empty()) {
      std::string_view piece = coded.substr(0, step);
      coded.remove_prefix(piece.size());
      for (bool more = true; more || !piece.empty();) {
        const std::size_t before = piece.size();
        const std::size_t size = one.decode(piece, space);
        require(size <= room);
        require(size > 0 || piece.size() < before || piece.empty());  // it gets on
        all.append(space.data(), size);
        if (all.size() > most) return "refused";
        more = size == room;
      }
    }
  } catch (const error& e) {
    require(e.errc() == errc::bad_coding);
    return "refused";
  }
  return one.finished() ? "whole " + all : "cut off";
}

}  // namespace

// The first byte says how long the pieces are, the second how much room there is.
void fuzz(std::string_view input) {
  if (input.size() < 2) return;
  const std::size_t step = 1 + static_cast<unsigned char>(input[0]);
  const std::size_t room = 1 + static_cast<unsigned char>(input[1]);
  input.remove_prefix(2);
  require(read(input, input.size() + 1, 64 * 1024) == read(input, step, room));
}
