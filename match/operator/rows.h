#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "match/operator/operator.h"

/// The makers behind the table in compile.cc, one family a file; of no use elsewhere.
namespace ricochet::match {

/// The operand without the spaces around it if they do not count; for a method, where they never
/// do, in upper case. Reports what is not a string.
std::optional<std::string> text_operand(const base::JsonReader& operand, Place place,
                                        Spaces spaces);

using MakeOperator = std::unique_ptr<Operator> (*)(const base::JsonReader& operand, Place place,
                                                   const OperatorContext& context);

std::unique_ptr<Operator> make_eq(const base::JsonReader&, Place,
                                  const OperatorContext&);  // text.cc
std::unique_ptr<Operator> make_match(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_starts_with(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_ends_with(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_contain(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_equals_ignore_case(const base::JsonReader&, Place,
                                                  const OperatorContext&);
std::unique_ptr<Operator> make_contain_ignore_case(const base::JsonReader&, Place,
                                                   const OperatorContext&);
std::unique_ptr<Operator> make_exist(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_path(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_eq_number(const base::JsonReader&, Place,
                                         const OperatorContext&);  // number.cc
std::unique_ptr<Operator> make_gt(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_gte(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_lt(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_lte(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_between(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_not(const base::JsonReader&, Place,
                                   const OperatorContext&);  // logic.cc
std::unique_ptr<Operator> make_any(const base::JsonReader&, Place, const OperatorContext&);
std::unique_ptr<Operator> make_in(const base::JsonReader&, Place, const OperatorContext&);

}  // namespace ricochet::match
