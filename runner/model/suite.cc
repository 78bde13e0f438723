#include "runner/model/suite.h"

#include <algorithm>
#include <filesystem>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/json/time.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "journal/capture_log.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

bool valid_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             std::string::npos;
}

/// What the capture log would refuse when the suite is set up. Topics and stubs stand as keys.
bool check_bin_name(const JsonReader& at, const std::string& name, journal::BinKind kind) {
  const auto status = journal::CaptureLog::check_name(name, kind);
  if (status) return true;
  const auto& diag = status.error();
  kind == journal::BinKind::kBin ? at.repeat(diag) : at.repeat_at_key(diag);
  return false;
}

bool check_sut_name(const JsonReader& at, const std::string& name) {
  if (valid_name(name)) return true;
  at.error_at_key("bad-name", base::in_quotes(name) + " is not a usable name",
                  "use 1 to 64 letters, digits, '.', '_' and '-'");
  return false;
}

/// Reads one suite file section by section.
class SuiteLoader {
 public:
  SuiteLoader(Suite& suite, const JsonReader& root) : suite_(suite), root_(root) {}

  void load() {
    if (!root_.object({"$schema", "include", "vars", "bus", "topics", "stubs", "bins", "env",
                       "secrets", "sut", "defaults", "explore", "setup", "teardown"}))
      return;
    const base::ErrorMark mark(root_.diags());
    if (auto bus = root_.find("bus")) load_bus(*bus);
    if (auto topics = root_.find("topics")) load_topics(*topics);
    if (auto stubs = root_.find("stubs")) load_stubs(*stubs);
    if (auto bins = root_.find("bins")) load_bins(*bins);
    if (auto env = root_.find("env")) load_names(*env, suite_.env);
    if (auto secrets = root_.find("secrets")) load_names(*secrets, suite_.secrets);
    if (auto vars = root_.find("vars")) vars->object({});
    for (const char* key : {"setup", "teardown"}) {
      if (auto steps = root_.find(key)) steps->elements();
    }
    suite_.names_known = mark.clean() && !root_.misspelt({"include", "vars", "bus", "topics",
                                                          "stubs", "bins", "env"});
    if (auto suts = root_.find("sut"); suts && suts->object({})) {
      for (const auto& sut : suts->members()) load_sut(sut);
    }
    if (auto defaults = root_.find("defaults")) load_defaults(*defaults);
    if (auto explore = root_.find("explore"); explore && suite_.names_known)
      suite_.explore_except = read_explore(*explore, suite_.explore_places());
    if (!suite_.bus && !suite_.topics.empty()) suite_.bus = BusSpec{};
  }

 private:
  /// Topics, stubs and bins share one capture log, so they share their names.
  void check_unique(const JsonReader& at, const std::string& name, bool key) const {
    if (!suite_.has_topic(name) && !suite_.has_stub(name) && !suite_.has_bin(name)) return;
    const std::string message =
        base::in_quotes(name) + " is already the name of a topic, stub or bin";
    key ? at.error_at_key("duplicate-name", message, "choose another")
        : at.error("duplicate-name", message, "choose another");
  }

  void load_bus(const JsonReader& bus) {
    if (!bus.object({"kafka", "properties", "groups", "brokers", "join_members", "join_delay",
                     "users", "tls"}))
      return;
    BusSpec spec;
    const auto kafka = bus.require("kafka");
    if (!kafka) return;
    const auto servers = kafka->nonempty_string();
    if (!servers) return;
    spec.embedded = *servers == "embedded";
    if (!spec.embedded) {
      spec.servers = *servers;
      if (servers->find(':') == std::string::npos) {
        kafka->error("bad-bus",
                     base::in_quotes(*servers) + " is neither \"embedded\" nor host:port",
                     base::suggest(*servers, {"embedded"}) ? "did you mean \"embedded\"?"
                                                           : "write \"embedded\" or \"host:9092\"");
      }
    }
    if (auto properties = bus.find("properties"); properties && properties->object({})) {
      for (const auto& p : properties->members()) {
        if (auto value = p.string()) spec.properties[p.key()] = *value;
      }
    }
    if (auto groups = bus.find("groups"); groups && groups->object({})) {
      for (const auto& group : groups->members()) load_group(group, spec);
    }
    load_embedded(bus, spec);
    load_security(bus, spec);
    suite_.bus = spec;
  }

  static void load_group(const JsonReader& group, BusSpec& spec) {
    if (!group.object({"commits"})) return;
    GroupSpec made;
    if (const auto commits = group.find("commits"))
      made.commits_after_work =
          commits->word({"after-work", "any-time"}).value_or("") == "after-work";
    spec.groups[group.key()] = made;
  }

  /// What only a broker of ours can be asked for.
  static void load_embedded(const JsonReader& bus, BusSpec& spec) {
    for (const char* key : {"brokers", "join_members", "join_delay", "users", "tls"}) {
      const auto value = bus.find(key);
      if (!value) continue;
      if (!spec.embedded) {
        value->error_at_key("not-embedded", base::in_quotes(key) + " is for a broker of ours",
                            R"(write "kafka": "embedded", or leave it out)");
      } else if (std::string_view(key) == "brokers") {
        spec.brokers = static_cast<int>(value->integer(1, 100).value_or(1));
      } else if (std::string_view(key) == "join_members") {
        spec.join_members = static_cast<int>(value->integer(1, 1000).value_or(1));
      } else if (std::string_view(key) == "join_delay") {
        spec.join_delay = value->duration().value_or(base::Duration(0));
      }
    }
  }

  void load_security(const JsonReader& bus, BusSpec& spec) {
    if (auto users = bus.find("users"); users && users->object({})) {
      for (const auto& user : users->members()) {
        if (auto password = user.nonempty_string()) spec.users[user.key()] = *password;
      }
    }
    if (auto tls = bus.find("tls"); tls && tls->object({"cert", "key"})) {
      const auto file = [&](const char* key) {
        const auto at = tls->require(key);
        const auto text = at ? at->nonempty_string() : std::nullopt;
        return text ? (std::filesystem::path(suite_.folder) / *text).lexically_normal().string()
                    : std::string();
      };
      spec.certificate = file("cert");
      spec.key = file("key");
    }
  }

  void load_topics(const JsonReader& topics) {
    if (!topics.object({})) return;
    for (const auto& topic : topics.members()) {
      bus::TopicSpec spec;
      spec.name = topic.key();
      check_bin_name(topic, topic.key(), journal::BinKind::kTopic);
      check_unique(topic, topic.key(), true);
      if (topic.object({"partitions"})) {
        if (auto n = topic.find("partitions"))
          spec.partitions = static_cast<int>(n->integer(1, 1000).value_or(1));
      }
      suite_.topics.push_back(spec);
    }
  }

  void load_stubs(const JsonReader& stubs) {
    if (!stubs.object({})) return;
    for (const auto& stub : stubs.members()) {
      check_bin_name(stub, stub.key(), journal::BinKind::kStub);
      check_unique(stub, stub.key(), true);
      // An empty array is a stub whose sessions all come from scenarios.
      if (stub.is_array() && stub.value().empty()) {
        suite_.stubs.push_back({stub.key(), "", stub.pointer()});
        continue;
      }
      if (auto file = stub.nonempty_string()) {
        suite_.stubs.push_back(
            {stub.key(), (std::filesystem::path(suite_.folder) / *file).lexically_normal().string(),
             stub.pointer()});
      }
    }
  }

  void load_bins(const JsonReader& bins) {
    for (const auto& bin : bins.elements()) {
      const auto name = bin.string();
      if (!name || !check_bin_name(bin, *name, journal::BinKind::kBin)) continue;
      check_unique(bin, *name, false);
      suite_.bins.push_back(*name);
    }
  }

  static void load_names(const JsonReader& list, std::vector<std::string>& into) {
    for (const auto& name : list.elements()) {
      if (auto s = name.nonempty_string()) into.push_back(*s);
    }
  }

  void load_sut(const JsonReader& sut) {
    SutSpec spec;
    spec.name = sut.key();
    spec.pointer = sut.pointer();
    check_sut_name(sut, sut.key());
    if (!sut.object({"command", "env", "cwd", "ready", "stop"})) return;
    if (auto command = sut.require("command")) {
      for (const auto& word : command->elements())
        spec.command.push_back(word.string().value_or(""));
      if (command->is_array() && spec.command.empty()) {
        command->error("empty", "\"command\" must not be empty",
                       "write the program and its arguments: [\"./service\", \"--flag\"]");
      }
    }
    if (auto env = sut.find("env"); env && env->object({})) {
      for (const auto& e : env->members()) {
        if (auto value = e.string()) spec.env[e.key()] = *value;
      }
    }
    if (auto cwd = sut.find("cwd")) spec.cwd = cwd->string().value_or("");
    if (auto ready = sut.find("ready")) load_ready(*ready, spec.ready);
    if (auto stop = sut.find("stop"); stop && stop->object({"signal", "grace"})) {
      if (auto signal = stop->find("signal")) {
        spec.stop.signal = signal->word({"TERM", "INT", "QUIT", "HUP", "KILL"}).value_or("TERM");
      }
      if (auto grace = stop->find("grace"))
        spec.stop.grace = base::read_time(*grace).value_or(spec.stop.grace);
    }
    suite_.suts.push_back(std::move(spec));
  }

  void load_ready(const JsonReader& ready, ReadySpec& spec) const {
    if (!ready.object({"log", "tcp", "http", "group", "within"})) return;
    int kinds = 0;
    auto probe = [&](const char* key, ReadySpec::Kind kind) {
      if (auto value = ready.find(key)) {
        ++kinds;
        spec.kind = kind;
        spec.text = value->nonempty_string().value_or("");
      }
    };
    probe("log", ReadySpec::Kind::kLog);
    probe("tcp", ReadySpec::Kind::kTcp);
    probe("http", ReadySpec::Kind::kHttp);
    probe("group", ReadySpec::Kind::kGroup);
    if (const auto group = ready.find("group"); group && !suite_.bus && suite_.topics.empty())
      group->error_at_key("no-bus", "this suite has no bus, so nobody can join a group",
                          R"(add "bus": { "kafka": "embedded" })");
    if (auto within = ready.find("within")) {
      spec.within = base::read_time(*within).value_or(spec.within);
      if (spec.within.count() == 0)
        within->error("zero-window", "no service is ready within zero",
                      "write a duration above zero");
    }
    if (kinds == 0 && ready.misspelt({"log", "tcp", "http", "group"})) return;
    if (kinds != 1) {
      ready.error("bad-ready",
                  kinds == 0 ? "\"ready\" names no probe" : "\"ready\" names more than one probe",
                  R"(write one of "log", "tcp", "http", "group")");
    }
  }

  void load_defaults(const JsonReader& defaults) {
    if (!defaults.object({"within", "settle", "for"})) return;
    auto read = [&](const char* key, base::Duration& into) {
      const auto value = defaults.find(key);
      if (!value) return;
      const auto d = base::read_time(*value);
      if (d && d->count() == 0)
        value->error("zero-window", "a window of zero would assert nothing",
                     "write a duration above zero");
      if (d) into = *d;
    };
    read("within", suite_.defaults.within);
    read("settle", suite_.defaults.settle);
    read("for", suite_.defaults.never_for);
  }

  Suite& suite_;
  const JsonReader& root_;
};

}  // namespace

bool Suite::has_stub(const std::string& name) const {
  return std::any_of(stubs.begin(), stubs.end(), [&](const StubSpec& s) { return s.name == name; });
}
bool Suite::has_bin(const std::string& name) const {
  return std::find(bins.begin(), bins.end(), name) != bins.end();
}
bool Suite::has_topic(const std::string& name) const {
  return std::any_of(topics.begin(), topics.end(),
                     [&](const bus::TopicSpec& t) { return t.name == name; });
}
const SutSpec* Suite::sut(const std::string& name) const {
  const auto it =
      std::find_if(suts.begin(), suts.end(), [&](const SutSpec& s) { return s.name == name; });
  return it == suts.end() ? nullptr : &*it;
}

ExplorePlaces Suite::explore_places() const {
  ExplorePlaces places;
  for (const auto& topic : topics) places.topics.push_back(topic.name);
  places.all = places.topics;
  for (const auto& stub : stubs) places.all.push_back(stub.name);
  places.all.insert(places.all.end(), bins.begin(), bins.end());
  return places;
}

std::shared_ptr<const Suite> load_suite(const std::string& file, base::DiagList& diags) {
  const base::ErrorMark mark(diags);
  auto suite = read_suite(file, diags);
  return mark.clean() ? suite : nullptr;
}

std::shared_ptr<const Suite> read_suite(const std::string& file, base::DiagList& diags) {
  auto document = base::JsonDocument::load(file);
  if (!document) {
    diags.add(document.error());
    return nullptr;
  }
  auto suite = std::make_shared<Suite>();
  suite->document = *document;
  suite->file = file;
  suite->folder = std::filesystem::path(file).parent_path().string();
  if (suite->folder.empty()) suite->folder = ".";
  const JsonReader root(*document, diags, "suite");
  SuiteLoader(*suite, root).load();
  return suite;
}

std::shared_ptr<const Suite> default_suite(const std::string& folder) {
  auto suite = std::make_shared<Suite>();
  suite->folder = folder.empty() ? "." : folder;
  return suite;
}

std::string folder_of(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace ricochet::runner
