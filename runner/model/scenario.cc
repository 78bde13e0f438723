#include "runner/model/scenario.h"

#include <filesystem>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/json/time.h"
#include "base/text/printable.h"
#include "match/template/template.h"
#include "runner/model/names.h"
#include "runner/model/template_text.h"

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

void read_rows(const base::JsonReader& rows) {
  const auto elements = rows.elements();
  if (rows.is_array() && elements.empty()) {
    rows.error("no-rows", "a scenario without rows is never run",
               R"(add a row: { "status": 404 }, or remove "rows")");
  }
  for (const auto& row : elements) {
    if (row.object() && row.value().empty())
      row.error("empty", "this row has no values", R"(write { "name": value, ... })");
  }
}

/// "2: status=404": enough to tell the rows apart.
std::string label_of(std::size_t number, const base::Json& row) {
  constexpr std::size_t kMaxBytes = 60;
  std::string values;
  for (const auto& [name, value] : row.items()) {
    values += (values.empty() ? "" : ", ") + name + "=" +
              (value.is_string() ? value.get<std::string>() : base::compact_json(value));
  }
  return std::to_string(number + 1) + ": " + base::shorten(base::printable(values), kMaxBytes);
}

/// "price of ${n}" with the values of the row; as it is written when it names something else,
/// which lint tells.
std::string name_with(const std::string& name, const base::Json& row) {
  if (!has_template(name)) return name;
  const auto parsed = match::Template::parse(name, match::Dialect::kScenario);
  const match::JsonScope scope(row);
  auto filled = parsed ? parsed->render(scope) : base::Result<std::string>(parsed.error());
  return filled ? std::move(*filled) : name;
}

/// A reason, or where alone it holds.
void read_skip(const base::JsonReader& skip, Scenario& scenario) {
  if (!skip.is_object()) {
    scenario.skip = skip.nonempty_string().value_or("");
  } else if (skip.object()) {
    if (const auto reason = skip.find("foreign_bus"))
      scenario.skip_on_foreign_bus = reason->nonempty_string().value_or("");
  }
}

}  // namespace

std::optional<base::JsonReader> Scenario::row_of(const base::JsonReader& root) const {
  if (!row) return std::nullopt;
  return root.find("rows")->elements().at(*row);
}

std::vector<std::shared_ptr<const Scenario>> scenarios_of_rows(
    const std::shared_ptr<const Scenario>& scenario) {
  const auto& root = scenario->document->root();
  const auto rows = root.find("rows");
  if (rows == root.end() || rows->is_null()) return {scenario};
  std::vector<std::shared_ptr<const Scenario>> out;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto one = std::make_shared<Scenario>(*scenario);
    one->row = i;
    one->row_label = label_of(i, (*rows)[i]);
    one->name = name_with(one->name, (*rows)[i]) + " [" + one->row_label + "]";
    one->own_name = one->name;
    out.push_back(std::move(one));
  }
  return out;
}

base::Shape scenario_shape(const base::Shape& step, const base::Shape& session) {
  using base::Shape;
  return Shape::object(
      {{"$schema", Shape::text(), "the JSON Schema of this file, for editors"},
       required("scenario", Shape::nonempty(), "its name"),
       {"description", Shape::text(), "for people"},
       {"tags", Shape::list(Shape::nonempty()), "words for --tag"},
       {"skip",
        Shape::either(
            {Shape::nonempty(),
             Shape::object({required("foreign_bus", Shape::nonempty(),
                                     "a reason: it is not run where the bus is not ours")})}),
        "a reason: it is not run, and is told as skipped"},
       {"timeout", Shape::time(), "for the whole scenario; beyond it, it is an error"},
       {"include", Shape::one_or_list(Shape::nonempty()),
        "files to share whose vars are known here; own ones beat them"},
       {"vars", Shape::map(Shape::any()), "values for ${name}; each may use those before it"},
       {"rows", Shape::list(Shape::map(Shape::any(), 1), 1),
        "the scenario is run once for each; their values beat vars, and fill in its name"},
       {"stubs", Shape::map(Shape::list(session.filled())),
        "name of a stub to sessions that are tried before the suite's own"},
       {"unmatched", Shape::word({"fail", "allow"}),
        "whether a call that no stub knew fails the scenario", "fail"},
       {"explore", explore_shape(), "what a fault of --explore may lead to, with a reason"},
       {"setup", Shape::list(step), "steps before; when one fails, the scenario has failed"},
       required("steps", Shape::list(step, 1), "what happens, in order"),
       {"teardown", Shape::list(step), "steps behind; they always run"}});
}

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
  static const base::Shape kShape = scenario_shape(base::Shape::any(), base::Shape::any());
  const base::JsonReader root = scenario->reader(diags).as(kShape);
  if (!root.object()) return scenario;
  for (const char* key : {"$schema", "description"}) {
    if (auto text = root.find(key)) text->string();
  }
  if (auto name = root.find("scenario")) {
    scenario->name = scenario->own_name = name->nonempty_string().value_or("");
    scenario->line = name->location(base::JsonDocument::Token::kKey).line;
  }
  if (auto tags = root.find("tags")) {
    for (const auto& tag : tags->elements()) {
      const auto text = tag.nonempty_string();
      if (!text) continue;
      if (text->find('"') != std::string::npos)
        tag.error("bad-name", base::in_quotes(*text) + " is not a tag that --tag could name",
                  "leave the quote out: tags are words such as \"slow\"");
      scenario->tags.push_back(*text);
    }
  }
  if (auto unmatched = root.find("unmatched")) {
    scenario->allow_unmatched = unmatched->word() == "allow";
  }
  if (auto skip = root.find("skip")) read_skip(*skip, *scenario);
  if (auto timeout = root.find("timeout")) {
    scenario->timeout = base::read_window_time(*timeout, "nothing is done within zero");
  }
  if (auto vars = root.find("vars")) vars->object();
  if (auto rows = root.find("rows")) read_rows(*rows);
  scenario->vars_known = is_sound(root, "vars");
  if (auto stubs = root.find("stubs"); stubs && stubs->object()) {
    for (const auto& stub : stubs->members()) {
      is_stub_of(stub, *scenario->suite);
      if (!stub.is_array()) stub.elements();
    }
  }
  if (auto explore = root.find("explore"); explore && scenario->suite->names_known)
    scenario->explore_except = read_explore(*explore, scenario->suite->explore_places());
  for (const char* key : {"setup", "teardown"}) {
    if (auto steps = root.find(key)) steps->elements();
  }
  if (auto steps = root.find("steps")) {
    const auto elements = steps->elements();
    if (steps->is_array() && elements.empty()) {
      steps->error("no-steps", "a scenario without steps proves nothing",
                   "add a publish and an expect step");
    }
  }
  return scenario;
}

}  // namespace ricochet::runner
