#include "runner/file_schemas.h"

#include <algorithm>
#include <iterator>

#include "base/json/json.h"
#include "base/json/json_schema.h"
#include "runner/model/scenario.h"
#include "runner/model/shared_file.h"
#include "runner/model/suite.h"
#include "runner/steps/common/step.h"
#include "stubserver/session/session.h"

namespace ricochet::runner {

namespace {

using base::Shape;

struct FileKind {
  std::string_view word;
  const char* title;
  Shape (*shape)();
};

/// The model knows no steps and no sessions: here they are put into its tables.
constexpr FileKind kFileKinds[] = {
    {"suite", "A suite of Ricochet, ricochet.json", [] { return suite_shape(step_shape()); }},
    {"scenario", "A scenario of Ricochet",
     [] { return scenario_shape(step_shape(), stubserver::session_shape()); }},
    {"include", "Steps and vars that scenarios and suites of Ricochet include",
     [] { return shared_shape(step_shape()); }},
    {"stub", "A stub file of Ricochet, in Moco's format",
     [] { return Shape::list(stubserver::session_shape()); }},
};

}  // namespace

std::vector<std::string> file_kinds() {
  std::vector<std::string> words;
  for (const auto& kind : kFileKinds) words.emplace_back(kind.word);
  return words;
}

base::Json file_schema(std::string_view word) {
  const auto* const kind = std::find_if(std::begin(kFileKinds), std::end(kFileKinds),
                                        [&](const FileKind& each) { return each.word == word; });
  return base::json_schema(kind->shape(), kind->title);
}

}  // namespace ricochet::runner
