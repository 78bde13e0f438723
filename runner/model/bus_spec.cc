#include "runner/model/bus_spec.h"

#include <filesystem>
#include <string_view>

#include "base/json/time.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "bus/address.h"
#include "runner/model/template_text.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

void read_group(const JsonReader& group, BusSpec& spec) {
  if (!group.object()) return;
  GroupSpec made;
  if (const auto commits = group.find("commits"))
    made.commits_after_work = commits->word().value_or("") == "after-work";
  spec.groups[group.key()] = made;
}

/// What only a broker of ours can be asked for. `known`: the address is not filled in later.
void read_embedded(const JsonReader& bus, bool known, BusSpec& spec) {
  for (const char* key :
       {"brokers", "join_members", "join_delay", "users", "tls", "port", "reset"}) {
    const auto value = bus.find(key);
    if (!value) continue;
    const std::string_view word = key;
    if (known && !spec.embedded) {
      value->error_at_key("not-embedded", base::in_quotes(key) + " is for a broker of ours",
                          R"(write "kafka": "embedded", or leave it out)");
    } else if (word == "brokers") {
      spec.brokers = static_cast<int>(value->integer().value_or(1));
    } else if (word == "join_members") {
      spec.join_members = static_cast<int>(value->integer().value_or(1));
    } else if (word == "join_delay") {
      spec.join_delay = base::read_time(*value).value_or(base::Duration(0));
    } else if (word == "reset") {
      spec.reset = value->boolean().value_or(false);
    } else if (word == "port") {
      spec.port = static_cast<std::uint16_t>(value->integer().value_or(0));
    }
  }
}

void read_security(const JsonReader& bus, const std::string& folder, BusSpec& spec) {
  if (auto users = bus.find("users"); users && users->object()) {
    for (const auto& user : users->members()) {
      if (auto password = user.nonempty_string()) spec.users[user.key()] = *password;
    }
  }
  if (auto tls = bus.find("tls"); tls && tls->object()) {
    const auto file = [&](const char* key) {
      const auto at = tls->find(key);
      const auto text = at ? at->nonempty_string() : std::nullopt;
      return text ? (std::filesystem::path(folder) / *text).lexically_normal().string()
                  : std::string();
    };
    spec.certificate = file("cert");
    spec.key = file("key");
  }
}

}  // namespace

base::Shape bus_shape() {
  using base::Shape;
  const Shape group = Shape::object(
      {{"commits", Shape::word({"after-work", "any-time"}),
        "after-work: it commits a record only when it has done all that it does because of it",
        "any-time"}});
  const Shape tls = Shape::object({required("cert", Shape::nonempty(), "PEM file"),
                                   required("key", Shape::nonempty(), "PEM file")});
  return Shape::object(
      {required("kafka", Shape::nonempty(),
                "\"embedded\": a broker of ours; or \"host:9092\", which may be \"${env.X}\""),
       {"properties", Shape::map(Shape::text()), "librdkafka properties for our own client"},
       {"groups", Shape::map(group), "consumer groups of the services under test"},
       {"delete_topics", Shape::boolean(),
        "true: topics that the run made at a broker that is not ours are deleted at its end",
        "they stay"},
       {"port", Shape::integer(1, 65535), "of the embedded bus, for services", "any free one"},
       {"brokers", Shape::integer(1, 100), "of the embedded bus: node ids with a port each", "1"},
       {"reset", Shape::boolean(),
        "true: before each scenario records, open transactions and groups without members of the "
        "embedded bus are gone",
        "they stay"},
       {"join_members", Shape::integer(1, 1000),
        "the first join of an empty group waits for so many members", "1"},
       {"join_delay", Shape::time(), "or so long", "0s"},
       {"users", Shape::map(Shape::nonempty()),
        "of an embedded bus, name to password: who may come", "everybody"},
       {"tls", tls, "of an embedded bus: its certificate", "no TLS"}});
}

bool check_bus_address(const JsonReader& at, const std::string& servers) {
  const auto bad = bus::bad_address(servers);
  if (!bad) return true;
  at.error("bad-bus", base::in_quotes(*bad) + " is neither \"embedded\" nor host:port",
           base::suggest(servers, {"embedded"}) ? "did you mean \"embedded\"?"
                                                : "write \"embedded\" or \"host:9092\"");
  return false;
}

std::optional<BusSpec> read_bus(const JsonReader& bus, const std::string& folder) {
  if (!bus.object()) return std::nullopt;
  BusSpec spec;
  const auto kafka = bus.find("kafka");
  if (!kafka) return std::nullopt;
  const auto servers = kafka->nonempty_string();
  if (!servers) return std::nullopt;
  spec.embedded = *servers == "embedded";
  const bool known = !has_template(*servers);
  if (!spec.embedded) {
    spec.servers = *servers;
    if (known) check_bus_address(*kafka, *servers);
  }
  if (auto properties = bus.find("properties"); properties && properties->object()) {
    for (const auto& p : properties->members()) {
      if (auto value = p.string()) spec.properties[p.key()] = *value;
    }
  }
  if (auto groups = bus.find("groups"); groups && groups->object()) {
    for (const auto& group : groups->members()) read_group(group, spec);
  }
  if (auto gone = bus.find("delete_topics")) spec.delete_topics = gone->boolean().value_or(false);
  read_embedded(bus, known, spec);
  read_security(bus, folder, spec);
  return spec;
}

}  // namespace ricochet::runner
