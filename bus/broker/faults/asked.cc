#include "bus/broker/faults/asked.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ricochet::bus::broker::faults {

namespace {

using protocol::Field;
using protocol::StructLayout;
using protocol::Type;

constexpr std::array<std::string_view, 3> kTopicLists{"Topics", "TopicData", "V3AndBelowTopics"};
constexpr std::array<std::string_view, 3> kPartitionLists{"Partitions", "PartitionIndexes",
                                                          "PartitionData"};
constexpr std::array<std::string_view, 3> kPartitions{"Partition", "PartitionIndex", "Index"};
constexpr std::array<std::string_view, 2> kTopics{"Name", "Topic"};
constexpr std::array<std::string_view, 2> kTransactions{"TransactionalId",
                                                        "V3AndBelowTransactionalId"};
constexpr std::array<std::string_view, 2> kGroupLists{"Groups", "GroupsNames"};
constexpr std::string_view kCoordinatorKey = "Key", kCoordinatorKeys = "CoordinatorKeys",
                           kCoordinatorType = "KeyType";

template <class List>
bool among(const List& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const std::string& text_at(const void* member) { return *static_cast<const std::string*>(member); }

/// One request; says what it found into `asked`.
class Walk {
 public:
  Walk(int version, const TopicName& topic_name, Asked& asked)
      : version_(version), topic_name_(topic_name), asked_(asked) {}

  void of(const StructLayout& shape, const void* value, Asked::Place* place) {
    for (const Field& field : shape.all()) {
      const void* const member = member_of(field, value);
      if (member == nullptr) continue;
      if (field.array)
        list(field, member, place);
      else
        one(field, member, place);
    }
  }

  /// FindCoordinator: what the keys are stands behind them.
  void name_keys() {
    constexpr std::int8_t kTransactionKey = 1;
    auto& into = key_type_ == kTransactionKey ? asked_.transactions : asked_.groups;
    into.insert(into.end(), keys_.begin(), keys_.end());
  }

 private:
  const void* member_of(const Field& field, const void* value) const {
    if (!field.versions.contain(version_)) return nullptr;
    const void* const member = static_cast<const char*>(value) + field.offset;
    return field.optional_ops != nullptr ? field.optional_ops->get(member) : member;
  }

  void list(const Field& field, const void* array, Asked::Place* place) {
    const std::size_t size = field.array_ops->size(array);
    const auto* element = static_cast<const char*>(field.array_ops->data(array));
    for (std::size_t i = 0; i < size; ++i, element += field.array_ops->stride) {
      if (field.type == Type::kString) {
        name(field, text_at(element));
      } else if (field.type == Type::kInt32) {
        if (place != nullptr && among(kPartitionLists, field.name))
          place->partitions.push_back(*reinterpret_cast<const std::int32_t*>(element));
      } else if (field.type == Type::kStruct) {
        element_of(field, element, place);
      }
    }
  }

  void element_of(const Field& field, const void* element, Asked::Place* place) {
    if (among(kTopicLists, field.name)) {
      Asked::Place topic;
      of(*field.shape, element, &topic);
      if (!topic.topic.empty()) asked_.places.push_back(std::move(topic));
      return;
    }
    // Settings and assignments by hand below a topic name other things.
    const bool inside = place == nullptr || among(kPartitionLists, field.name);
    if (inside) of(*field.shape, element, place);
  }

  void name(const Field& list, const std::string& text) {
    if (among(kGroupLists, list.name))
      asked_.groups.push_back(text);
    else if (std::string_view(list.name) == "TopicNames")
      asked_.places.push_back({text, {}});
    else if (std::string_view(list.name) == "TransactionalIds")
      asked_.transactions.push_back(text);
    else if (list.name == kCoordinatorKeys)
      keys_.push_back(text);
  }

  void one(const Field& field, const void* member, Asked::Place* place) {
    switch (field.type) {
      case Type::kString:
        return text(field, text_at(member), place);
      case Type::kUuid:
        if (place != nullptr && place->topic.empty())
          place->topic = topic_name_(*static_cast<const protocol::Uuid*>(member));
        return;
      case Type::kInt32:
        if (place != nullptr && among(kPartitions, field.name))
          place->partitions.push_back(*static_cast<const std::int32_t*>(member));
        return;
      case Type::kInt8:
        if (field.name == kCoordinatorType) key_type_ = *static_cast<const std::int8_t*>(member);
        return;
      case Type::kStruct:
        return of(*field.shape, member, place);
      default:
        return;
    }
  }

  void text(const Field& field, const std::string& value, Asked::Place* place) {
    if (value.empty()) return;
    if (among(kTransactions, field.name))
      asked_.transactions.push_back(value);
    else if (std::string_view(field.name) == "GroupId")
      asked_.groups.push_back(value);
    else if (field.name == kCoordinatorKey)
      keys_.push_back(value);
    else if (place != nullptr && among(kTopics, field.name))
      place->topic = value;
  }

  const int version_;
  const TopicName& topic_name_;
  Asked& asked_;
  std::vector<std::string> keys_;
  std::int8_t key_type_ = 0;
};

/// The same walk, over the table alone.
void add_names(const StructLayout& shape, bool in_place, Nameable& names) {
  for (const Field& field : shape.all()) {
    const std::string_view name = field.name;
    if (field.type == Type::kStruct) {
      const bool topics = field.array && among(kTopicLists, name);
      names.topic |= topics;
      if (!field.array || topics || !in_place || among(kPartitionLists, name))
        add_names(*field.shape, in_place || topics, names);
    } else if (field.type == Type::kInt32) {
      names.partition |=
          in_place && (field.array ? among(kPartitionLists, name) : among(kPartitions, name));
    } else if (field.type == Type::kString) {
      const bool key = name == kCoordinatorKey || name == kCoordinatorKeys;
      names.topic |= name == "TopicNames";
      names.group |= key || name == "GroupId" || among(kGroupLists, name);
      names.transaction |= key || name == "TransactionalIds" || among(kTransactions, name);
    }
  }
}

}  // namespace

Nameable what_requests_name(const protocol::Message& message) {
  Nameable names;
  add_names(*message.shape, false, names);
  names.group |= names.partition;  // of which group a member reads it
  return names;
}

void read_places(const protocol::Message& message, const void* value, int version,
                 const TopicName& topic_name, Asked& asked) {
  Walk walk(version, topic_name, asked);
  walk.of(*message.shape, value, nullptr);
  walk.name_keys();
}

}  // namespace ricochet::bus::broker::faults
