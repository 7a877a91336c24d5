// SPDX-License-Identifier: MIT
//
// gzip.hpp: bodies that servers have compressed (RFC 1952), for who links zlib: the CMake target sheaf::gzip.

#ifndef SHEAF_HTTP_GZIP_HPP
#define SHEAF_HTTP_GZIP_HPP

#include <sheaf/http/content_coding.hpp>
#include <sheaf/http/error.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <string_view>

namespace sheaf {
inline namespace v0 {
namespace http {

/// One gzip member, and nothing behind it.
class gunzip final : public decoder {
 public:
  gunzip() {
    constexpr int largest_window = 15, gzip_only = 16;
    if (inflateInit2(&stream_, largest_window + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  gunzip(const gunzip&) = delete;
  gunzip& operator=(const gunzip&) = delete;
  ~gunzip() override { inflateEnd(&stream_); }

  std::size_t decode(std::string_view& coded, std::span<char> space) override {
    if (finished_) {
      if (!coded.empty()) throw error(errc::bad_coding, "something is behind the end of the gzip data");
      return 0;
    }
    const std::size_t in = at_once(coded.size()), out = at_once(space.size());
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));  // zlib only reads there
    stream_.avail_in = static_cast<uInt>(in);
    stream_.next_out = reinterpret_cast<Bytef*>(space.data());
    stream_.avail_out = static_cast<uInt>(out);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    coded.remove_prefix(in - stream_.avail_in);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_STREAM_END) {
      finished_ = true;
      if (!coded.empty()) throw error(errc::bad_coding, "something is behind the end of the gzip data");
    } else if (result != Z_OK && result != Z_BUF_ERROR) {  // the latter: nothing to do with what there is
      throw error(errc::bad_coding, "the gzip data is damaged");
    }
    return out - stream_.avail_out;
  }

  [[nodiscard]] bool finished() const noexcept override { return finished_; }

 private:
  static std::size_t at_once(std::size_t size) {
    return std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
  }

  z_stream stream_{};
  bool finished_ = false;
};

/// For client_options::decoding(): servers are asked for gzip, and what they send so arrives as it was before. Their lists
/// shrink about tenfold by it; limits::decoded_bytes bounds what they can grow to.
[[nodiscard]] inline content_coding gzip() {
  return content_coding("gzip", [] { return std::unique_ptr<decoder>(std::make_unique<gunzip>()); });
}

}  // namespace http
}  // namespace v0
}  // namespace sheaf

#endif  // SHEAF_HTTP_GZIP_HPP
