#include "bus/broker/faults/reader.h"

#include <algorithm>

#include "base/error_mark.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "bus/broker/api/table.h"
#include "bus/broker/asked.h"
#include "bus/broker/faults/kind.h"
#include "bus/protocol/messages.h"

namespace ricochet::bus::broker::faults {

namespace {

std::vector<std::string> api_names() {
  std::vector<std::string> names;
  for (const auto& row : api::table()) names.emplace_back(row.name);
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

bool is_kind(std::string_view key) {
  return std::any_of(kinds().begin(), kinds().end(),
                     [&](const Kind& kind) { return key == kind.key; });
}

class Reading {
 public:
  explicit Reading(const base::JsonReader& object) : object_(object.as(fault_shape())) {}

  std::optional<Rule> read() {
    const base::ErrorMark mark(object_.diags());
    if (!object_.is_object()) {
      object_.object({});  // says so
      return std::nullopt;
    }
    const Kind* const kind = find_kind();
    if (kind == nullptr) return std::nullopt;
    const bool may_come_late = rule_at_answer(*kind);
    auto keys = fault_shape().key_names();
    std::erase_if(keys, [&](const std::string& key) {
      return (key == "at" && !may_come_late) || (is_kind(key) && key != kind->key);
    });
    object_.object(keys);
    kind->read(*object_.find(kind->key), rule_);
    if (may_come_late) read_at();
    read_on(*kind);
    read_counts();
    if (const auto name = object_.find("name")) rule_.name = name->nonempty_string().value_or("");
    if (!mark.clean()) return std::nullopt;
    finish();
    return std::move(rule_);
  }

 private:
  static bool rule_at_answer(const Kind& kind) {
    const std::string_view key = kind.key;
    return key == "delay" || key == "drop" || key == "no_answer";
  }

  const Kind* find_kind() const {
    const Kind* found = nullptr;
    std::vector<std::string> known;
    for (const Kind& kind : kinds()) {
      known.emplace_back(kind.key);
      if (!object_.find(kind.key)) continue;
      if (found != nullptr) {
        object_.error("bad-fault",
                      "one fault at a time: this has both " + base::in_quotes(found->key) +
                          " and " + base::in_quotes(kind.key),
                      "write one object for each");
        return nullptr;
      }
      found = &kind;
    }
    if (found != nullptr) return found;
    for (const auto& member : object_.members()) {
      if (fault_shape().below(member.key()) != nullptr) continue;
      member.error_at_key("unknown-fault", "there is no fault " + base::in_quotes(member.key()),
                          base::did_you_mean(member.key(), known));
      return nullptr;
    }
    object_.error("unknown-fault", "it does not say what is to be done",
                  base::did_you_mean("", known));
    return nullptr;
  }

  void read_at() {
    const auto at = object_.find("at");
    if (!at) return;
    const auto word = at->word();
    rule_.effect.at_answer = word && *word == "answer";
  }

  void read_on(const Kind& kind) {
    const auto on = object_.find("on");
    rule_.waits = on.has_value();
    if (!on) {
      if (kind.per_request)
        object_.error("bad-fault",
                      std::string(kind.key) + " is done to requests, and \"on\" does not say which",
                      R"(write "on": {"api": "Fetch", "topic": "..."}, or "on": {} for all)");
      return;
    }
    if (!on->object()) return;
    read_apis(*on, /*must_say=*/std::string_view(kind.key) == "error");
    const auto name = [&](const char* key, std::string& into) {
      if (const auto value = on->find(key)) into = value->nonempty_string().value_or("");
    };
    name("topic", rule_.on.topic);
    name("group", rule_.on.group);
    name("client", rule_.on.client);
    name("transaction", rule_.on.transaction);
    if (const auto partition = on->find("partition"))
      rule_.on.partition = static_cast<std::int32_t>(partition->integer().value_or(0));
    if (const auto node = on->find("broker"))
      rule_.on.node = static_cast<std::int32_t>(node->integer().value_or(1));
    check_names(*on);
  }

  /// What never fits would be a fault that does nothing, in silence.
  void check_names(const base::JsonReader& on) {
    for (const std::int16_t key : rule_.on.apis) {
      const api::Row& row = *api::find_row(key);
      const Nameable names = what_requests_name(row.served.request());
      const auto check = [&](const char* what, bool named) {
        if (const auto value = on.find(what); value && !named)
          value->error_at_key("bad-fault",
                              std::string("requests of ") + row.name + " do not name a " + what,
                              "leave it out, or name another API");
      };
      check("topic", names.topic);
      check("partition", names.partition);
      check("group", names.group);
      check("transaction", names.transaction);
      // One key, of one of the two.
      if (key == protocol::FindCoordinatorRequest::message().key && on.find("group") &&
          on.find("transaction"))
        on.error("bad-fault",
                 std::string("a request of ") + row.name +
                     " asks for a group or for a transaction, never for both",
                 "leave one out, or set a fault for each");
    }
  }

  void read_apis(const base::JsonReader& on, bool must_say) {
    const auto apis = on.find("api");
    if (!apis) {
      if (must_say)
        on.error("bad-fault", "an error has the form of its request, so \"api\" must say which",
                 "one of " + listed(api_names()));
      return;
    }
    if (!apis->is_array()) return read_api(*apis);
    if (apis->elements().empty())
      apis->error("bad-fault", "no API is named, so no request ever fits",
                  "name some, or leave \"api\" out for any");
    for (const auto& one : apis->elements()) read_api(one);
  }

  void read_api(const base::JsonReader& value) {
    const auto name = value.nonempty_string();
    if (!name) return;
    const auto table = api::table();
    const auto row = std::find_if(table.begin(), table.end(),
                                  [&](const api::Row& one) { return *name == one.name; });
    if (row == table.end()) {
      value.error("unknown-api", "the broker serves no API " + base::in_quotes(*name),
                  base::did_you_mean(*name, api_names()));
    } else {
      rule_.on.apis.push_back(row->key);
      apis_ += (apis_.empty() ? "" : ", ") + *name;
    }
  }

  void read_counts() {
    for (const char* key : {"skip", "times", "probability"}) {
      const auto value = object_.find(key);
      if (!value) continue;
      if (!rule_.waits) {
        value->error_at_key("bad-fault",
                            base::in_quotes(key) + " counts requests, and this is done at once",
                            "say with \"on\" which requests it waits for");
        return;
      }
      if (std::string_view(key) == "skip")
        rule_.skip = static_cast<std::uint64_t>(value->integer().value_or(0));
      else if (std::string_view(key) == "times")
        rule_.times = static_cast<std::uint64_t>(value->integer().value_or(1));
      else
        read_probability(*value);
    }
  }

  void read_probability(const base::JsonReader& value) {
    const auto number = value.number();
    if (!number) return;
    rule_.probability = *number;
    if (*number > 0 && *number <= 1) return;
    value.error("bad-fault", "a probability lies above 0 and is 1 at most", "write 0.1");
  }

  void finish() {
    if (!rule_.waits) return;
    rule_.title += " on " + (apis_.empty() ? "any request" : apis_);
    const Match& on = rule_.on;
    if (!on.topic.empty()) rule_.title += " of topic " + on.topic;
    if (on.partition) rule_.title += " partition " + std::to_string(*on.partition);
    if (!on.group.empty()) rule_.title += " of group " + on.group;
    if (!on.client.empty()) rule_.title += " of client " + on.client;
    if (!on.transaction.empty()) rule_.title += " of transactional id " + on.transaction;
    if (on.node) rule_.title += " at broker " + std::to_string(*on.node);
  }

  const base::JsonReader object_;
  Rule rule_;
  std::string apis_;
};

}  // namespace

std::optional<Rule> read_fault(const base::JsonReader& object) { return Reading(object).read(); }

}  // namespace ricochet::bus::broker::faults
