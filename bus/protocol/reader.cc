#include <algorithm>

#include "base/text/text.h"
#include "bus/protocol/codec.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::protocol {

namespace {

constexpr std::size_t kExpansion = 16;
constexpr std::size_t kSmallMessage = 64 << 10;
/// As Kafka: in flexible versions, too, whose lengths could say more.
constexpr std::int64_t kLongestName = 0x7fff;

class Reader {
 public:
  Reader(std::string_view bytes, int version, bool flexible, std::size_t elements)
      : in_(bytes),
        version_(version),
        flexible_(flexible),
        budget_(bytes.size() * kExpansion + kSmallMessage),
        elements_(elements) {}

  bool structure(const StructLayout& shape, void* value) {
    for (const Field& field : shape.all()) {
      if (!field.versions.contain(version_) || field.tagged.contain(version_)) continue;
      if (!member(field, static_cast<char*>(value) + field.offset)) return within(field);
    }
    return !flexible_ || tags(shape, value);
  }
  std::size_t at() const { return in_.at(); }
  std::size_t left() const { return in_.left(); }
  std::string error() const { return path_ + ": " + why_; }

 private:
  bool fail(std::string why) {
    why_ = std::move(why);
    return false;
  }
  bool cut_short() { return fail("the message ends before it does"); }
  bool within(const Field& field) {
    path_ = path_.empty() ? field.name : std::string(field.name) + "." + path_;
    return false;
  }

  bool tags(const StructLayout& shape, void* value) {
    std::uint64_t count = 0;
    if (!in_.uvarint<5>(count)) return cut_short();
    std::int64_t before = -1;
    for (std::uint64_t i = 0; i < count; ++i) {
      std::uint64_t tag = 0;
      std::uint64_t size = 0;
      if (!in_.uvarint<5>(tag) || !in_.uvarint<5>(size) || size > in_.left()) return cut_short();
      if (static_cast<std::int64_t>(tag) <= before) return fail("tags are not in ascending order");
      before = static_cast<std::int64_t>(tag);
      if (!tagged(shape, value, tag, static_cast<std::size_t>(size))) return false;
    }
    return true;
  }

  bool tagged(const StructLayout& shape, void* value, std::uint64_t tag, std::size_t size) {
    const std::size_t end = in_.at() + size;
    for (const Field& field : shape.all()) {
      if (!field.tagged.contain(version_) || static_cast<std::uint64_t>(field.tag) != tag) continue;
      if (!member(field, static_cast<char*>(value) + field.offset)) return within(field);
      if (in_.at() == end) return true;
      fail("does not fill the size of its tag");
      return within(field);
    }
    std::string_view unknown;
    return in_.take(size, unknown) || cut_short();
  }

  bool member(const Field& field, void* at) {
    if (field.array) return array(field, at);
    switch (field.type) {
      case Type::kString:
      case Type::kBytes:
        return text(field, at);
      case Type::kRecords:
        return records(field, *static_cast<Records*>(at));
      case Type::kStruct:
        return nested(field, at);
      default:
        return scalar(field.type, at);
    }
  }

  bool nested(const Field& field, void* at) {
    if (field.optional_ops == nullptr) return structure(*field.shape, at);
    std::int8_t present = 1;
    if (field.nullable.contain(version_) && !in_.number(present)) return cut_short();
    if (present < 0) {
      field.optional_ops->reset(at);
      return true;
    }
    return structure(*field.shape, field.optional_ops->emplace(at));
  }

  /// The length in front of texts, bytes and arrays; -1 is null, and only where it may be.
  bool length(const Field& field, std::int64_t& size) {
    if (flexible_ && field.compact) {
      std::uint64_t coded = 0;
      if (!in_.uvarint<5>(coded)) return cut_short();
      size = static_cast<std::int64_t>(coded) - 1;
    } else if (field.type == Type::kString && !field.array) {
      std::int16_t coded = 0;
      if (!in_.number(coded)) return cut_short();
      size = coded;
    } else {
      std::int32_t coded = 0;
      if (!in_.number(coded)) return cut_short();
      size = coded;
    }
    if (size < -1) return fail("has a negative length");
    if (size == -1 && !field.nullable.contain(version_)) return fail("must not be null");
    return true;
  }

  bool text(const Field& field, void* at) {
    std::int64_t size = 0;
    if (!length(field, size)) return false;
    if (size < 0) {
      field.optional_ops->reset(at);
      return true;
    }
    if (field.type == Type::kString && size > kLongestName)
      return fail("is a text of " + std::to_string(size) + " bytes, at most " +
                  std::to_string(kLongestName) + " are taken");
    std::string_view piece;
    if (!in_.take(static_cast<std::size_t>(size), piece)) return too_long(size);
    if (field.optional_ops != nullptr) at = field.optional_ops->emplace(at);
    static_cast<std::string*>(at)->assign(piece);
    return true;
  }

  bool records(const Field& field, Records& value) {
    std::int64_t size = 0;
    if (!length(field, size)) return false;
    value.null = size < 0;
    if (value.null) return true;
    std::string_view piece;
    if (!in_.take(static_cast<std::size_t>(size), piece)) return too_long(size);
    value.parts.assign(1, piece);
    return true;
  }

  bool too_long(std::int64_t size) {
    return fail("announces " + std::to_string(size) + " bytes, " + std::to_string(in_.left()) +
                " are there");
  }

  bool array(const Field& field, void* at) {
    std::int64_t announced = 0;
    if (!length(field, announced)) return false;
    if (announced < 0) {
      field.optional_ops->reset(at);
      return true;
    }
    const auto count = static_cast<std::size_t>(announced);
    if (count > in_.left() / least(field, true) || count > budget_ / field.array_ops->stride)
      return fail("announces " + base::plural(count, "element") + ", " +
                  std::to_string(in_.left()) + " bytes are there");
    if (count > elements_)
      return fail("makes too many elements in one message, all lists together");
    elements_ -= count;
    budget_ -= count * field.array_ops->stride;
    if (field.optional_ops != nullptr) at = field.optional_ops->emplace(at);
    char* element = static_cast<char*>(field.array_ops->resize(at, count));
    Field one = field;
    one.array = false;
    one.optional_ops = nullptr;
    one.nullable = {};
    for (std::size_t i = 0; i < count; ++i, element += field.array_ops->stride) {
      if (!member(one, element)) return false;
    }
    return true;
  }

  template <class T>
  bool number(void* at) {
    return in_.number(*static_cast<T*>(at)) || cut_short();
  }

  bool scalar(Type type, void* at) {
    switch (type) {
      case Type::kBool: {
        std::int8_t byte = 0;
        if (!in_.number(byte)) return cut_short();
        *static_cast<bool*>(at) = byte != 0;
        return true;
      }
      case Type::kInt8:
        return number<std::int8_t>(at);
      case Type::kInt16:
        return number<std::int16_t>(at);
      case Type::kUint16:
        return number<std::uint16_t>(at);
      case Type::kInt32:
        return number<std::int32_t>(at);
      case Type::kUint32:
        return number<std::uint32_t>(at);
      case Type::kInt64:
        return number<std::int64_t>(at);
      case Type::kFloat64:
        return number<double>(at);
      case Type::kUuid: {
        std::string_view piece;
        auto& uuid = *static_cast<Uuid*>(at);
        if (!in_.take(uuid.bytes.size(), piece)) return cut_short();
        std::copy(piece.begin(), piece.end(), uuid.bytes.begin());
        return true;
      }
      default:
        return fail("is of a type that the reader does not know");
    }
  }

  /// The fewest bytes that a field, or an element of it, can take in this version.
  std::size_t least(const Field& field, bool element = false) const {
    if (field.array && !element) return flexible_ ? 1 : 4;
    switch (field.type) {
      case Type::kBool:
      case Type::kInt8:
        return 1;
      case Type::kInt16:
      case Type::kUint16:
        return 2;
      case Type::kInt32:
      case Type::kUint32:
        return 4;
      case Type::kInt64:
      case Type::kFloat64:
        return 8;
      case Type::kUuid:
        return 16;
      case Type::kString:
        return flexible_ ? 1 : 2;
      case Type::kBytes:
      case Type::kRecords:
        return flexible_ ? 1 : 4;
      case Type::kStruct:
        break;
    }
    if (!element && field.optional_ops != nullptr && field.nullable.contain(version_)) return 1;
    std::size_t sum = flexible_ ? 1 : 0;
    for (const Field& one : field.shape->all()) {
      if (one.versions.contain(version_) && !one.tagged.contain(version_)) sum += least(one);
    }
    return std::max<std::size_t>(sum, 1);
  }

  WireReader in_;
  int version_;
  bool flexible_;
  std::size_t budget_;
  std::size_t elements_;  ///< that may still come
  std::string path_;
  std::string why_;
};

}  // namespace

base::Result<std::size_t> read_message(const Message& message, void* value, std::string_view bytes,
                                       int version, std::size_t most_elements) {
  Reader reader(bytes, version, message.flexible.contain(version), most_elements);
  if (reader.structure(*message.shape, value)) return reader.at();
  return base::Diag("bus/malformed", std::string(message.name) + " v" + std::to_string(version) +
                                         ", " + reader.error() + " (byte " +
                                         std::to_string(reader.at()) + ")");
}

}  // namespace ricochet::bus::protocol
