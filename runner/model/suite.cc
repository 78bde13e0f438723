#include "runner/model/suite.h"

#include <algorithm>
#include <filesystem>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/json/time.h"
#include "base/text/printable.h"
#include "journal/capture_log.h"
#include "runner/model/fixed_ports.h"
#include "runner/model/system_text.h"
#include "runner/model/template_text.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;
using base::Shape;

constexpr int kMaxPort = 65535;

Shape network_shape() {
  return Shape::object(
      {{"bind", Shape::nonempty(), "the address where servers listen", "127.0.0.1"},
       {"advertise", Shape::nonempty(), "the host that services are told: \"host.docker.internal\"",
        "bind"}});
}

Shape topics_shape() {
  const Shape topic =
      Shape::object({{"partitions", Shape::integer(1, 1000), "how many it is made with", "1"}});
  return Shape::map(topic);
}

Shape stubs_shape() {
  const Shape file = Shape::nonempty();
  return Shape::map(Shape::either(
      {file, Shape::list(Shape::any(), 0, 0),
       Shape::object(
           {{"file", file, "a stub file, relative to the suite"},
            {"port", Shape::integer(1, kMaxPort), "where it listens", "any free one"}})}));
}

Shape bins_shape() {
  const Shape names = Shape::list(Shape::text());
  return Shape::either({names, Shape::object({required("names", names, "names of the bins"),
                                              {"port", Shape::integer(1, kMaxPort),
                                               "where all of them listen", "any free one"}})});
}

Shape defaults_shape() {
  return Shape::object(
      {{"within", Shape::time(), "the deadline of an expectation", "5s"},
       {"settle", Shape::time(), "how long it must stay quiet before an upper bound is believed",
        "150ms"},
       {"for", Shape::time(), "the window of never and at_most", "200ms"},
       {"rest", Shape::time(),
        "how long a scenario waits at most, at its end, for its services to come to "
        "rest; 0s: not at all",
        "2s"}});
}

/// What the capture log would refuse when the suite is set up. Topics and stubs stand as keys.
bool check_bin_name(const JsonReader& at, const std::string& name, journal::BinKind kind) {
  const auto status = journal::CaptureLog::check_name(name, kind);
  if (status) return true;
  const auto& diag = status.error();
  kind == journal::BinKind::kBin ? at.repeat(diag) : at.repeat_at_key(diag);
  return false;
}

/// Reads one suite file section by section.
class SuiteLoader {
 public:
  SuiteLoader(Suite& suite, const JsonReader& root) : suite_(suite), root_(root) {}

  void load() {
    if (!root_.object()) return;
    const base::ErrorMark mark(root_.diags());
    if (auto schema = root_.find("$schema")) schema->string();
    if (auto bus = root_.find("bus")) suite_.bus = read_bus(*bus, suite_.folder);
    if (auto network = root_.find("network")) load_network(*network);
    if (auto topics = root_.find("topics")) load_topics(*topics);
    if (auto stubs = root_.find("stubs")) load_stubs(*stubs);
    if (auto bins = root_.find("bins")) load_bins(*bins);
    if (auto env = root_.find("env")) {
      load_names(*env, suite_.env);
      for (const auto& name : env->is_array() ? env->elements() : std::vector<JsonReader>()) {
        if (name.value() != "") check_variable_name(name);  // an empty one is told already
      }
    }
    if (auto secrets = root_.find("secrets")) load_names(*secrets, suite_.secrets);
    if (auto vars = root_.find("vars")) vars->object();
    for (const char* key : {"setup", "teardown"}) {
      if (auto steps = root_.find(key)) steps->elements();
    }
    suite_.names_known = mark.clean() && !root_.misspelt({"include", "vars", "bus", "topics",
                                                          "stubs", "bins", "env"});
    if (auto suts = root_.find("sut"); suts && suts->object()) {
      const bool has_bus = suite_.bus || !suite_.topics.empty();
      for (const auto& sut : suts->members()) {
        if (auto spec = read_sut(sut, has_bus)) suite_.suts.push_back(std::move(*spec));
      }
    }
    if (auto defaults = root_.find("defaults")) load_defaults(*defaults);
    if (auto explore = root_.find("explore"); explore && suite_.names_known)
      suite_.explore_except = read_explore(*explore, suite_.explore_places());
    if (!suite_.bus && !suite_.topics.empty()) suite_.bus = BusSpec{};
    check_fixed_ports(root_);
    if (auto per_worker = root_.find("per_worker")) load_per_worker(*per_worker);
    if (auto scope = root_.find("scope")) load_scope(*scope);
  }

 private:
  /// What there is only one of cannot be there for each worker.
  void load_per_worker(const JsonReader& per_worker) {
    suite_.per_worker = per_worker.boolean().value_or(false);
    if (!suite_.per_worker) return;
    const auto once = [&](const JsonReader& at, const std::string& what) {
      at.error("one-instance",
               what + " is there once, and with \"per_worker\" each worker needs one of its own",
               "leave it out, or \"per_worker\": with a \"scope\" one instance is enough");
    };
    const auto find_port = [&](const std::optional<JsonReader>& of, const std::string& what) {
      if (const auto port = of && of->is_object() ? of->find("port") : std::nullopt)
        once(*port, "the port of " + what);
    };
    const auto bus = root_.find("bus");
    find_port(bus, "the bus");
    if (bus && suite_.bus && !suite_.bus->embedded) once(*bus, "a bus that is not ours");
    find_port(root_.find("bins"), "the bins");
    if (const auto stubs = root_.find("stubs")) {
      for (const auto& stub : stubs->members()) find_port(stub, "the stub " + stub.key());
    }
    if (const auto suts = root_.find("sut")) {
      for (const auto& sut : suts->members()) check_one_service(sut, once);
    }
  }

  template <class Once>
  void check_one_service(const JsonReader& sut, const Once& once) const {
    const SutSpec* spec = suite_.sut(sut.key());
    if (spec == nullptr) return;
    if (spec->external) once(*sut.find("external"), "what somebody else runs");
    for (const auto& port : spec->ports) {
      if (port.number != 0) once(*sut.find("ports"), "the port " + port.name + " of " + spec->name);
    }
  }

  void load_scope(const JsonReader& scope) {
    const auto spec = read_scope(scope);
    if (!spec) return;
    if (spec->key && suite_.topics.empty())
      scope.find("key")->error("bad-scope", "only records have a key, and the suite has no topics",
                               R"(name another place: true is W3C's traceparent)");
    const bool only_uri = spec->header.empty() && !spec->key && spec->json_path.empty();
    if (only_uri && !suite_.topics.empty())
      scope.find("uri")->error("bad-scope", "events have no URI: nobody could say whose they are",
                               R"(name a place for events, too: { "uri": ..., "key": true })");
    const bool only_key = spec->header.empty() && spec->uri.empty() && spec->json_path.empty();
    if (only_key && (!suite_.stubs.empty() || !suite_.bins.empty()))
      scope.find("key")->error("bad-scope", "calls have no key: nobody could say whose they are",
                               R"(name a place for calls, too: { "key": true, "uri": ... })");
    if (const auto suts = root_.find("sut"); suts && !suite_.per_worker) {
      for (const auto& sut : suts->members()) {
        const SutSpec* service = suite_.sut(sut.key());
        if (service != nullptr && service->per_scenario)
          sut.find("per_scenario")
              ->error("bad-scope",
                      service->name + " ends with each scenario, so they cannot share it",
                      R"(leave "per_scenario" out, or write "per_worker": true)");
      }
    }
    if (suite_.bus && suite_.bus->reset && !suite_.per_worker)
      root_.find("bus")->find("reset")->error(
          "bad-scope", "scenarios that run side by side would lose what the others publish",
          R"(leave it out, or write "per_worker": true)");
    suite_.scope = *spec;
  }

  /// Topics, stubs and bins share one capture log, so they share their names.
  void check_unique(const JsonReader& at, const std::string& name, bool key) const {
    if (!suite_.has_topic(name) && !suite_.has_stub(name) && !suite_.has_bin(name)) return;
    const std::string message =
        base::in_quotes(name) + " is already the name of a topic, stub or bin";
    key ? at.error_at_key("duplicate-name", message, "choose another")
        : at.error("duplicate-name", message, "choose another");
  }

  void load_topics(const JsonReader& topics) {
    if (!topics.object()) return;
    for (const auto& topic : topics.members()) {
      bus::TopicSpec spec;
      spec.name = topic.key();
      if (!has_template(topic.key())) {  // else when the run is known
        check_topic_name(topic, topic.key());
        check_unique(topic, topic.key(), true);
      }
      if (topic.object()) {
        if (auto n = topic.find("partitions"))
          spec.partitions = static_cast<int>(n->integer().value_or(1));
      }
      suite_.topics.push_back(spec);
    }
  }

  void load_stubs(const JsonReader& stubs) {
    if (!stubs.object()) return;
    for (const auto& stub : stubs.members()) {
      check_bin_name(stub, stub.key(), journal::BinKind::kStub);
      check_unique(stub, stub.key(), true);
      // An empty array is a stub whose sessions all come from scenarios.
      if (stub.is_array() && stub.value().empty()) {
        suite_.stubs.push_back({stub.key(), "", stub.pointer()});
        continue;
      }
      StubSpec spec{stub.key(), "", stub.pointer()};
      auto file = std::optional(stub);
      if (stub.is_object()) {
        stub.object();
        if (auto port = stub.find("port")) spec.port = read_port(*port);
        file = stub.find("file");
        if (file) spec.pointer = file->pointer();
      }
      const auto name = file ? file->nonempty_string() : std::nullopt;
      if (file && !name) continue;
      if (name)
        spec.file = (std::filesystem::path(suite_.folder) / *name).lexically_normal().string();
      suite_.stubs.push_back(std::move(spec));
    }
  }

  static std::uint16_t read_port(const JsonReader& port) {
    return static_cast<std::uint16_t>(port.integer().value_or(0));
  }

  void load_network(const JsonReader& network) {
    if (!network.object()) return;
    NetworkSpec spec;
    if (auto bind = network.find("bind")) spec.bind = bind->nonempty_string().value_or(spec.bind);
    if (auto host = network.find("advertise"))
      spec.advertise = host->nonempty_string().value_or("");
    if (spec.advertise.empty() && !network.misspelt({"advertise"}) &&
        (spec.bind == "0.0.0.0" || spec.bind == "::"))
      network.error(
          "no-advertise", "nobody can connect to " + base::in_quotes(spec.bind),
          R"(say by which name services reach this machine: "advertise": "host.docker.internal")");
    suite_.network = std::move(spec);
  }

  void load_bins(const JsonReader& bins) {
    auto names = std::optional(bins);
    if (bins.is_object()) {  // the long form
      bins.object();
      if (auto port = bins.find("port")) suite_.bins_port = read_port(*port);
      names = bins.find("names");
    }
    if (!names) return;
    for (const auto& bin : names->elements()) {
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

  void load_defaults(const JsonReader& defaults) {
    if (!defaults.object()) return;
    auto read = [&](const char* key, base::Duration& into) {
      const auto value = defaults.find(key);
      if (!value) return;
      const auto d = base::read_window_time(*value, "a window of zero would assert nothing");
      if (d) into = *d;
    };
    if (const auto rest = defaults.find("rest"))
      suite_.defaults.rest = base::read_time(*rest).value_or(suite_.defaults.rest);
    read("within", suite_.defaults.within);
    read("settle", suite_.defaults.settle);
    read("for", suite_.defaults.never_for);
  }

  Suite& suite_;
  const JsonReader& root_;
};

}  // namespace

Shape suite_shape(const Shape& step) {
  const Shape names = Shape::list(Shape::nonempty());
  return Shape::object(
      {{"$schema", Shape::text(), "the JSON Schema of this file, for editors"},
       {"include", Shape::one_or_list(Shape::nonempty()),
        "files to share whose vars are known here; one name, or a list"},
       {"vars", Shape::map(Shape::any()),
        "values for ${name} in every scenario and service, made once a run"},
       {"bus", bus_shape(), "the Kafka bus", "embedded, if there are topics"},
       {"network", network_shape(), "for services in containers and elsewhere",
        "this machine only"},
       {"topics", topics_shape(),
        "every topic that scenarios publish to or expect events of; made if missing"},
       {"stubs", stubs_shape(),
        "name to stub file; each has a port of its own. []: all sessions come from scenarios"},
       {"bins", bins_shape(), "request bins: every request to ${bins.X.url} is captured"},
       {"env", names, "environment variables that ${env.X} may read; one that is not set is empty"},
       {"secrets", names, "names of values that no report shows", "passwords, tokens"},
       {"sut", Shape::map(sut_shape()), "the services under test"},
       {"defaults", defaults_shape(), "times of expectations that say none"},
       {"explore", explore_shape(), "what a fault of --explore may lead to, with a reason"},
       {"scope", scope_shape(),
        "where the mark of a scenario stands, so that scenarios run side by side in one world"},
       {"per_worker", Shape::boolean(), "each worker of --jobs has services and a bus of its own",
        "false"},
       {"setup", Shape::list(step), "steps before the first scenario"},
       {"teardown", Shape::list(step), "steps behind the last scenario; they always run"}});
}

bool check_topic_name(const JsonReader& at, const std::string& name) {
  return check_bin_name(at, name, journal::BinKind::kTopic);
}

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
std::string Suite::advertised_host() const {
  return network && !network->advertise.empty() ? network->advertise : bind_address();
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
  static const Shape kShape = suite_shape(Shape::any());
  const JsonReader root = JsonReader(*document, diags, "suite").as(kShape);
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
