#pragma once
#include <string>

#include "base/random.h"
#include "bus/protocol/schema.h"

namespace ricochet::bus::protocol {

/// Fills a value of any message with random content of that version, by the table.
class Filler {
 public:
  Filler(base::Random& random, int version) : random_(random), version_(version) {}

  void fill(const StructLayout& shape, void* value) {
    for (const Field& field : shape.all()) {
      if (field.versions.contain(version_)) member(field, static_cast<char*>(value) + field.offset);
    }
  }

 private:
  void member(const Field& field, void* at) {
    if (field.optional_ops != nullptr) {
      if (field.nullable.contain(version_) && random_.below(3) == 0)
        return field.optional_ops->reset(at);
      at = field.optional_ops->emplace(at);
    }
    if (!field.array) return single(field, at);
    const std::size_t count = random_.below(4);
    char* element = static_cast<char*>(field.array_ops->resize(at, count));
    for (std::size_t i = 0; i < count; ++i) single(field, element + i * field.array_ops->stride);
  }

  void single(const Field& field, void* at) {
    switch (field.type) {
      case Type::kBool:
        *static_cast<bool*>(at) = random_.below(2) == 1;
        break;
      case Type::kInt8:
        *static_cast<std::int8_t*>(at) = static_cast<std::int8_t>(random_.next());
        break;
      case Type::kInt16:
      case Type::kUint16:
        *static_cast<std::int16_t*>(at) = static_cast<std::int16_t>(random_.next());
        break;
      case Type::kInt32:
      case Type::kUint32:
        *static_cast<std::int32_t*>(at) = static_cast<std::int32_t>(random_.next());
        break;
      case Type::kInt64:
        *static_cast<std::int64_t*>(at) = static_cast<std::int64_t>(random_.next());
        break;
      case Type::kFloat64:
        *static_cast<double*>(at) = random_.uniform();
        break;
      case Type::kString:
      case Type::kBytes:
        *static_cast<std::string*>(at) = std::string(random_.below(200), 'x');
        break;
      case Type::kRecords:
        static_cast<Records*>(at)->parts.assign(random_.below(3), "records");
        break;
      case Type::kUuid:
        for (auto& byte : static_cast<Uuid*>(at)->bytes)
          byte = static_cast<std::uint8_t>(random_.next());
        break;
      case Type::kStruct:
        fill(*field.shape, at);
        break;
    }
  }

  base::Random& random_;
  int version_;
};

/// Calls `each(message, version)` for both sides of all APIs in all their versions.
template <class Each>
void for_each_message(Each each) {
  for (const Api& api : apis()) {
    for (int version = 0; version <= api.request.valid.last; ++version) {
      if (!api.request.valid.contain(version)) continue;
      each(api.request, version);
      each(api.response, version);
    }
  }
}

}  // namespace ricochet::bus::protocol
