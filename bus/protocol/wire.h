#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace ricochet::bus::protocol {

// Kafka's numbers: big-endian of fixed size, and varints of 7 bits a byte, the lowest first.

template <class T>
T load(const char* from) {
  static_assert(std::is_arithmetic_v<T>);
  if constexpr (sizeof(T) == 1) {
    return static_cast<T>(*from);
  } else {
    using Bits =
        std::conditional_t<sizeof(T) == 2, std::uint16_t,
                           std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
    Bits bits = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      bits = static_cast<Bits>((bits << 8) | static_cast<std::uint8_t>(from[i]));
    return std::bit_cast<T>(bits);
  }
}

template <class T>
void store(char* to, T value) {
  static_assert(std::is_arithmetic_v<T>);
  if constexpr (sizeof(T) == 1) {
    *to = static_cast<char>(value);
  } else {
    using Bits =
        std::conditional_t<sizeof(T) == 2, std::uint16_t,
                           std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
    const auto bits = std::bit_cast<Bits>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i)
      to[i] = static_cast<char>(static_cast<std::uint8_t>(bits >> (8 * (sizeof(T) - 1 - i))));
  }
}

template <class T>
void append(std::string& out, T value) {
  char bytes[sizeof(T)];
  store(bytes, value);
  out.append(bytes, sizeof bytes);
}

inline void append_uvarint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

/// The zigzag form, in which small negative numbers are short too (records use it throughout).
inline void append_varint(std::string& out, std::int64_t value) {
  append_uvarint(
      out, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

/// A place in bytes of somebody else: each read says whether there was enough.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : bytes_(bytes) {}
  std::size_t left() const { return bytes_.size() - at_; }
  std::size_t at() const { return at_; }

  template <class T>
  bool number(T& value) {
    if (left() < sizeof(T)) return false;
    value = load<T>(bytes_.data() + at_);
    at_ += sizeof(T);
    return true;
  }
  /// At most `kMaxBytes` bytes, which is 5 for 32 bits and 10 for 64.
  template <int kMaxBytes>
  bool uvarint(std::uint64_t& value) {
    value = 0;
    for (int i = 0; i < kMaxBytes; ++i) {
      std::uint8_t byte = 0;
      if (!number(byte)) return false;
      value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
      if ((byte & 0x80) == 0) return true;
    }
    return false;
  }
  bool varint(std::int64_t& value) {
    std::uint64_t bits = 0;
    if (!uvarint<10>(bits)) return false;
    value = static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
    return true;
  }
  bool take(std::size_t size, std::string_view& piece) {
    if (left() < size) return false;
    piece = bytes_.substr(at_, size);
    at_ += size;
    return true;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace ricochet::bus::protocol
