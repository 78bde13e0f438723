// A stub file (up to a line of three equals signs) and requests to its sessions, as `ricochet stub`
// reads and answers them.
#include <cstdint>

#include "base/json/reader.h"
#include "http/outbound.h"
#include "stubserver/rules/rule_set.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/stub_world.h"

using namespace ricochet;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto text = fuzz::take(input, "\n===\n");
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("stubs.json", std::string(text));
  if (!document) {
    diags.add(document.error());
    fuzz::require_places(diags, text);
    return 0;
  }
  const auto rules = stubserver::RuleSet::parse(base::JsonReader(*document, diags, "fuzz"));
  require((rules == nullptr) == diags.has_errors());
  fuzz::require_places(diags, text);
  // Over the control API less is allowed, and nothing more.
  base::DiagList refused;
  stubserver::LoadOptions outside;
  outside.targets = std::make_shared<const http::OutboundTargets>();
  const auto posted =
      stubserver::RuleSet::parse(base::JsonReader(*document, refused, "fuzz"), outside);
  require((posted == nullptr) == refused.has_errors());
  require(posted == nullptr || rules != nullptr);
  fuzz::require_places(refused, text);
  if (rules == nullptr) return 0;
  fuzz::require_answers(rules, input);
  // A session is shown as its JSON, and can be sent back as that.
  for (const auto& rule : rules->rules()) {
    base::DiagList none;
    const auto source = base::JsonDocument::parse("source", rule->source);
    require(source.has_value());
    const auto again = stubserver::RuleSet::parse_session(base::JsonReader(*source, none, "fuzz"));
    require(again != nullptr && again->size() > 0);
    require(again->rules().front()->fingerprint == rule->fingerprint);
  }
  return 0;
}
