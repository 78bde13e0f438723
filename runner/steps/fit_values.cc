#include "runner/steps/fit_values.h"

#include <algorithm>

#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

using base::Shape;

template <class Test>
bool any_form(const Shape& shape, Test test) {
  const Shape& form = shape.resolved();
  if (form.kind() != Shape::Kind::kEither) return test(form.kind());
  return std::any_of(form.inner().begin(), form.inner().end(),
                     [&](const Shape& choice) { return any_form(choice, test); });
}

bool takes_null(const Shape& shape) {
  return any_form(shape, [](Shape::Kind kind) {
    return kind == Shape::Kind::kAny || kind == Shape::Kind::kNull;
  });
}

/// And neither numbers nor truth values.
bool takes_only_text(const Shape& shape) {
  const auto is_text = [](Shape::Kind kind) { return kind == Shape::Kind::kText; };
  const auto is_scalar = [](Shape::Kind kind) {
    return kind == Shape::Kind::kAny || kind == Shape::Kind::kBoolean ||
           kind == Shape::Kind::kInteger || kind == Shape::Kind::kNumber ||
           kind == Shape::Kind::kTime;
  };
  return any_form(shape, is_text) && !any_form(shape, is_scalar);
}

bool is_scalar(const base::Json& value) { return value.is_boolean() || base::is_number(value); }

/// "json" of what is compared: what is published, sent or answered may be null.
bool is_compared(const base::JsonReader& place, const Shape& shape) {
  return place.key() == "json" && shape.resolved().kind() == Shape::Kind::kAny &&
         place.pointer().find("/expect/") != std::string::npos;
}

class Fitting {
 public:
  void fit(const base::JsonReader& place, base::Json& filled, const Shape& shape) {
    if (place.is_string()) return fit_one(place, filled, shape);
    if (place.is_object() && filled.is_object()) {
      for (const auto& member : place.members()) {
        const auto found = filled.find(member.key());
        const Shape* below = shape.below(member.key());
        if (found != filled.end() && below != nullptr) fit(member, *found, *below);
      }
    } else if (place.is_array() && filled.is_array()) {
      const Shape* element = shape.element();
      const auto elements = place.elements();
      for (std::size_t i = 0; element != nullptr && i < elements.size() && i < filled.size(); ++i)
        fit(elements[i], filled[i], *element);
    }
  }

 private:
  static void fit_one(const base::JsonReader& place, base::Json& filled, const Shape& shape) {
    if (is_scalar(filled) && takes_only_text(shape)) {
      filled = base::compact_json(filled);
    } else if (filled.is_null() && is_compared(place, shape)) {
      filled = "null";  // as JSON text: a null beside a key is as good as no key
    } else if (filled.is_null() && !takes_null(shape)) {
      const std::string name = place.key().empty() ? "this" : base::in_quotes(place.key());
      place.error("null-value",
                  name + " has come to null: " +
                      base::in_quotes(place.value().get_ref<const std::string&>()),
                  "nothing would be asked for here; give it a value, or write a scenario without "
                  "the key for the case that there is none");
    }
  }
};

}  // namespace

void fit_values(const base::JsonReader& place, base::Json& filled, const base::Shape& shape) {
  Fitting().fit(place, filled, shape);
}

}  // namespace ricochet::runner
