#include "bus/protocol/compression.h"

#include <lz4frame.h>
#include <snappy-c.h>
#include <zstd.h>

#include <memory>

#include "base/inflater.h"
#include "base/text/text.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {

namespace {

constexpr std::size_t kPiece = 64 << 10;

base::Diag broken(const char* name) {
  return {"bus/compression", std::string("records compressed with ") + name + " are broken"};
}
base::Diag too_much(std::size_t limit) {
  return {base::Diag::Kind::kEnvironment, "bus/compression",
          "records take more than " + base::format_bytes(limit) + " when they are decompressed"};
}

base::Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  // At its end stands what it becomes (RFC 1952); where that lies, it is broken.
  constexpr std::size_t kTail = 4;
  if (bytes.size() >= kTail) {
    std::size_t size = 0;
    for (std::size_t i = 1; i <= kTail; ++i)
      size = size << 8 | static_cast<std::uint8_t>(bytes[bytes.size() - i]);
    if (bytes.substr(0, 2) == "\x1f\x8b" && size > limit) return too_much(limit);
  }
  base::Inflater inflater("gzip", limit);
  auto out = inflater.put(bytes);
  if (!out || !inflater.end()) return broken("gzip");
  return out;
}

base::Status unsnap_block(std::string_view block, std::size_t limit, std::string& out) {
  std::size_t size = 0;
  if (snappy_uncompressed_length(block.data(), block.size(), &size) != SNAPPY_OK)
    return broken("snappy");
  if (size > limit - out.size()) return too_much(limit);
  // No text of snappy grows by more than this: a length that lies costs nothing.
  if (size > block.size() * 64 + kPiece) return broken("snappy");
  const std::size_t had = out.size();
  out.resize(had + size);
  if (snappy_uncompress(block.data(), block.size(), out.data() + had, &size) != SNAPPY_OK)
    return broken("snappy");
  return {};
}

base::Result<std::string> unsnap(std::string_view bytes, std::size_t limit) {
  constexpr std::string_view kXerial("\x82SNAPPY\0", 8);
  constexpr std::size_t kXerialHead = 16;  // magic, version, lowest version
  std::string out;
  if (bytes.substr(0, kXerial.size()) != kXerial || bytes.size() < kXerialHead) {
    if (const auto status = unsnap_block(bytes, limit, out); !status) return status.error();
    return out;
  }
  WireReader in(bytes.substr(kXerialHead));
  while (in.left() > 0) {
    std::int32_t size = 0;
    std::string_view block;
    if (!in.number(size) || size < 0 || !in.take(static_cast<std::size_t>(size), block))
      return broken("snappy");
    if (const auto status = unsnap_block(block, limit, out); !status) return status.error();
  }
  return out;
}

base::Result<std::string> unlz4(std::string_view bytes, std::size_t limit) {
  LZ4F_dctx* raw = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)) != 0) return broken("lz4");
  const std::unique_ptr<LZ4F_dctx, size_t (*)(LZ4F_dctx*)> context(raw,
                                                                   LZ4F_freeDecompressionContext);
  std::string out;
  for (;;) {
    const std::size_t had = out.size();
    out.resize(had + kPiece);
    std::size_t made = kPiece;
    std::size_t taken = bytes.size();
    const std::size_t hint =
        LZ4F_decompress(raw, out.data() + had, &made, bytes.data(), &taken, nullptr);
    out.resize(had + made);
    bytes.remove_prefix(taken);
    if (LZ4F_isError(hint) != 0) return broken("lz4");
    if (out.size() > limit) return too_much(limit);
    if (hint == 0) return out;
    if (made == 0 && taken == 0) return broken("lz4");
  }
}

base::Result<std::string> unzstd(std::string_view bytes, std::size_t limit) {
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                   ZSTD_freeDCtx);
  if (!context) return broken("zstd");
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::string out;
  for (;;) {
    const std::size_t had = out.size();
    const std::size_t at = in.pos;
    out.resize(had + kPiece);
    ZSTD_outBuffer piece{out.data() + had, kPiece, 0};
    const std::size_t hint = ZSTD_decompressStream(context.get(), &piece, &in);
    out.resize(had + piece.pos);
    if (ZSTD_isError(hint) != 0) return broken("zstd");
    if (out.size() > limit) return too_much(limit);
    if (hint == 0 && in.pos == in.size) return out;
    if (piece.pos == 0 && in.pos == at) return broken("zstd");
  }
}

}  // namespace

base::Result<std::string> decompress(Compression how, std::string_view bytes, std::size_t limit) {
  switch (how) {
    case Compression::kNone:
      return std::string(bytes);
    case Compression::kGzip:
      return gunzip(bytes, limit);
    case Compression::kSnappy:
      return unsnap(bytes, limit);
    case Compression::kLz4:
      return unlz4(bytes, limit);
    case Compression::kZstd:
      return unzstd(bytes, limit);
  }
  return base::Diag("bus/compression", "an unknown compression");
}

}  // namespace ricochet::bus::protocol
