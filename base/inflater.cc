#include "base/inflater.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/text/text.h"

namespace ricochet::base {
namespace {

constexpr std::size_t kOutBytes = 32 << 10;

bool is_gzip(std::string_view coding) {
  return iequals(coding, "gzip") || iequals(coding, "x-gzip");
}

Diag bad(std::string what, std::string hint) {
  return {"http/bad-coding", std::move(what), std::move(hint)};
}

}  // namespace

class Inflater::Core {
 public:
  Core(std::string_view coding, std::size_t max_bytes)
      : coding_(to_lower(coding)), left_(max_bytes), max_(max_bytes) {}
  ~Core() {
    if (open_) inflateEnd(&z_);
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  Result<std::string> put(std::string_view piece) {
    std::string out;
    while (!piece.empty()) {
      if (!open_ && !open(piece)) return bad("no memory to undo " + coding_, "");
      if (ended_ && !next_member()) return out;  // what stands behind the end is nobody's
      const auto take = std::min<std::size_t>(piece.size(), 1u << 30);
      // zlib's interface is not const, but it only reads.
      z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      z_.avail_in = static_cast<uInt>(take);
      if (auto status = inflate_all(out); !status) return status.error();
      piece.remove_prefix(take - z_.avail_in);
    }
    return out;
  }

  Status end() const {
    if (!open_ || ended_) return {};
    return bad("the body ends in the middle of its " + coding_ + " data",
               "it was cut short, or Content-Length is too small");
  }

 private:
  /// The first byte of a zlib stream names deflate and a window (RFC 1950): 0x?8. Raw deflate would
  /// start so only with a stored block whose padding is not zero, which nobody writes.
  bool open(std::string_view piece) {
    int window = 15;
    if (is_gzip(coding_))
      window = 15 + 16;
    else if ((static_cast<unsigned char>(piece.front()) & 0x0f) != Z_DEFLATED)
      window = -15;
    open_ = inflateInit2(&z_, window) == Z_OK;
    return open_;
  }

  /// A gzip body may be several, one behind the other (RFC 1952 section 2.2).
  bool next_member() {
    if (!is_gzip(coding_)) return false;
    ended_ = false;
    return inflateReset(&z_) == Z_OK;
  }

  Status inflate_all(std::string& out) {
    std::array<char, kOutBytes> buffer;
    while (!ended_) {
      z_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      z_.avail_out = static_cast<uInt>(buffer.size());
      const int result = ::inflate(&z_, Z_NO_FLUSH);
      const std::size_t made = buffer.size() - z_.avail_out;
      if (made > left_) {
        return bad("the " + coding_ + " body is larger than " + format_bytes(max_) +
                       " when it is unpacked",
                   "raise the limit if it may be");
      }
      left_ -= made;
      out.append(buffer.data(), made);
      if (result == Z_STREAM_END) {
        ended_ = true;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return bad("the body is not " + coding_ + ", as its Content-Encoding says" +
                       (z_.msg == nullptr ? std::string() : ": " + std::string(z_.msg)),
                   "the sender must name the coding that it used, or none");
      } else if (z_.avail_in == 0 && made < buffer.size()) {
        break;
      }
    }
    return {};
  }

  std::string coding_;
  std::size_t left_;
  std::size_t max_;
  z_stream z_{};
  bool open_ = false;
  bool ended_ = false;
};

Inflater::Inflater(std::string_view coding, std::size_t max_bytes)
    : core_(std::make_unique<Core>(coding, max_bytes)) {}
Inflater::~Inflater() = default;

bool Inflater::knows(std::string_view coding) {
  return is_gzip(coding) || iequals(coding, "deflate");
}

Result<std::string> Inflater::put(std::string_view piece) { return core_->put(piece); }
Status Inflater::end() const { return core_->end(); }

}  // namespace ricochet::base
