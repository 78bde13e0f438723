#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::bus::protocol {

/// 16 bytes, as Kafka names topics; all zero is "none".
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
};

/// The records of one partition on the wire: whole batches, which stay where they are (the frame
/// that was read, the log) and must outlive this.
struct Records {
  std::vector<std::string_view> parts;
  bool null = false;
  std::size_t size() const {
    std::size_t sum = 0;
    for (const auto part : parts) sum += part.size();
    return sum;
  }
};

/// Versions, both ends included; first > last: none.
struct Versions {
  std::int16_t first = 1;
  std::int16_t last = 0;
  constexpr bool contain(int version) const { return version >= first && version <= last; }
};

enum class Type : std::uint8_t {
  kBool,
  kInt8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kInt64,
  kFloat64,
  kString,
  kBytes,
  kRecords,
  kUuid,
  kStruct,
};

/// How a std::vector of the element is handled without knowing it.
struct ArrayOps {
  std::size_t stride;
  std::size_t (*size)(const void* array);
  void* (*resize)(void* array, std::size_t size);  ///< returns the first element
  const void* (*data)(const void* array);
};

/// The same for a std::optional.
struct OptionalOps {
  const void* (*get)(const void* optional);  ///< nullptr: it is null
  void* (*emplace)(void* optional);
  void (*reset)(void* optional);
};

struct StructLayout;

/// One field of the table.
struct Field {
  const char* name = "";
  Type type = Type::kBool;  ///< of the elements, when it is an array
  bool array = false;
  bool compact = true;  ///< false: its length stays two bytes in flexible versions
  bool null_default = false;
  std::int16_t tag = -1;
  Versions versions, nullable, tagged;
  std::int64_t default_number = 0;
  std::size_t offset = 0;
  const StructLayout* shape = nullptr;        ///< of structures
  const ArrayOps* array_ops = nullptr;        ///< of arrays
  const OptionalOps* optional_ops = nullptr;  ///< of members that are a std::optional
};

struct StructLayout {
  const Field* fields = nullptr;
  std::size_t count = 0;
  std::size_t size = 0;  ///< of the struct in memory
  std::span<const Field> all() const { return {fields, count}; }
};

/// One side of an API, or a structure that stands alone.
struct Message {
  const char* name;
  std::int16_t key;  ///< -1: not an API
  Versions valid, flexible;
  const StructLayout* shape;
  std::shared_ptr<void> (*make)();  ///< a value with all defaults
};

struct Api {
  std::int16_t key;
  const char* name;
  const Message& request;
  const Message& response;
};

/// All APIs of messages.txt, in its order. More than the broker serves.
const std::vector<Api>& apis();

}  // namespace ricochet::bus::protocol
