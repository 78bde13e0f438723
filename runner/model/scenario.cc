#include "runner/model/scenario.h"

#include <filesystem>

#include "base/error_mark.h"
#include "base/json.h"
#include "base/text.h"

namespace ricochet::runner {

namespace {

std::string origin_of(const std::string& file, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ec;  // what is not there (a document that is not a file) stays as it is named
  const fs::path suite = fs::weakly_canonical(fs::absolute(folder, ec), ec);
  const fs::path scenario = fs::weakly_canonical(fs::absolute(file, ec), ec);
  return (suite.filename() / scenario.lexically_relative(suite)).generic_string();
}

/// Under this key, a mistake in which would be told again wherever one of its names is used.
bool is_sound(const base::JsonReader& root, const char* key) {
  const auto value = root.find(key);
  return value ? value->is_object() : !root.misspelt({key});
}

}  // namespace

std::shared_ptr<const Scenario> load_scenario(std::shared_ptr<const base::JsonDocument> document,
                                              std::shared_ptr<const Suite> suite,
                                              base::DiagList& diags) {
  const base::ErrorMark mark(diags);
  auto scenario = read_scenario(std::move(document), std::move(suite), diags);
  return mark.clean() ? scenario : nullptr;
}

std::shared_ptr<const Scenario> read_scenario(std::shared_ptr<const base::JsonDocument> document,
                                              std::shared_ptr<const Suite> suite,
                                              base::DiagList& diags) {
  auto scenario = std::make_shared<Scenario>();
  scenario->document = std::move(document);
  scenario->suite = std::move(suite);
  scenario->file = scenario->document->name();
  scenario->origin = origin_of(scenario->file, scenario->suite->folder);
  const base::JsonReader root = scenario->reader(diags);
  if (!root.object({"scenario", "description", "tags", "vars", "stubs", "unmatched", "steps"}))
    return scenario;
  if (auto name = root.require("scenario")) {
    scenario->name = name->nonempty_string().value_or("");
    scenario->line = name->location(base::JsonDocument::Part::kKey).line;
  }
  if (auto tags = root.find("tags")) {
    for (const auto& tag : tags->elements()) {
      if (auto s = tag.nonempty_string()) scenario->tags.push_back(*s);
    }
  }
  if (auto unmatched = root.find("unmatched")) {
    scenario->allow_unmatched = unmatched->word({"fail", "allow"}) == "allow";
  }
  if (auto vars = root.find("vars")) vars->object({});
  scenario->vars_known = is_sound(root, "vars");
  if (auto stubs = root.find("stubs"); stubs && stubs->object({})) {
    for (const auto& stub : stubs->members()) {
      if (!scenario->suite->has_stub(stub.key())) {
        std::vector<std::string> known;
        for (const auto& s : scenario->suite->stubs) known.push_back(s.name);
        stub.error_at_key("unknown-stub", "the suite has no stub " + base::in_quotes(stub.key()),
                          known.empty()
                              ? "declare it under \"stubs\" in " + std::string(kSuiteFileName)
                              : base::did_you_mean(stub.key(), known));
      }
      if (!stub.is_array()) stub.elements();
    }
  }
  if (auto steps = root.require("steps")) {
    const auto elements = steps->elements();
    if (steps->is_array() && elements.empty()) {
      steps->error("no-steps", "a scenario without steps proves nothing",
                   "add a publish and an expect step");
    }
  }
  return scenario;
}

}  // namespace ricochet::runner
