// SPDX-License-Identifier: MIT
//
// Gzip data means what zlib says that it is given whole, in whatever pieces it comes and into however little room it
// goes, and a bomb ends at its limit. Whatever was compressed comes out as it went in, and not when its end is missing
// or more follows.

#include <sheaf/http/gzip.hpp>

#include "fuzz.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace sheaf::http;

namespace {

constexpr std::size_t most = 1 << 16;

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

// The same by zlib alone, in one call.
std::string by_zlib(std::string_view coded) {
  z_stream stream{};
  require(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string all(most + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = reinterpret_cast<Bytef*>(all.data());
  stream.avail_out = static_cast<uInt>(all.size());
  const int result = inflate(&stream, Z_FINISH);
  all.resize(all.size() - stream.avail_out);
  const bool rest = stream.avail_in != 0;
  inflateEnd(&stream);
  if (all.size() > most || (result != Z_STREAM_END && result != Z_BUF_ERROR) || (result == Z_STREAM_END && rest))
    return "refused";
  return result == Z_STREAM_END ? "whole " + all : "cut off";
}

std::string compressed(std::string_view plain, int level, int strategy) {
  z_stream stream{};
  require(deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, strategy) == Z_OK);
  std::string coded(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  coded.resize(coded.size() - stream.avail_out);
  deflateEnd(&stream);
  return coded;
}

}  // namespace

// The first byte says how long the pieces are, the second how much room there is.
void fuzz(std::string_view input) {
  if (input.size() < 2) return;
  const std::size_t step = 1 + static_cast<unsigned char>(input[0]);
  const std::size_t room = 1 + static_cast<unsigned char>(input[1]);
  input.remove_prefix(2);
  const std::string meant = by_zlib(input);
  require(read(input, input.size() + 1, 64 * 1024) == meant);
  require(read(input, step, room) == meant);
  require(read(input, 1, room) == meant);

  const std::string coded = compressed(input, static_cast<int>(room % 10), static_cast<int>(step % 5));
  require(read(coded, step, room) == "whole " + std::string(input));
  require(read(coded.substr(0, step % coded.size()), room, step) == "cut off");
  require(read(coded + 'x', step, room) == "refused");
}
