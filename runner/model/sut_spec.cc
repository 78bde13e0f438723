#include "runner/model/sut_spec.h"

#include <algorithm>

#include "base/json/time.h"
#include "base/text/printable.h"
#include "runner/model/system_text.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

bool valid_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             std::string::npos;
}

void check_sut_name(const JsonReader& at, const std::string& name) {
  if (valid_name(name)) return;
  at.error_at_key("bad-name", base::in_quotes(name) + " is not a usable name",
                  "use 1 to 64 letters, digits, '.', '_' and '-'");
}

std::vector<std::string> read_command(const JsonReader& command) {
  std::vector<std::string> words;
  for (const auto& word : command.elements()) {
    words.push_back(word.string().value_or(""));
    check_system_text(word);
  }
  if (command.is_array() && words.empty()) {
    command.error("empty", "\"command\" must not be empty",
                  "write the program and its arguments: [\"./service\", \"--flag\"]");
  }
  return words;
}

/// A name in `${sut.X.ports.name}`: it must be one of the template language.
bool check_port_name(const JsonReader& at, const std::string& name, const SutSpec& spec) {
  const bool letters =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
      std::string::npos;
  if (name.empty() || name.size() > 64 || !letters ||
      std::string_view("0123456789").find(name.front()) != std::string_view::npos) {
    at.error("bad-name", base::in_quotes(name) + " cannot be the name of a port",
             "use letters, digits and '_', no digit first: \"http\"");
    return false;
  }
  if (std::any_of(spec.ports.begin(), spec.ports.end(),
                  [&](const PortSpec& port) { return port.name == name; })) {
    at.error("duplicate-name", "the service has a port " + base::in_quotes(name) + " already",
             "choose another");
    return false;
  }
  return true;
}

/// A list of names: free ports; an object: numbers that somebody has chosen.
void read_ports(const JsonReader& ports, SutSpec& spec) {
  if (ports.is_object()) {
    for (const auto& port : ports.members()) {
      if (!check_port_name(port, port.key(), spec)) continue;
      const auto number = port.integer();
      spec.ports.push_back({port.key(), static_cast<std::uint16_t>(number.value_or(1))});
    }
    return;
  }
  for (const auto& port : ports.elements()) {
    const auto name = port.string();
    if (name && check_port_name(port, *name, spec)) spec.ports.push_back({*name, 0});
  }
}

void read_ready(const JsonReader& ready, bool has_bus, ReadySpec& spec) {
  if (!ready.object()) return;
  int kinds = 0;
  auto probe = [&](const char* key, ReadySpec::Kind kind) {
    if (auto value = ready.find(key)) {
      ++kinds;
      spec.kind = kind;
      if (kind == ReadySpec::Kind::kCommand)
        spec.command = read_command(*value);
      else
        spec.text = value->nonempty_string().value_or("");
    }
  };
  probe("log", ReadySpec::Kind::kLog);
  probe("tcp", ReadySpec::Kind::kTcp);
  probe("http", ReadySpec::Kind::kHttp);
  probe("group", ReadySpec::Kind::kGroup);
  probe("command", ReadySpec::Kind::kCommand);
  if (const auto group = ready.find("group"); group && !has_bus)
    group->error_at_key("no-bus", "this suite has no bus, so nobody can join a group",
                        R"(add "bus": { "kafka": "embedded" })");
  if (auto within = ready.find("within")) {
    spec.within =
        base::read_window_time(*within, "no service is ready within zero").value_or(spec.within);
  }
  if (kinds == 0 && ready.misspelt({"log", "tcp", "http", "group", "command"})) return;
  if (kinds != 1) {
    ready.error("bad-ready",
                kinds == 0 ? "\"ready\" names no probe" : "\"ready\" names more than one probe",
                R"(write one of "log", "tcp", "http", "group", "command")");
  }
}

void read_stop(const JsonReader& stop, StopSpec& spec) {
  if (!stop.object()) return;
  if (auto signal = stop.find("signal")) spec.signal = signal->word().value_or("TERM");
  if (auto grace = stop.find("grace")) spec.grace = base::read_time(*grace).value_or(spec.grace);
}

/// What we cannot do to a process that is not ours, or to a port whose owner chose its number.
void check_external(const JsonReader& sut, const SutSpec& spec) {
  for (const char* key : {"command", "env", "cwd", "stop", "per_scenario"}) {
    if (const auto value = sut.find(key))
      value->error_at_key("external",
                          base::in_quotes(key) + " is for a service that a run starts itself",
                          "leave it out, or leave \"external\" out");
  }
  if (spec.ready.kind == ReadySpec::Kind::kLog)
    sut.find("ready")->error("external",
                             "what a service prints that somebody else runs cannot be seen",
                             R"(wait for "tcp", "http", "group" or "command")");
  const bool free = std::any_of(spec.ports.begin(), spec.ports.end(),
                                [](const PortSpec& port) { return port.number == 0; });
  if (free)
    sut.find("ports")->error("external", "who runs the service chooses its ports",
                             R"(write their numbers: "ports": { "http": 8080 })");
}

}  // namespace

base::Shape sut_shape() {
  using base::KeyRule;
  using base::Shape;
  const Shape text = Shape::nonempty();
  const Shape command = Shape::list(Shape::text(), 1);
  const Shape ready =
      Shape::object({{"log", text, "part of a line that it prints"},
                     {"tcp", text, "host:port accepts"},
                     {"http", text, "this URL answers below 500"},
                     {"group", text, "members of this consumer group have partitions"},
                     {"command", command, "this program ends with 0; asked again until it does"},
                     {"within", Shape::time(), "the time for it, above zero", "30s"}},
                    {KeyRule::one_of({"log", "tcp", "http", "group", "command"})});
  const Shape stop = Shape::object(
      {{"signal", Shape::word({"TERM", "INT", "QUIT", "HUP", "KILL"}), "what it is sent", "TERM"},
       {"grace", Shape::time(), "then SIGKILL for all its processes", "5s"}});
  return Shape::object(
      {{"command", command,
        "program and arguments; a program with a / counts from the suite's folder"},
       {"env", Shape::map(Shape::text()), "added to our own environment"},
       {"cwd", Shape::text(), "working directory, relative to the suite's folder",
        "the suite's folder"},
       {"ports", Shape::either({Shape::map(Shape::integer(1, 65535)), Shape::list(Shape::text())}),
        "names of ports that it listens on, a free one each; or names with numbers"},
       {"url", Shape::nonempty(),
        "where its HTTP API begins, such as \"http://127.0.0.1:${sut.X.ports.http}\": "
        "${sut.X.url} in every step"},
       {"ready", ready, "how it is known to be ready", "as soon as it runs"},
       {"stop", stop, "how it is ended"},
       {"external", Shape::boolean(), "true: somebody else runs it; it is only waited for",
        "false"},
       {"per_scenario", Shape::boolean(), "true: each scenario has a fresh process", "false"}},
      {KeyRule::some_of({"command", "external"})});
}

std::optional<SutSpec> read_sut(const JsonReader& sut, bool has_bus) {
  SutSpec spec;
  spec.name = sut.key();
  spec.pointer = sut.pointer();
  check_sut_name(sut, sut.key());
  if (!sut.object()) return std::nullopt;
  if (auto external = sut.find("external")) spec.external = external->boolean().value_or(false);
  if (auto fresh = sut.find("per_scenario")) spec.per_scenario = fresh->boolean().value_or(false);
  if (!spec.external) {
    if (auto command = sut.require("command")) spec.command = read_command(*command);
  }
  if (auto env = sut.find("env"); env && env->object()) {
    for (const auto& e : env->members()) {
      if (auto value = e.string(); value && check_variable(e)) spec.env[e.key()] = *value;
    }
  }
  if (auto cwd = sut.find("cwd")) {
    spec.cwd = cwd->string().value_or("");
    check_system_text(*cwd);
  }
  if (auto ports = sut.find("ports")) read_ports(*ports, spec);
  if (auto url = sut.find("url")) spec.url = url->nonempty_string().value_or("");
  if (auto ready = sut.find("ready")) read_ready(*ready, has_bus, spec.ready);
  if (auto stop = sut.find("stop")) read_stop(*stop, spec.stop);
  if (spec.external) check_external(sut, spec);
  return spec;
}

}  // namespace ricochet::runner
