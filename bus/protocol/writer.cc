#include <algorithm>

#include "bus/protocol/codec.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {

namespace {

constexpr std::size_t kLongestText = 32767;

std::int64_t number_of(Type type, const void* at) {
  switch (type) {
    case Type::kBool:
      return *static_cast<const bool*>(at) ? 1 : 0;
    case Type::kInt8:
      return *static_cast<const std::int8_t*>(at);
    case Type::kInt16:
      return *static_cast<const std::int16_t*>(at);
    case Type::kUint16:
      return *static_cast<const std::uint16_t*>(at);
    case Type::kInt32:
      return *static_cast<const std::int32_t*>(at);
    case Type::kUint32:
      return *static_cast<const std::uint32_t*>(at);
    default:
      return *static_cast<const std::int64_t*>(at);
  }
}

bool is_default(const Field& field, const void* at) {
  if (field.optional_ops != nullptr) {
    const void* const inner = field.optional_ops->get(at);
    if (inner == nullptr || field.null_default) return (inner == nullptr) == field.null_default;
    at = inner;
  }
  if (field.array) return field.array_ops->size(at) == 0;
  switch (field.type) {
    case Type::kString:
    case Type::kBytes:
      return static_cast<const std::string*>(at)->empty();
    case Type::kRecords:
      return static_cast<const Records*>(at)->size() == 0;
    case Type::kUuid:
      return *static_cast<const Uuid*>(at) == Uuid();
    case Type::kFloat64:
      return *static_cast<const double*>(at) == 0;
    case Type::kStruct:
      return std::all_of(field.shape->all().begin(), field.shape->all().end(), [&](const Field& f) {
        return is_default(f, static_cast<const char*>(at) + f.offset);
      });
    default:
      return number_of(field.type, at) == field.default_number;
  }
}

class Writer {
 public:
  Writer(std::string& out, int version, bool flexible)
      : out_(out), version_(version), flexible_(flexible) {}

  void structure(const StructLayout& shape, const void* value) {
    for (const Field& field : shape.all()) {
      if (field.versions.contain(version_) && !field.tagged.contain(version_))
        member(field, static_cast<const char*>(value) + field.offset);
    }
    if (flexible_) tags(shape, value);
  }

 private:
  void tags(const StructLayout& shape, const void* value) {
    std::vector<const Field*> told;
    for (const Field& field : shape.all()) {
      if (field.versions.contain(version_) && field.tagged.contain(version_) &&
          !is_default(field, static_cast<const char*>(value) + field.offset))
        told.push_back(&field);
    }
    std::sort(told.begin(), told.end(), [](auto* a, auto* b) { return a->tag < b->tag; });
    append_uvarint(out_, told.size());
    for (const Field* field : told) {
      std::string content;
      Writer(content, version_, true)
          .member(*field, static_cast<const char*>(value) + field->offset);
      append_uvarint(out_, static_cast<std::uint64_t>(field->tag));
      append_uvarint(out_, content.size());
      out_ += content;
    }
  }

  void member(const Field& field, const void* at) {
    const bool nullable = field.nullable.contain(version_);
    if (field.optional_ops != nullptr) {
      at = field.optional_ops->get(at);
      if (at == nullptr) return nothing(field, nullable);
      if (!field.array && field.type == Type::kStruct && nullable) append<std::int8_t>(out_, 1);
    }
    if (field.array) return array(field, at);
    single(field, at);
  }

  void nothing(const Field& field, bool nullable) {
    if (!field.array && field.type == Type::kStruct) {
      append<std::int8_t>(out_, -1);
      return;
    }
    length(field, nullable ? -1 : 0);
  }

  void single(const Field& field, const void* at) {
    switch (field.type) {
      case Type::kString:
      case Type::kBytes:
        return text(field, *static_cast<const std::string*>(at));
      case Type::kRecords: {
        const auto& records = *static_cast<const Records*>(at);
        if (records.null && field.nullable.contain(version_)) return length(field, -1);
        length(field, static_cast<std::int64_t>(records.size()));
        for (const auto part : records.parts) out_.append(part);
        return;
      }
      case Type::kStruct:
        return structure(*field.shape, at);
      default:
        return scalar(field.type, at);
    }
  }

  void length(const Field& field, std::int64_t size) {
    if (flexible_ && field.compact)
      append_uvarint(out_, static_cast<std::uint64_t>(size + 1));
    else if (field.type == Type::kString && !field.array)
      append(out_, static_cast<std::int16_t>(size));
    else
      append(out_, static_cast<std::int32_t>(size));
  }

  void text(const Field& field, std::string_view value) {
    const bool short_length = field.type == Type::kString && !(flexible_ && field.compact);
    if (short_length) value = value.substr(0, kLongestText);
    length(field, static_cast<std::int64_t>(value.size()));
    out_.append(value);
  }

  void array(const Field& field, const void* at) {
    const std::size_t count = field.array_ops->size(at);
    length(field, static_cast<std::int64_t>(count));
    Field one = field;
    one.array = false;
    one.nullable = {};
    const char* element = static_cast<const char*>(field.array_ops->data(at));
    for (std::size_t i = 0; i < count; ++i, element += field.array_ops->stride)
      single(one, element);
  }

  void scalar(Type type, const void* at) {
    switch (type) {
      case Type::kFloat64:
        return append(out_, *static_cast<const double*>(at));
      case Type::kUuid: {
        const auto& bytes = static_cast<const Uuid*>(at)->bytes;
        out_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return;
      }
      case Type::kBool:
      case Type::kInt8:
        return append(out_, static_cast<std::int8_t>(number_of(type, at)));
      case Type::kInt16:
      case Type::kUint16:
        return append(out_, static_cast<std::int16_t>(number_of(type, at)));
      case Type::kInt32:
      case Type::kUint32:
        return append(out_, static_cast<std::int32_t>(number_of(type, at)));
      default:
        return append(out_, number_of(type, at));
    }
  }

  std::string& out_;
  int version_;
  bool flexible_;
};

}  // namespace

void write_message(const Message& message, const void* value, int version, std::string& out) {
  Writer(out, version, message.flexible.contain(version)).structure(*message.shape, value);
}

}  // namespace ricochet::bus::protocol
