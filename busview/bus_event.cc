#include "busview/bus_event.h"

#include <algorithm>

#include "base/json/json.h"
#include "journal/wire_text.h"

namespace ricochet::busview {

using base::Json;
using journal::as_text;
using Kind = BusEvent::Kind;

const std::vector<std::string>& event_names() {
  static const std::vector<std::string> names{
      "produced",          "fetched",  "joined",    "left",
      "rebalancing",       "assigned", "committed", "transaction-begun",
      "transaction-ended", "refused",  "fault"};
  return names;
}

const char* name_of(Kind kind) { return event_names()[static_cast<std::size_t>(kind)].c_str(); }

std::size_t BusEvent::cost() const {
  std::size_t sum = sizeof(BusEvent) + client.id.size() + client.host.size() + where.topic.size() +
                    group.size() + member.id.size() + member.instance_id.size() +
                    member.client.id.size() + member.client.host.size() + transaction.size() +
                    text.size();
  for (const auto& one : partitions) sum += sizeof(one) + one.topic.size();
  for (const auto& one : commits) sum += sizeof(one) + one.where.topic.size() + one.metadata.size();
  return sum;
}

bool BusEvent::names_topic(std::string_view topic) const {
  return where.topic == topic ||
         std::any_of(partitions.begin(), partitions.end(),
                     [&](const auto& one) { return one.topic == topic; }) ||
         std::any_of(commits.begin(), commits.end(),
                     [&](const auto& one) { return one.where.topic == topic; });
}

namespace {

void add_client(Json& object, const bus::broker::Client& client) {
  object["client"] = as_text(client.id);
  object["host"] = as_text(client.host);
}

void add_place(Json& object, const BusEvent& event) {
  object["topic"] = as_text(event.where.topic);
  object["partition"] = event.where.partition;
  object["offset"] = event.from;
  object["upto"] = event.upto;
}

void add_member(Json& object, const BusEvent& event) {
  object["group"] = as_text(event.group);
  object["member"] = as_text(event.member.id);
  if (!event.member.instance_id.empty()) object["instance"] = as_text(event.member.instance_id);
  add_client(object, event.member.client);
}

Json partitions_json(const std::vector<bus::broker::TopicPartition>& partitions) {
  Json list = Json::array();
  for (const auto& one : partitions) {
    Json entry;
    entry["topic"] = as_text(one.topic);
    entry["partition"] = one.partition;
    list.push_back(std::move(entry));
  }
  return list;
}

Json commits_json(const std::vector<bus::broker::Commit>& commits) {
  Json list = Json::array();
  for (const auto& one : commits) {
    Json entry;
    entry["topic"] = as_text(one.where.topic);
    entry["partition"] = one.where.partition;
    entry["offset"] = one.offset;
    if (!one.metadata.empty()) entry["metadata"] = as_text(one.metadata);
    list.push_back(std::move(entry));
  }
  return list;
}

void add_details(Json& object, const BusEvent& event) {
  switch (event.kind) {
    case Kind::kProduced:
      add_client(object, event.client);
      add_place(object, event);
      object["transaction"] =
          event.transaction.empty() ? Json(nullptr) : Json(as_text(event.transaction));
      break;
    case Kind::kFetched:
      add_client(object, event.client);
      object["group"] = event.group.empty() ? Json(nullptr) : Json(as_text(event.group));
      add_place(object, event);
      break;
    case Kind::kJoined:
      add_member(object, event);
      break;
    case Kind::kLeft:
      add_member(object, event);
      object["why"] = as_text(event.text);
      break;
    case Kind::kRebalancing:
      object["group"] = as_text(event.group);
      object["generation"] = event.generation;
      object["why"] = as_text(event.text);
      break;
    case Kind::kAssigned:
      add_member(object, event);
      object["generation"] = event.generation;
      object["partitions"] = partitions_json(event.partitions);
      break;
    case Kind::kCommitted:
      object["group"] = as_text(event.group);
      add_client(object, event.client);
      object["commits"] = commits_json(event.commits);
      break;
    case Kind::kTransactionBegun:
    case Kind::kTransactionEnded:
      object["transaction"] = as_text(event.transaction);
      object["producer_id"] = event.producer_id;
      if (event.kind == Kind::kTransactionEnded) object["how"] = event.text;
      break;
    case Kind::kRefused:
      add_client(object, event.client);
      object["why"] = as_text(event.text);
      break;
    case Kind::kFault:
      add_client(object, event.client);
      object["what"] = as_text(event.text);
      break;
  }
}

}  // namespace

Json to_json(const BusEvent& event, base::TimePoint epoch) {
  Json object;
  object["gseq"] = event.gseq;
  object["type"] = name_of(event.kind);
  object["at"] = base::format_rfc3339(event.at_wall);
  object["offset_us"] =
      std::chrono::duration_cast<std::chrono::microseconds>(event.at - epoch).count();
  add_details(object, event);
  return object;
}

}  // namespace ricochet::busview
