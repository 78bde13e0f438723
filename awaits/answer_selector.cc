#include "awaits/answer_selector.h"

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/operator/compile.h"
#include "match/part/part.h"

namespace ricochet::awaits {

namespace {

constexpr std::string_view kHeader = "header ";
constexpr match::OperatorContext kOurs{match::Spaces::kKept, 0};

/// No answer has any other, so that an expectation of one would wait in vain.
bool is_status(const std::string& text) {
  return text.size() == 3 && text[0] >= '1' && text[0] <= '5' &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

const base::Shape& status_shape() {
  static const base::Shape kShape = base::Shape::either(
      {base::Shape::integer(100, 599), match::text_value_shape(match::Place::kEntry)});
  return kShape;
}

std::shared_ptr<const match::Operator> read_status(const base::JsonReader& value) {
  if (value.is_string() && !is_status(value.value().get_ref<const std::string&>())) {
    value.error("out-of-range",
                base::in_quotes(base::shorten(value.value().get<std::string>(), 60)) +
                    " is not an HTTP status",
                R"(write a number from 100 to 599, or an operator: { "match": "4.." })");
    return nullptr;
  }
  if (!value.is_number()) return match::compile_operator(value, match::Place::kEntry);
  const auto status = value.as(status_shape()).integer();
  return status ? match::make_equality(std::to_string(*status)) : nullptr;
}

const base::Shape& AnswerSelector::shape() {
  using base::Shape;
  const Shape text = match::text_value_shape(match::Place::kEntry);
  static const Shape kShape =
      Shape::object({{"status", status_shape(), "the status, or an operator for it"},
                     {"headers", Shape::map(text), "headers of the answer by name"},
                     {"fault", text, "the fault with which a stub broke the answer: \"reset\""}},
                    {base::KeyRule::some_of({"status", "headers", "fault"})});
  return kShape;
}

std::shared_ptr<const AnswerSelector> AnswerSelector::parse(const base::JsonReader& place) {
  const base::ErrorMark mark(place.diags());
  const base::JsonReader object = place.as(shape());
  if (!object.object()) return nullptr;
  auto made = std::shared_ptr<AnswerSelector>(new AnswerSelector());
  if (const auto status = object.find("status"))
    made->parts_.push_back({"status", read_status(*status)});
  if (const auto headers = object.find("headers"); headers && headers->object()) {
    for (const auto& header : headers->members())
      made->parts_.push_back({std::string(kHeader) + header.key(),
                              match::compile_operator(header, match::Place::kEntry, kOurs)});
  }
  if (const auto fault = object.find("fault"))
    made->parts_.push_back({"fault", match::compile_operator(*fault, match::Place::kEntry)});
  if (made->parts_.empty() && mark.clean())
    object.error("empty", "every answer fits this", R"(write { "status": 429 })");
  return mark.clean() ? made : nullptr;
}

std::vector<std::string_view> AnswerSelector::values(const Check& part,
                                                     const journal::Answer& answer,
                                                     const std::string& status) {
  std::vector<std::string_view> out;
  if (part.name == "status") {
    if (answer.status != 0) out.push_back(status);
  } else if (part.name == "fault") {
    if (!answer.fault.empty()) out.push_back(answer.fault);
  } else {
    const auto name = std::string_view(part.name).substr(kHeader.size());
    for (const auto& header : answer.headers) {
      if (base::iequals(header.name, name)) out.push_back(header.value);
    }
  }
  return out;
}

bool AnswerSelector::fits(const journal::Answer& answer) const {
  const auto status = std::to_string(answer.status);
  for (const auto& part : parts_) {
    if (!part.test->fits(values(part, answer, status))) return false;
  }
  return true;
}

std::vector<match::Condition> AnswerSelector::explain(const journal::Answer& answer) const {
  const auto status = std::to_string(answer.status);
  std::vector<match::Condition> all;
  for (const auto& part : parts_)
    all.push_back(
        match::explain_values("answer " + part.name, *part.test, values(part, answer, status)));
  return all;
}

std::string AnswerSelector::describe() const {
  std::string text;
  for (const auto& part : parts_)
    text += (text.empty() ? "" : ", ") + part.name + " " + part.test->describe();
  return text;
}

}  // namespace ricochet::awaits
