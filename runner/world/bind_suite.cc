#include "runner/world/bind_suite.h"

#include <utility>

#include "base/text/printable.h"
#include "match/template/template.h"
#include "runner/model/binding.h"
#include "runner/model/template_text.h"
#include "runner/world/facts.h"

namespace ricochet::runner {

namespace {

using Token = base::JsonDocument::Token;

/// Fills in one suite, place by place.
class SuiteBinder {
 public:
  SuiteBinder(Suite& suite, const base::Json& facts, base::DiagList& diags)
      : suite_(suite), root_(suite.document, diags, "suite"), scope_(facts) {}

  void bind() {
    if (const auto topics = root_.find("topics")) bind_topics(*topics);
    if (const auto bus = root_.find("bus"); bus && suite_.bus) bind_bus(*bus);
    if (const auto network = root_.find("network"); network && suite_.network) {
      if (const auto bind = network->find("bind")) fill(*bind, suite_.network->bind);
      if (const auto host = network->find("advertise")) fill(*host, suite_.network->advertise);
    }
  }

 private:
  /// False: reported, and the text stays as it is.
  bool fill(const base::JsonReader& at, std::string& text, Token part = Token::kValue) {
    if (!has_template(text)) return true;
    const auto parsed = match::Template::parse(text, match::Dialect::kScenario);
    auto filled = parsed ? parsed->render(scope_) : base::Result<std::string>(parsed.error());
    if (filled && filled->find(kUnknownValue) != std::string::npos) return false;
    if (filled) {
      text = std::move(*filled);
      return true;
    }
    base::Diag diag = filled.error();
    diag.code = "suite/template";
    diag.where = at.location(part);
    at.diags().add(std::move(diag));
    return false;
  }

  void bind_topics(const base::JsonReader& topics) {
    for (const auto& at : topics.members()) {
      if (!has_template(at.key())) continue;
      for (auto& topic : suite_.topics) {
        if (topic.name != at.key()) continue;
        std::string name = topic.name;
        if (!fill(at, name, Token::kKey) || !check_topic_name(at, name)) break;
        if (suite_.has_topic(name) || suite_.has_stub(name) || suite_.has_bin(name))
          at.error_at_key("duplicate-name",
                          base::in_quotes(at.key()) + " comes to " + base::in_quotes(name) +
                              ", which is already the name of a topic, stub or bin",
                          "choose another");
        else
          topic.name = std::move(name);
        break;
      }
    }
  }

  void bind_bus(const base::JsonReader& bus) {
    BusSpec& spec = *suite_.bus;
    if (const auto kafka = bus.find("kafka"); kafka && has_template(spec.servers)) {
      // One that is empty is told when it is needed: --bus may come in its place.
      if (fill(*kafka, spec.servers) && !spec.servers.empty()) {
        spec.embedded = spec.servers == "embedded";
        if (!spec.embedded) check_bus_address(*kafka, spec.servers);
      }
    }
    if (const auto properties = bus.find("properties")) {
      for (const auto& property : properties->members()) {
        const auto found = spec.properties.find(property.key());
        if (found != spec.properties.end()) fill(property, found->second);
      }
    }
    if (const auto groups = bus.find("groups")) bind_groups(*groups, spec);
  }

  void bind_groups(const base::JsonReader& groups, BusSpec& spec) {
    std::map<std::string, GroupSpec> bound;
    for (const auto& group : groups.members()) {
      const auto found = spec.groups.find(group.key());
      if (found == spec.groups.end()) continue;
      std::string name = group.key();
      fill(group, name, Token::kKey);
      bound[name] = found->second;
    }
    spec.groups = std::move(bound);
  }

  Suite& suite_;
  base::JsonReader root_;
  match::JsonScope scope_;
};

}  // namespace

std::shared_ptr<const Suite> bind_suite(const std::shared_ptr<const Suite>& suite,
                                        const std::string& bin_dir, std::uint64_t seed,
                                        base::WallTime now) {
  if (suite->binding) return suite;
  auto bound = std::make_shared<Suite>(*suite);
  auto binding = std::make_shared<Binding>();
  base::DiagList diags;
  binding->facts = suite_facts(*suite, bin_dir, seed, now, diags);
  // What names its values would be blamed for a mistake in them.
  if (bound->document && bound->names_known && !diags.has_errors())
    SuiteBinder(*bound, binding->facts, diags).bind();
  binding->findings = diags.all();
  bound->binding = std::move(binding);
  return bound;
}

}  // namespace ricochet::runner
