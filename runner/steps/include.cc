#include "runner/steps/include.h"

#include "base/error_mark.h"
#include "base/json/json.h"
#include "runner/model/names.h"
#include "runner/model/shared_file.h"
#include "runner/world/scenario_scope.h"

namespace ricochet::runner {

namespace {

class IncludeStep final : public FrameStep {
 public:
  IncludeStep(base::JsonReader root, base::Json given)
      : root_(std::move(root)), given_(std::move(given)) {}

  std::string title() const override { return name(); }
  std::vector<base::JsonReader> lists() const override { return {*root_.find("steps")}; }

  bool prepare(ScenarioScope& scope) const override {
    for (const auto& [name, value] : given_.items()) scope.define_here(name, value);
    const auto vars = root_.find("vars");
    return !vars || scope.define_all(*vars, &given_);
  }

  Task<StepOutcome> run_lists(ScenarioContext&, ScenarioScope& names, RunList run) const override {
    const std::size_t known = root_.diags().all().size();
    if (!prepare(names)) {
      base::DiagList found;
      for (std::size_t i = known; i < root_.diags().all().size(); ++i)
        found.add(root_.diags().all()[i]);
      co_return StepOutcome::error_of(std::move(found));
    }
    std::string path = name();
    StepOutcome outcome = co_await run(*root_.find("steps"), std::move(path));
    co_return outcome;
  }

 private:
  std::string name() const { return root_.find("shared")->string().value_or(""); }

  base::JsonReader root_;
  base::Json given_;
};

}  // namespace

const base::Shape& include_shape() {
  using base::Shape;
  static const Shape kShape = Shape::either(
      {Shape::nonempty(),
       Shape::object({required("file", Shape::nonempty(), "the file, relative to this one"),
                      {"vars", Shape::map(Shape::any()), "they beat those of the file"}})});
  return kShape;
}

std::unique_ptr<Step> parse_include(const base::JsonReader& body, const Scenario&) {
  const base::ErrorMark mark(body.diags());
  std::optional<base::JsonReader> file = body;
  base::Json given = base::Json::object();
  if (body.is_object()) {
    body.object();
    file = body.find("file");
    if (const auto vars = body.find("vars"); vars && vars->object()) {
      given = vars->value();
      for (const auto& var : vars->members()) may_be_named(var);
    }
  }
  const auto document = file ? load_shared(*file) : nullptr;
  if (!document) return nullptr;
  const base::JsonReader root(document, body.diags(), "scenario");
  const auto steps = root.find("steps");
  if (!steps || steps->elements().empty())
    file->error("no-steps", "the file has no steps to run",
                R"(include its vars at the top of the scenario: "include": "..." )");
  if (!mark.clean()) return nullptr;
  return std::make_unique<IncludeStep>(root, std::move(given));
}

}  // namespace ricochet::runner
