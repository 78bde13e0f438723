#include "tests/net/bus/plays/dump.h"

#include "base/text/encoding.h"

namespace ricochet::bus {

namespace {

using protocol::Field;
using protocol::Type;

class Dump {
 public:
  Dump(int version, const std::set<std::string>& masked) : version_(version), masked_(masked) {}

  void structure(const std::string& path, const protocol::StructLayout& shape, const void* value) {
    for (const Field& field : shape.all()) {
      const bool there = field.versions.contain(version_) || field.tagged.contain(version_);
      if (!there) continue;
      member(path + (path.empty() ? "" : ".") + field.name, field,
             static_cast<const char*>(value) + field.offset);
    }
  }
  std::vector<std::string> lines;

 private:
  void member(const std::string& path, const Field& field, const void* value) {
    if (field.optional_ops != nullptr) {
      value = field.optional_ops->get(value);
      if (value == nullptr) return line(path, "null");
    }
    if (!field.array) return element(path, field, value);
    const std::size_t size = field.array_ops->size(value);
    if (masked_.contains(field.name)) return line(path, size == 0 ? "none" : "some");
    if (size == 0) line(path, "none");
    const char* const first = static_cast<const char*>(field.array_ops->data(value));
    for (std::size_t i = 0; i < size; ++i)
      element(path + "[" + std::to_string(i) + "]", field, first + i * field.array_ops->stride);
  }

  void element(const std::string& path, const Field& field, const void* value) {
    if (field.type == Type::kStruct) return structure(path, *field.shape, value);
    const std::string text = scalar(field.type, value);
    if (!masked_.contains(field.name)) return line(path, text);
    // Only whether it is there at all: no id, no time, an empty text.
    const bool none = text.empty() || text == "-1" || text == std::string(32, '0');
    line(path, none ? "none" : "some");
  }

  static std::string scalar(Type type, const void* value) {
    switch (type) {
      case Type::kBool:
        return *static_cast<const bool*>(value) ? "true" : "false";
      case Type::kInt8:
        return std::to_string(*static_cast<const std::int8_t*>(value));
      case Type::kInt16:
        return std::to_string(*static_cast<const std::int16_t*>(value));
      case Type::kUint16:
        return std::to_string(*static_cast<const std::uint16_t*>(value));
      case Type::kInt32:
        return std::to_string(*static_cast<const std::int32_t*>(value));
      case Type::kUint32:
        return std::to_string(*static_cast<const std::uint32_t*>(value));
      case Type::kInt64:
        return std::to_string(*static_cast<const std::int64_t*>(value));
      case Type::kFloat64:
        return std::to_string(*static_cast<const double*>(value));
      case Type::kString:
        return *static_cast<const std::string*>(value);
      case Type::kBytes:
        return base::hex_encode(*static_cast<const std::string*>(value));
      case Type::kRecords:
        return std::to_string(static_cast<const protocol::Records*>(value)->size()) + " bytes";
      case Type::kUuid:
        return base::hex_encode(
            {reinterpret_cast<const char*>(static_cast<const protocol::Uuid*>(value)->bytes.data()),
             16});
      case Type::kStruct:
        break;
    }
    return "";
  }

  void line(const std::string& path, const std::string& value) {
    lines.push_back(path + " = " + value);
  }

  const int version_;
  const std::set<std::string>& masked_;
};

}  // namespace

std::vector<std::string> dump(const protocol::Message& message, const void* value, int version,
                              const std::set<std::string>& masked) {
  Dump lines(version, masked);
  lines.structure("", *message.shape, value);
  return lines.lines;
}

}  // namespace ricochet::bus
