#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "match/operator/operator.h"

namespace ricochet::match {

/// Operators inside operators (`not`, `any`), at most.
inline constexpr std::size_t kMaxOperatorNesting = 16;

/// Compiles a text value. Reports what is wrong with it and returns nullptr.
std::unique_ptr<Operator> compile_operator(const base::JsonReader& value, Place place,
                                           const OperatorContext& context = {});
/// The names that may stand at that place.
std::vector<std::string> operator_names(Place place);
/// What a text value may be there.
const base::Shape& text_value_shape(Place place);
/// The equality operator over a ready-made value.
std::unique_ptr<Operator> make_equality(std::string value);

}  // namespace ricochet::match
