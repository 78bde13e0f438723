#include "runner/lint.h"

#include <algorithm>
#include <set>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/mask/names.h"
#include "runner/model/shared_file.h"
#include "runner/sut/launch.h"
#include "runner/world/facts.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Every name in the `${...}` and `<#...>` of a text, and more: it errs on the side of "used".
void collect_words(std::string_view text, std::set<std::string, std::less<>>& names) {
  std::size_t at = text.find("${");
  if (text.find("<#") != std::string_view::npos) at = 0;
  if (at == std::string_view::npos) return;
  while (at < text.size()) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    names.emplace(text.substr(at, end - at));
    at = end;
  }
}

void collect_names(const base::Json& value, std::set<std::string, std::less<>>& names) {
  if (value.is_string()) return collect_words(value.get_ref<const std::string&>(), names);
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      collect_words(key, names);
      collect_names(member, names);
    }
  } else if (value.is_array()) {
    for (const auto& each : value) collect_names(each, names);
  }
}

/// Names used in the file and in those that it includes.
std::set<std::string, std::less<>> names_in(const std::shared_ptr<const base::JsonDocument>& file) {
  std::set<std::string, std::less<>> names;
  collect_names(file->root(), names);
  for (const auto& included : included_documents(file)) collect_names(included->root(), names);
  return names;
}

void warn_unused(const JsonReader& object, const std::set<std::string, std::less<>>& used) {
  for (const auto& var : object.members()) {
    if (used.contains(var.key())) continue;
    base::Diag diag(object.area() + "/unused-var",
                    "nothing uses " + base::in_quotes("${" + var.key() + "}"),
                    "use it, or remove it");
    diag.where = var.location(base::JsonDocument::Token::kKey);
    diag.severity = base::Severity::kWarning;
    object.diags().add(std::move(diag));
  }
}

void warn_secrets(const JsonReader& object) {
  for (const auto& member : object.members()) {
    const auto& value = member.value();
    if (!mask::names_secret(member.key()) || !value.is_string()) continue;
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() || text.find("${") != std::string::npos) continue;
    member.warning("secret-in-clear",
                   base::in_quotes(member.key()) + " looks like a secret, and stands here in clear",
                   "list a name under \"env\" of the suite and write \"${env.NAME}\"");
  }
}

/// An expectation that has nothing to fail by: nothing has happened yet.
void warn_early(const JsonReader& steps) {
  for (const auto& step : steps.elements()) {
    const auto expect = step.find("expect");
    if (!expect) return;
    if (expect->find("ack")) {
      expect->warning("cannot-hold", "nothing was published before this \"ack\"",
                      "put it behind a publish step");
    } else if (expect->find("never") || expect->find("at_most")) {
      expect->warning("cannot-fail", "nothing was done yet that could break this",
                      "put it behind the step that must not cause it");
    }
  }
}

/// Nobody wants to read "${...}" in a report.
void warn_name(const JsonReader& name, const Scenario& scenario) {
  if (!name.is_string()) return;
  const auto& text = name.value().get_ref<const std::string&>();
  if (text.find("${") == std::string::npos || !scenario.name.starts_with(text)) return;
  name.warning("raw-name", "the name of a scenario is told as it is written, \"${\" and all",
               "values of \"rows\" are all that can be filled in there; write the others out");
}

/// Tags that --tag takes for something else, unless they stand in quotes of their own.
void warn_tags(const JsonReader& tags) {
  if (!tags.is_array()) return;
  for (const auto& tag : tags.elements()) {
    if (!tag.is_string()) continue;
    const auto& text = tag.value().get_ref<const std::string&>();
    const bool is_operator = text == "and" || text == "or" || text == "not";
    if (text.find('"') != std::string::npos) continue;  // an error of the loader
    if (!is_operator && text.find_first_of(" ()") == std::string::npos) continue;
    tag.warning("odd-tag", base::in_quotes(text) + " is not one word of a tag expression",
                "choose another, or ask for it in quotes: --tag '\"" + text + "\"'");
  }
}

}  // namespace

void lint_scenario(const Scenario& scenario, base::DiagList& diags) {
  const JsonReader root = scenario.reader(diags);
  const auto used = names_in(scenario.document);
  if (const auto name = root.find("scenario")) warn_name(*name, scenario);
  if (const auto tags = root.find("tags")) warn_tags(*tags);
  if (const auto vars = root.find("vars")) {
    warn_unused(*vars, used);
    warn_secrets(*vars);
  }
  if (const auto rows = root.find("rows"); rows && rows->is_array() && !rows->value().empty())
    warn_unused(rows->elements().front(), used);
  const auto steps = root.find("steps");
  if (!steps || !steps->is_array()) return;
  const bool prepared = root.find("setup") || (scenario.suite->document &&
                                               scenario.suite->document->root().contains("setup"));
  if (!prepared) warn_early(*steps);
  for (const auto& step : steps->elements()) {
    const auto request = step.find("request");
    if (const auto headers = request ? request->find("headers") : std::nullopt)
      warn_secrets(*headers);
  }
}

void lint_services(const Suite& suite, const std::string& bin_dir, base::DiagList& diags) {
  const base::Json facts = facts_for_check(suite, bin_dir);
  for (const auto& spec : suite.suts) {
    if (spec.external) continue;
    const auto launch = expand_launch(spec, suite, facts);
    if (!launch) continue;  // an error of check_suite()
    const auto program = find_program(launch->command, full_environment(launch->command.env));
    if (program) continue;
    base::Diag diag = placed(program.error(), spec, suite);
    diag.severity = base::Severity::kWarning;
    diags.add(std::move(diag));
  }
}

void lint_suite(const Suite& suite, const std::vector<std::shared_ptr<const Scenario>>* scenarios,
                base::DiagList& diags) {
  if (!suite.document) return;
  const JsonReader root(suite.document, diags, "suite");
  if (const auto vars = root.find("vars")) warn_secrets(*vars);
  if (const auto bus = root.find("bus")) {
    if (const auto properties = bus->find("properties")) warn_secrets(*properties);
  }
  if (const auto suts = root.find("sut")) {
    for (const auto& sut : suts->members()) {
      if (const auto env = sut.find("env")) warn_secrets(*env);
    }
  }
  if (scenarios == nullptr) return;
  auto used = names_in(suite.document);
  std::set<std::string> files;
  std::set<std::string, std::less<>> words;  // every text of a scenario, where a stub may be named
  for (const auto& scenario : *scenarios) {
    if (!files.insert(scenario->file).second) continue;
    used.merge(names_in(scenario->document));
    words.insert(scenario->document->text());
    for (const auto& included : included_documents(scenario->document))
      words.insert(included->text());
  }
  // The suite's own steps, without the list of stubs that names them all.
  for (const char* part : {"setup", "teardown"}) {
    if (const auto steps = root.find(part)) words.insert(base::compact_json(steps->value()));
  }
  for (const auto& included : included_documents(suite.document)) words.insert(included->text());
  if (const auto vars = root.find("vars")) warn_unused(*vars, used);
  const auto named = [&](const std::string& name) {
    const std::string quoted = '"' + name + '"';
    return std::any_of(words.begin(), words.end(), [&](const std::string& text) {
      return text.find(quoted) != std::string::npos;
    });
  };
  for (const char* part : {"stubs", "bins"}) {
    auto list = root.find(part);
    if (list && std::string_view(part) == "bins" && list->is_object()) list = list->find("names");
    if (!list) continue;
    for (const auto& one : list->is_array() ? list->elements() : list->members()) {
      const std::string name = list->is_array() ? one.string().value_or("") : one.key();
      if (name.empty() || used.contains(name) || named(name)) continue;
      one.warning("unused-stub", "no scenario and no service uses " + base::in_quotes(name),
                  "hand its address to a service, \"${" + std::string(part) + "." + name +
                      ".url}\", or remove it");
    }
  }
}

}  // namespace ricochet::runner
