#include "runner/world/facts.h"

#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/random.h"
#include "match/template/template.h"
#include "runner/model/binding.h"
#include "runner/model/names.h"
#include "runner/model/shared_file.h"
#include "runner/sut/launch.h"

namespace ricochet::runner {

base::Json address_facts(const std::string& url, std::uint16_t port) {
  base::Json out = base::Json::object();
  out["url"] = url;
  out["port"] = port;
  return out;
}

namespace {

base::Json env_facts(const Suite& suite, const std::string& bin_dir) {
  base::Json env = base::Json::object();
  for (const auto& name : suite.env) {
    const char* value = std::getenv(name.c_str());
    env[name] = value == nullptr ? "" : value;
  }
  env["RICOCHET_BIN_DIR"] = bin_dir;
  return env;
}

base::Json run_facts(std::uint64_t seed, base::Random& random) {
  base::Json run = base::Json::object();
  run["id"] = random.uuid4().substr(0, 8);
  run["seed"] = seed;
  return run;
}

}  // namespace

base::Json suite_facts(const Suite& suite, const std::string& bin_dir, std::uint64_t seed,
                       base::WallTime now, base::DiagList& diags) {
  if (suite.binding) return suite.binding->facts;
  base::Json facts = base::Json::object();
  facts["env"] = env_facts(suite, bin_dir);
  base::Random random =
      base::Random(seed).derive("suite " + std::filesystem::path(suite.folder).filename().string());
  facts["run"] = run_facts(seed, random);
  if (!suite.document) return facts;
  const base::JsonReader root(suite.document, diags, "suite");
  const auto vars = root.find("vars");
  match::FunctionScope functions(
      random, [now] { return now; }, match::Dialect::kScenario);
  const match::JsonScope scope(facts, &functions);
  auto define = [&](const base::JsonReader& var) {
    if (!may_be_named(var)) return;
    auto value = match::expand_json(var.value(), scope, match::Dialect::kScenario);
    facts[var.key()] = value ? std::move(*value) : base::Json(kUnknownValue);
    if (!value) match::report_expansion(var, value.error());
  };
  base::Json known = base::Json::object();
  for (const auto& document : load_includes(root)) {
    const base::JsonReader shared(document, diags, "suite");
    const auto theirs = shared.find("vars");
    if (!theirs) continue;
    for (const auto& var : theirs->members()) {
      if (known.contains(var.key())) continue;
      const auto own = vars ? vars->find(var.key()) : std::nullopt;
      define(own ? *own : var);
      known[var.key()] = true;
    }
  }
  if (!vars) return facts;
  for (const auto& var : vars->members()) {
    if (!known.contains(var.key())) define(var);
  }
  return facts;
}

void learn_from_suite(const Suite& suite, const base::Json& facts, mask::Secrets& secrets) {
  for (const auto& name : suite.secrets) secrets.add_name(name);
  for (const auto& [name, value] : facts.items()) {
    base::Json one = base::Json::object();
    one[name] = value;
    secrets.learn(one);
  }
  for (const auto& sut : suite.suts) {  // what templates come to, as far as it is known
    const auto launch = expand_launch(sut, suite, facts);
    const auto& env = launch ? launch->command.env : sut.env;
    for (const auto& [key, value] : env) secrets.learn(key, value);
  }
  if (!suite.bus) return;
  for (const auto& [name, value] : suite.bus->properties) secrets.learn(name, value);
  for (const auto& [user, password] : suite.bus->users) secrets.learn("password", password);
}

void learn_from_files(const Discovery& found, mask::Secrets& secrets) {
  std::set<const Suite*> suites;
  const auto learn_suite = [&](const std::shared_ptr<const Suite>& suite) {
    if (suite && suites.insert(suite.get()).second)
      learn_from_suite(*suite, facts_for_check(*suite, ""), secrets);
  };
  for (const auto& suite : found.suites) learn_suite(suite);
  for (const auto& scenario : found.scenarios) learn_suite(scenario->suite);
  for (const auto& file : found.broken) {
    learn_suite(file.suite);
    if (file.scenario) learn_suite(file.scenario->suite);
  }
  std::set<const base::JsonDocument*> documents;  // of rows, which share one
  const auto learn_scenario = [&](const std::shared_ptr<const Scenario>& scenario) {
    if (!scenario || !documents.insert(scenario->document.get()).second) return;
    const base::Json& root = scenario->document->root();
    for (const char* key : {"vars", "rows"}) {
      if (root.is_object() && root.contains(key)) secrets.learn(root[key]);
    }
  };
  for (const auto& scenario : found.scenarios) learn_scenario(scenario);
  for (const auto& file : found.broken) learn_scenario(file.scenario);
}

base::Json port_facts(
    const Suite& suite,
    const std::function<std::uint16_t(const SutSpec&, const PortSpec&)>& number_of) {
  base::Json out = base::Json::object();
  for (const auto& sut : suite.suts) {
    base::Json ports = base::Json::object();
    for (const auto& port : sut.ports) ports[port.name] = number_of(sut, port);
    out[sut.name] = base::Json::object();
    out[sut.name]["ports"] = std::move(ports);
  }
  return out;
}

void add_urls(const Suite& suite, base::Json& facts, base::DiagList& diags) {
  for (const auto& sut : suite.suts) {
    if (sut.url.empty()) continue;
    const auto parsed = match::Template::parse(sut.url, match::Dialect::kScenario);
    const match::JsonScope scope(facts);
    auto url = parsed ? parsed->render(scope) : base::Result<std::string>(parsed.error());
    if (!url) {
      base::Diag diag = url.error();
      diag.code = "suite/template";
      if (suite.document) diag.where = suite.document->locate(sut.pointer + "/url");
      diags.add(std::move(diag));
    }
    facts["sut"][sut.name]["url"] = url ? std::move(*url) : kUnknownValue;
  }
}

base::Json facts_for_check(const Suite& suite, const std::string& bin_dir) {
  base::DiagList unused;  // check_suite() tells them
  base::Json facts = suite_facts(suite, bin_dir, 0, base::WallTime(), unused);
  facts["bus"] = base::Json::object();
  if (suite.bus) {
    facts["bus"]["kafka"] = "127.0.0.1:9092";
    facts["bus"]["embedded"] = suite.bus->embedded;
  }
  facts["stubs"] = base::Json::object();
  for (const auto& stub : suite.stubs)
    facts["stubs"][stub.name] = address_facts("http://127.0.0.1:1", 1);
  facts["bins"] = base::Json::object();
  for (const auto& name : suite.bins)
    facts["bins"][name] = address_facts("http://127.0.0.1:1/" + name, 1);
  facts["sut"] = port_facts(suite, [](const SutSpec&, const PortSpec& port) {
    return static_cast<std::uint16_t>(port.number == 0 ? 1 : port.number);
  });
  add_urls(suite, facts, unused);
  return facts;
}

}  // namespace ricochet::runner
