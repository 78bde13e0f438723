#include "stubserver/values/value_shapes.h"

namespace ricochet::stubserver {

namespace {

using base::KeyRule;
using base::Shape;

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
       Shape::object(
           {{"text", shape_of_plain_text(), "the text itself"},
            {"template", shape_of_template_text(), "a template that each request fills in"},
            {"json", Shape::any(), "this JSON as text"},
            {"file", shape_of_file_value(), "the content of this file"},
            {"path_resource", shape_of_file_value(), "that of a resource folder"}},
           {KeyRule::one_of({"text", "template", "json", "file", "path_resource"})})});
  return kShape;
}

}  // namespace

Shape shape_of_text_value() { return Shape::named("answer-text", answer_text_form); }

Shape shape_of_template_text() {
  return Shape::either(
      {Shape::text(),
       Shape::object({required("with", Shape::text(), "the template"),
                      required("vars", Shape::map(Shape::any()),
                               "its variables: values, or places of the request")})});
}

Shape shape_of_plain_text() {
  return Shape::either({Shape::text(), Shape::object({required("template", shape_of_template_text(),
                                                               "a template")})});
}

Shape shape_of_file_value() { return Shape::named("answer-file", answer_file_form); }

Shape shape_of_name() { return Shape::either({Shape::nonempty(), Shape::number()}); }
Shape shape_of_flag() { return Shape::either({Shape::boolean(), Shape::word({"true", "false"})}); }

}  // namespace ricochet::stubserver
