#include "runner/foreign_bus.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/json/json.h"
#include "runner/model/shared_file.h"
#include "runner/steps/bus.h"

namespace ricochet::runner {

namespace {

using Pointer = std::optional<std::string>;

/// Of the first step `bus` in the list, or in those that its steps hold.
Pointer bus_step_in(const base::Json& list, const std::string& pointer) {
  if (!list.is_array()) return std::nullopt;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_object() || list[i].empty()) continue;
    const std::string& kind = list[i].begin().key();
    const base::Json& body = list[i].begin().value();
    const std::string at = base::pointer_append(base::pointer_append(pointer, i), kind);
    Pointer found;
    if (kind == "bus") return at;
    if (kind == "repeat" && body.is_object() && body.contains("steps"))
      found = bus_step_in(body["steps"], at + "/steps");
    if (kind == "together" && body.is_array()) {
      for (std::size_t list_inside = 0; list_inside < body.size() && !found; ++list_inside)
        found = bus_step_in(body[list_inside], base::pointer_append(at, list_inside));
    }
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<base::Diag> bus_step_of(const base::JsonDocument& file) {
  if (!file.root().is_object()) return std::nullopt;
  for (const std::string part : {"setup", "steps", "teardown"}) {
    if (!file.root().contains(part)) continue;
    const Pointer pointer = bus_step_in(file.root()[part], "/" + part);
    if (!pointer) continue;
    base::Diag diag = only_ours_breaks();
    diag.where = file.locate(*pointer, base::JsonDocument::Token::kKey);
    return diag;
  }
  return std::nullopt;
}

std::optional<base::Diag> bus_step_below(const std::shared_ptr<const base::JsonDocument>& file) {
  if (auto own = bus_step_of(*file)) return own;
  for (const auto& included : included_documents(file)) {
    if (auto theirs = bus_step_of(*included)) return theirs;
  }
  return std::nullopt;
}

/// Rows of one scenario have the same step: it is told once.
void tell(const std::string& file, base::Diag diag, Discovery& found) {
  const bool told = std::any_of(found.broken.begin(), found.broken.end(),
                                [&](const auto& broken) { return broken.file == file; });
  if (!told) found.broken.push_back({file, {std::move(diag)}});
}

}  // namespace

void refuse_bus_steps(Discovery& found) {
  for (const auto& suite : found.suites) {
    const bool used = std::any_of(found.scenarios.begin(), found.scenarios.end(),
                                  [&](const auto& scenario) { return scenario->suite == suite; });
    if (!used || !suite->document) continue;
    if (auto diag = bus_step_below(suite->document)) tell(suite->file, *std::move(diag), found);
  }
  std::erase_if(found.scenarios, [&](const auto& scenario) {
    if (!scenario->skip.empty() || !scenario->skip_on_foreign_bus.empty()) return false;
    auto diag = bus_step_below(scenario->document);
    if (diag) tell(scenario->file, *diag, found);
    return diag.has_value();
  });
}

}  // namespace ricochet::runner
