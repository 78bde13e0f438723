#include <boost/container/small_vector.hpp>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/operator/compile.h"
#include "match/part/part.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

constexpr std::uint64_t kWorkOfName = 4;

/// What tells the families of named values apart.
struct Family {
  std::string_view noun;  ///< "header"
  const std::vector<Field>& (*fields)(const Subject&);
  bool ignore_case;
  bool needs_body;
};

const std::vector<Field>& no_fields() {
  static const std::vector<Field> none;
  return none;
}

constexpr Family kHeader{
    "header", [](const Subject& s) -> const std::vector<Field>& { return s.message().headers; },
    true, false};
constexpr Family kQuery{"query",
                        [](const Subject& s) -> const std::vector<Field>& {
                          return s.request() != nullptr ? s.request()->queries : no_fields();
                        },
                        false, false};
constexpr Family kCookie{"cookie",
                         [](const Subject& s) -> const std::vector<Field>& { return s.cookies(); },
                         false, false};
constexpr Family kForm{
    "form", [](const Subject& s) -> const std::vector<Field>& { return s.forms(); }, false, true};

bool is_named(const Field& field, const Family& family, std::string_view name) {
  return family.ignore_case ? base::iequals(field.name, name) : field.name == name;
}

class FieldPlace final : public ValuePlace {
 public:
  FieldPlace(const Family& family, std::string name) : family_(family), name_(std::move(name)) {}
  std::string name() const override {
    return std::string(family_.noun) + " " + (family_.ignore_case ? base::to_lower(name_) : name_);
  }
  bool needs_body() const override { return family_.needs_body; }
  std::optional<std::vector<std::string>> values_in(const Subject& subject) const override {
    std::vector<std::string> out;
    if (family_.needs_body && subject.is_unsure(Reading::kForms)) return std::nullopt;
    for (const auto& field : family_.fields(subject)) {
      if (!is_named(field, family_, name_)) continue;
      if (out.size() == kMostValues) return std::nullopt;
      out.push_back(field.value);
    }
    return out;
  }

 private:
  const Family& family_;
  std::string name_;
};

class FieldPart final : public Part {
 public:
  FieldPart(const Family& family, std::string name, std::unique_ptr<Operator> test)
      : family_(family), name_(std::move(name)), test_(std::move(test)) {}

  bool matches(const Subject& subject) const override {
    boost::container::small_vector<std::string_view, 4> values;
    const auto& fields = family_.fields(subject);
    Work::pass(kWorkOfName * fields.size());
    for (const auto& field : fields) {
      if (named(field)) values.push_back(field.value);
    }
    return test_->fits(values);
  }

  Condition explain(const Subject& subject) const override {
    std::vector<std::string_view> values;
    std::string near;
    for (const auto& field : family_.fields(subject)) {
      if (named(field))
        values.push_back(field.value);
      else if (base::iequals(field.name, name_))
        near = field.name;
    }
    auto c = explain_values(std::string(family_.noun) + " " + name_, *test_, values);
    if (!c.ok && values.empty() && !near.empty())
      c.detail = "there is one named " + base::in_quotes(near) + ": names differ by case";
    else if (!c.ok && family_.needs_body)
      c.detail = subject.text_problem();
    return c;
  }

  std::string describe() const override {
    return std::string(family_.noun) + " " + name_ + " " + test_->describe();
  }
  bool needs_body() const override { return family_.needs_body; }
  std::optional<Reading> reading() const override {
    return family_.needs_body ? std::optional(Reading::kForms) : std::nullopt;
  }
  bool fits_nothing() const override { return test_->fits({}); }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    if (auto values = test_->exact_values())
      key.exact.push_back({std::make_shared<FieldPlace>(family_, name_), *std::move(values)});
    return key;
  }
  bool may_give_up() const override { return test_->may_give_up(); }

 private:
  bool named(const Field& field) const { return is_named(field, family_, name_); }

  const Family& family_;
  std::string name_;
  std::unique_ptr<Operator> test_;
};

void compile_family(const Family& family, const JsonReader& value, const CompileContext& context,
                    Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    if (auto test = compile_operator(entry, Place::kEntry, text_values_of(context.options)))
      out.push_back(std::make_unique<FieldPart>(family, entry.key(), std::move(test)));
  }
}

}  // namespace

void compile_headers(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (context.options.kind == Kind::kEvent) return compile_event_headers(value, out);
  compile_family(kHeader, value, context, out);
}
void compile_queries(const JsonReader& value, const CompileContext& context, Parts& out) {
  compile_family(kQuery, value, context, out);
}
void compile_cookies(const JsonReader& value, const CompileContext& context, Parts& out) {
  compile_family(kCookie, value, context, out);
}
void compile_forms(const JsonReader& value, const CompileContext& context, Parts& out) {
  compile_family(kForm, value, context, out);
}

}  // namespace ricochet::match
