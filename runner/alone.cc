#include "runner/alone.h"

#include <algorithm>

#include "base/json/json.h"
#include "runner/model/shared_file.h"
#include "runner/model/template_text.h"

namespace ricochet::runner {

namespace {

bool list_needs_all(const base::Json& list);

/// A file whose name is known when its turn comes may hold anything.
bool includes_unknown(const base::Json& include) {
  const auto file = include.is_object() ? include.find("file") : include.end();
  const base::Json& name = include.is_object() && file != include.end() ? *file : include;
  return name.is_string() && has_template(name.get_ref<const std::string&>());
}

bool step_needs_all(const base::Json& step) {
  if (!step.is_object() || step.empty()) return false;
  const std::string& kind = step.begin().key();
  const base::Json& body = step.begin().value();
  if (kind == "sut" || kind == "bus") return true;
  if (kind == "expect") return body.is_object() && body.contains("log");
  if (kind == "include") return includes_unknown(body);
  if (kind == "repeat")
    return body.is_object() && body.contains("steps") && list_needs_all(body["steps"]);
  if (kind == "together")
    return body.is_array() && std::any_of(body.begin(), body.end(), list_needs_all);
  return false;
}

bool list_needs_all(const base::Json& list) {
  return list.is_array() && std::any_of(list.begin(), list.end(), step_needs_all);
}

bool file_needs_all(const base::JsonDocument& file) {
  const base::Json& root = file.root();
  return std::any_of(root.begin(), root.end(), list_needs_all);
}

}  // namespace

bool runs_alone(const Scenario& scenario) {
  if (file_needs_all(*scenario.document)) return true;
  const auto included = included_documents(scenario.document);
  return std::any_of(included.begin(), included.end(),
                     [](const auto& file) { return file_needs_all(*file); });
}

}  // namespace ricochet::runner
