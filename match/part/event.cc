#include <limits>

#include "match/operator/compile.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// The record's key; a null key is absent, an empty one is not.
class KeyPart final : public Part {
 public:
  explicit KeyPart(std::unique_ptr<Operator> test) : test_(std::move(test)) {}
  bool matches(const Subject& subject) const override { return test_->fits(values(subject)); }
  Condition explain(const Subject& subject) const override {
    auto c = explain_values("key", *test_, values(subject));
    c.aspect = Aspect::kKey;
    return c;
  }
  std::string describe() const override { return "key " + test_->describe(); }

 private:
  static std::vector<std::string_view> values(const Subject& subject) {
    if (subject.event() == nullptr || !subject.event()->key) return {};
    return {*subject.event()->key};
  }
  std::unique_ptr<Operator> test_;
};

class PartitionPart final : public Part {
 public:
  explicit PartitionPart(std::int32_t wanted) : wanted_(wanted) {}
  bool matches(const Subject& subject) const override {
    return subject.event() != nullptr && subject.event()->partition == wanted_;
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "partition";
    c.ok = matches(subject);
    c.expected = std::to_string(wanted_);
    c.actual = subject.event() == nullptr ? "absent" : std::to_string(subject.event()->partition);
    return c;
  }
  std::string describe() const override { return "partition " + std::to_string(wanted_); }

 private:
  std::int32_t wanted_;
};

}  // namespace

void compile_key(const JsonReader& value, const CompileContext&, Parts& out) {
  if (auto test = compile_operator(value, Place::kEntry))
    out.push_back(std::make_unique<KeyPart>(std::move(test)));
}

void compile_partition(const JsonReader& value, const CompileContext&, Parts& out) {
  const auto number = value.integer(0, std::numeric_limits<std::int32_t>::max());
  if (number) out.push_back(std::make_unique<PartitionPart>(static_cast<std::int32_t>(*number)));
}

}  // namespace ricochet::match
