#include "stubserver/response/shapes.h"

#include <algorithm>

#include "stubserver/faults/condition.h"
#include "stubserver/faults/fault.h"
#include "stubserver/values/duration_value.h"

namespace ricochet::stubserver {

namespace {

using base::KeyRule;
using base::Shape;

Shape template_text() {
  return Shape::either(
      {Shape::text(),
       Shape::object({required("with", Shape::text(), "the template"),
                      required("vars", Shape::map(Shape::any()),
                               "its variables: values, or places of the request")})});
}

const Shape& answer_file_form() {
  static const Shape kShape =
      Shape::either({Shape::nonempty(),
                     Shape::object({required("name", shape_of_plain_text(), "the file"),
                                    {"charset", Shape::nonempty(), "of the file"}}),
                     Shape::object({required(
                         "template", Shape::any(),
                         "the name; its content is a template, or the name itself is one")})});
  return kShape;
}

const Shape& answer_text_form() {
  static const Shape kShape = Shape::either(
      {Shape::text(),
       Shape::object({{"text", shape_of_plain_text(), "the text itself"},
                      {"template", template_text(), "a template that each request fills in"},
                      {"json", Shape::any(), "this JSON as text"},
                      {"file", shape_of_file_value(), "the content of this file"},
                      {"path_resource", shape_of_file_value(), "that of a resource folder"}},
                     {KeyRule::one_of({"text", "template", "json", "file", "path_resource"})})});
  return kShape;
}

}  // namespace

Shape shape_of_text_value() { return Shape::named("answer-text", answer_text_form); }

Shape shape_of_plain_text() {
  return Shape::either(
      {Shape::text(), Shape::object({required("template", template_text(), "a template")})});
}

Shape shape_of_file_value() { return Shape::named("answer-file", answer_file_form); }

Shape shape_of_anything() { return Shape::any(); }
Shape shape_of_table() { return Shape::map(Shape::any()); }

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
