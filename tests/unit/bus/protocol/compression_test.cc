#include "bus/protocol/compression.h"

#include <gtest/gtest.h>
#include <lz4frame.h>
#include <snappy-c.h>
#include <zstd.h>

#include <vector>

#include "base/random.h"
#include "base/text/encoding.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {
namespace {

std::string text() {
  std::string out;
  for (int i = 0; i < 20'000; ++i) out += std::to_string(i % 997);
  return out;
}

std::string snap(const std::string& plain) {
  std::size_t size = snappy_max_compressed_length(plain.size());
  std::string out(size, '\0');
  snappy_compress(plain.data(), plain.size(), out.data(), &size);
  out.resize(size);
  return out;
}

/// As Java's library frames it: 32 KiB of plain text a block.
std::string snap_in_blocks(const std::string& plain) {
  std::string out("\x82SNAPPY\0\0\0\0\1\0\0\0\1", 16);
  for (std::size_t at = 0; at < plain.size(); at += 32 << 10) {
    const std::string block = snap(plain.substr(at, 32 << 10));
    append(out, static_cast<std::int32_t>(block.size()));
    out += block;
  }
  return out;
}

std::string lz4(const std::string& plain) {
  std::string out(LZ4F_compressFrameBound(plain.size(), nullptr), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), nullptr));
  return out;
}

std::string zstd(const std::string& plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
  return out;
}

/// "hello hello hello" by Python's gzip.
std::string gzip() {
  return *base::hex_decode("1f8b08000000000002ffcb48cdc9c957c84090008088f9e511000000");
}

struct Way {
  Compression how;
  std::string bytes;
};

std::vector<Way> ways() {
  return {{Compression::kSnappy, snap(text())},
          {Compression::kSnappy, snap_in_blocks(text())},
          {Compression::kLz4, lz4(text())},
          {Compression::kZstd, zstd(text())},
          {Compression::kNone, text()}};
}

TEST(Decompress, EachWayBack) {
  for (const auto& way : ways()) {
    const auto plain = decompress(way.how, way.bytes, 1 << 20);
    ASSERT_TRUE(plain) << plain.error().message;
    EXPECT_EQ(*plain, text());
  }
}

TEST(Decompress, Gzip) {
  EXPECT_EQ(decompress(Compression::kGzip, gzip(), 100).value(), "hello hello hello");
  EXPECT_FALSE(decompress(Compression::kGzip, gzip(), 10));
  EXPECT_FALSE(decompress(Compression::kGzip, gzip().substr(0, 15), 100));
}

TEST(Decompress, MoreThanTheLimitIsRefused) {
  for (const auto& way : ways()) {
    if (way.how == Compression::kNone) continue;
    const auto plain = decompress(way.how, way.bytes, 10'000);
    ASSERT_FALSE(plain);
    EXPECT_EQ(plain.error().code, "bus/compression");
  }
}

TEST(Decompress, BrokenBytesAreRefused) {
  base::Random random(4);
  for (const auto& way : ways()) {
    if (way.how == Compression::kNone) continue;
    EXPECT_FALSE(decompress(way.how, way.bytes.substr(0, way.bytes.size() / 2), 1 << 20));
    EXPECT_FALSE(decompress(way.how, "", 1 << 20));
    for (int i = 0; i < 100; ++i) {
      std::string hurt = way.bytes;
      hurt[random.below(hurt.size())] ^= static_cast<char>(1 << random.below(8));
      decompress(way.how, hurt, 1 << 20);  // must come back
    }
  }
}

}  // namespace
}  // namespace ricochet::bus::protocol
