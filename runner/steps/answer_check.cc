#include "runner/steps/answer_check.h"

#include "awaits/answer_selector.h"
#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

const std::vector<std::string>& content_keys() {
  static const std::vector<std::string> kKeys{"headers",    "text",   "json",   "json_ignore",
                                              "json_paths", "struct", "xpaths", "schema"};
  return kKeys;
}

std::string shown(const http::Response& answer) {
  constexpr std::size_t kShownBytes = 300;
  std::string out = "status " + std::to_string(answer.status);
  if (answer.body.empty()) return out + ", no body";
  return out + ", body: " + base::shorten(base::printable(answer.body), kShownBytes);
}

}  // namespace

const base::Shape& AnswerCheck::shape() {
  using base::Shape;
  static const Shape kShape = [] {
    const std::vector<base::ShapeKey> status{
        {"status", awaits::status_shape(), "the status, or an operator for it", "below 400"}};
    auto keys =
        base::joined(status, match::matcher_shape(match::Kind::kRequest).rows(content_keys()));
    std::vector<std::string> names;
    for (const auto& key : keys) names.push_back(key.name);
    return Shape::object(std::move(keys), {base::KeyRule::some_of(std::move(names)),
                                           base::KeyRule::needs("json_ignore", {"json"})});
  }();
  return kShape;
}

std::optional<AnswerCheck> AnswerCheck::parse(const base::JsonReader& body) {
  const base::ErrorMark mark(body.diags());
  AnswerCheck check;
  auto expect = body.find("expect");
  if (!expect) return check;
  expect = expect->as(shape());
  if (!expect->object()) return std::nullopt;
  if (expect->value().empty())
    expect->error("empty", "this expects nothing", R"(write { "status": 200 })");
  if (const auto status = expect->find("status")) {
    check.status_ = awaits::read_status(*status);
    if (check.status_) check.status_text_ = check.status_->describe();
  }
  base::Json content = base::Json::object();
  for (const auto& member : expect->members()) {
    if (member.key() != "status") content[member.key()] = member.value();
  }
  match::CompileOptions options;
  options.empty_text_fits = true;
  if (!content.empty() && mark.clean())
    check.content_ = match::Matcher::compile(expect->with_value(content), options);
  return mark.clean() ? std::optional(std::move(check)) : std::nullopt;
}

std::string AnswerCheck::describe() const {
  std::string out = "status " + (status_ ? status_text_ : std::string("below 400"));
  if (content_) out += ", " + content_->describe();
  return out;
}

std::optional<Unmet> AnswerCheck::misfit(const http::Response& answer,
                                         const std::string& asked) const {
  std::string what;
  std::string why;
  const std::string status = std::to_string(answer.status);
  const bool status_fits = status_ ? status_->matches(status) : answer.status < 400;
  if (!status_fits)
    what = "got status " + status + ", expected " + (status_ ? status_text_ : "one below 400");
  if (content_) {
    const match::Request message = message_of(answer);
    const match::Subject subject(message);
    for (const auto& condition : content_->explain(subject)) {
      if (condition.ok) continue;
      const std::string line =
          condition.name + ": got " + condition.actual + ", expected " + condition.expected;
      if (what.empty()) {
        what = line;
        why = condition.detail;
      } else {
        why += (why.empty() ? "" : "; ") + line;
      }
    }
  }
  if (what.empty()) return std::nullopt;
  Unmet unmet;
  unmet.message = what;
  unmet.expected = asked + " is answered with " + describe();
  unmet.actual.push_back({shown(answer), why});
  return unmet;
}

match::Request message_of(const http::Response& answer) {
  match::Request out;
  out.headers = answer.headers;
  out.body = answer.body;
  return out;
}

}  // namespace ricochet::runner
