#include "stubserver/response/shapes.h"

#include <algorithm>

#include "stubserver/faults/condition.h"
#include "stubserver/faults/fault.h"
#include "stubserver/values/duration_value.h"

namespace ricochet::stubserver {

using base::KeyRule;
using base::Shape;

Shape shape_of_anything() { return Shape::any(); }

Shape shape_of_template_switch() {
  return Shape::either({Shape::boolean(), Shape::object({required("vars", Shape::map(Shape::any()),
                                                                  "variables of the template")})});
}

Shape shape_of_status() { return Shape::either({Shape::integer(100, 999), Shape::nonempty()}); }

Shape shape_of_answer_headers() {
  return Shape::map(
      Shape::either({shape_of_text_value(), Shape::list(shape_of_text_value(), 1), Shape::null()}));
}

Shape shape_of_latency() {
  return Shape::either(
      {duration_value_shape(),
       Shape::object({{"uniform", Shape::list(duration_value_shape(), 2, 2), "from and to"},
                      {"normal", Shape::map(Shape::any()), "mean, deviation and max"},
                      {"lognormal", Shape::map(Shape::any()), "median, sigma and max"}},
                     {KeyRule::one_of({"uniform", "normal", "lognormal"})})});
}

Shape shape_of_fault() {
  std::vector<std::string> words;
  std::vector<std::string> options = FaultCondition::keys();
  for (const auto& kind : fault_kinds()) {
    words.emplace_back(kind.name);
    options.insert(options.end(), kind.keys.begin(), kind.keys.end());
  }
  std::vector<base::ShapeKey> keys{required("kind", Shape::word(words), "how it is broken")};
  for (const auto& option : options) {
    const bool known = std::any_of(keys.begin(), keys.end(),
                                   [&](const base::ShapeKey& key) { return key.name == option; });
    if (!known) keys.push_back({option, Shape::any(), "see docs/stubs.md"});
  }
  return Shape::one_or_list(Shape::either({Shape::word(words), Shape::object(std::move(keys))}), 1);
}

}  // namespace ricochet::stubserver
