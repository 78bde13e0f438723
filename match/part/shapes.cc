#include "match/part/shapes.h"

#include "match/bytes_operand.h"
#include "match/operator/compile.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::KeyRule;
using base::Shape;

const Shape& text_value() { return text_value_shape(Place::kEntry); }

/// What a JSONPath leads to: a text value, or a number, truth value or null.
Shape typed_value() {
  return Shape::either({text_value(), Shape::number(), Shape::boolean(), Shape::null()});
}

Shape make_matcher_shape(Kind kind) {
  std::vector<base::ShapeKey> keys;
  std::vector<std::string> names;
  for (const auto& row : part_table()) {
    if (kind == Kind::kEvent ? !row.for_event : !row.for_request) continue;
    names.emplace_back(row.name);
    keys.push_back({names.back(), row.shape(kind), std::string(row.text)});
  }
  return Shape::object(std::move(keys), {KeyRule::some_of(std::move(names)),
                                         KeyRule::needs("json_ignore", {"json"})});
}

const Shape& request_form() {
  static const Shape kShape = make_matcher_shape(Kind::kRequest);
  return kShape;
}
const Shape& event_form() {
  static const Shape kShape = make_matcher_shape(Kind::kEvent);
  return kShape;
}

}  // namespace

const Shape& matcher_shape(Kind kind) {
  static const Shape kRequest = Shape::named("request", request_form);
  static const Shape kEvent = Shape::named("event", event_form);
  return kind == Kind::kEvent ? kEvent : kRequest;
}

Shape shape_of_method(Kind) { return Shape::one_or_list(text_value(), 1); }
Shape shape_of_uri(Kind) { return text_value_shape(Place::kUri); }
Shape shape_of_client(Kind) { return Shape::one_or_list(Shape::nonempty(), 1); }
Shape shape_of_version(Kind) { return Shape::text(); }
Shape shape_of_partition(Kind) { return Shape::integer(0, INT32_MAX); }
Shape shape_of_event_key(Kind) {
  return Shape::either({text_value(), Shape::number(), bytes_shape()});
}
Shape shape_of_truth(Kind) { return Shape::boolean(); }

Shape shape_of_headers(Kind kind) {
  if (kind == Kind::kRequest) return Shape::map(text_value());
  const Shape one = Shape::either({text_value(), bytes_shape(), Shape::null()});
  return Shape::map(Shape::one_or_list(one, 1));
}

Shape shape_of_fields(Kind) { return Shape::map(text_value()); }
Shape shape_of_bytes(Kind) { return Shape::text(); }
Shape shape_of_body(Kind) { return text_value_shape(Place::kBody); }

Shape shape_of_file(Kind) {
  return Shape::either(
      {Shape::nonempty(),
       Shape::object({required("name", Shape::nonempty(), "the file"),
                      {"charset", Shape::nonempty(), "of the file"}}),
       Shape::object({required("json", Shape::nonempty(), "the body is the JSON in this file")}),
       Shape::object({required("xml", Shape::nonempty(), "the body is the XML in this file")})});
}

Shape shape_of_multipart(Kind) {
  return Shape::map(Shape::either(
      {Shape::text(),
       Shape::object(
           {{"filename", text_value(), "the name of the file that is sent"},
            {"type", text_value(), "the Content-Type of the part"},
            {"size", Shape::either({Shape::integer(0, Shape::kNoBound), text_value()}),
             "how many bytes it has"},
            {"text", text_value(), "the content as text"},
            {"json", Shape::any(), "the content is this JSON"},
            {"file", Shape::nonempty(), "the content is that of this file"},
            {"exist", Shape::either({Shape::boolean(), Shape::word({"true", "false"})}),
             "whether the part is there at all"}},
           {KeyRule::some_of({"filename", "type", "size", "text", "json", "file", "exist"})})}));
}

Shape shape_of_anything(Kind) { return Shape::any(); }

Shape shape_of_json_ignore(Kind) {
  const Shape paths = Shape::list(Shape::nonempty());
  return Shape::either(
      {paths,
       Shape::object(
           {{"paths", paths, "JSONPaths of what may be different"},
            {"array_order", Shape::boolean(), "true: lists may have another order", "false"},
            {"extra_keys", Shape::boolean(), "true: objects may have more keys", "false"}})});
}

Shape shape_of_json_paths(Kind) { return Shape::map(typed_value()); }

Shape shape_of_structure(Kind) {
  return Shape::object({{"json", Shape::any(), "the keys and types of this JSON"},
                        {"xml", Shape::text(), "the elements and attributes of this XML"}},
                       {KeyRule::one_of({"json", "xml"})});
}

Shape shape_of_json_schema(Kind) {
  // The schema of schemas is not ours to write down.
  return Shape::either({Shape::map(Shape::any()), Shape::boolean(), Shape::nonempty()});
}

Shape shape_of_jwt(Kind) {
  return Shape::object(
      {{"claims", Shape::map(typed_value()), "claims by name or JSONPath"},
       {"header", Shape::map(typed_value()), "members of the header by name or JSONPath"},
       {"time", Shape::word({"valid", "expired"}), "what exp and nbf must say"},
       {"secret", Shape::nonempty(), "the key of its signature (HS256)"},
       {"secret_env", Shape::nonempty(), "the environment variable that holds that key"},
       {"public_key", Shape::nonempty(), "the PEM file with the key of its signature (RS256)"}},
      {KeyRule::at_most_one_of({"secret", "secret_env", "public_key"})});
}

Shape shape_of_matcher(Kind kind) { return matcher_shape(kind); }
Shape shape_of_matchers(Kind kind) { return Shape::list(matcher_shape(kind), 1); }

}  // namespace ricochet::match
