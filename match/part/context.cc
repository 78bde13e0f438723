#include "match/part/context.h"

#include "base/text/printable.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

class Prefixed final : public Operator {
 public:
  Prefixed(std::string prefix, std::unique_ptr<Operator> test)
      : prefix_(std::move(prefix)), test_(std::move(test)) {}

  bool matches(std::string_view value) const override {
    return value.starts_with(prefix_) && test_->matches(value.substr(prefix_.size()));
  }
  std::string describe() const override {
    if (const auto whole = literal()) return base::in_quotes(*whole);
    return base::in_quotes(prefix_) + " and then " + test_->describe();
  }
  Difference difference(std::string_view value) const override {
    if (const auto whole = literal()) return difference_of(*whole, value);
    if (!value.starts_with(prefix_)) return Difference::kNone;
    return test_->difference(value.substr(prefix_.size()));
  }
  std::string detail(std::string_view value) const override {
    if (!value.starts_with(prefix_)) return "is not below the context " + base::in_quotes(prefix_);
    return test_->detail(value.substr(prefix_.size()));
  }
  std::optional<std::string> literal() const override {
    const auto rest = test_->literal();
    return rest ? std::optional(prefix_ + *rest) : std::nullopt;
  }
  ValueKeys keys() const override {
    const auto rest = test_->keys();
    std::vector<ValueKey> out;
    if (!rest) out.push_back(ValueKey::prefix(prefix_));
    for (const auto& key : rest.value_or(std::vector<ValueKey>())) {
      switch (key.kind) {
        case ValueKey::Kind::kLiteral:
          out.push_back(ValueKey::literal(prefix_ + key.text));
          break;
        case ValueKey::Kind::kPrefix:
          out.push_back(ValueKey::prefix(prefix_ + key.text));
          break;
        case ValueKey::Kind::kSegments:
          // A pattern without a slash at its start goes on within the prefix's last segment.
          out.push_back(ValueKey::prefix(prefix_));
          break;
      }
    }
    return out;
  }
  bool may_give_up() const override { return test_->may_give_up(); }
  std::map<std::string, std::string> variables(std::string_view value) const override {
    if (!value.starts_with(prefix_)) return {};
    return test_->variables(value.substr(prefix_.size()));
  }

 private:
  std::string prefix_;
  std::unique_ptr<Operator> test_;
};

class Beneath final : public Matcher {
 public:
  explicit Beneath(std::string path) : path_(std::move(path)) {}

  bool matches(const Subject& subject) const override {
    const Request* request = subject.request();
    if (request == nullptr || !request->path.starts_with(path_)) return false;
    return request->path.size() == path_.size() || request->path[path_.size()] == '/';
  }
  std::vector<Condition> explain(const Subject& subject) const override {
    Condition c;
    c.name = "uri";
    c.aspect = Aspect::kPath;
    c.ok = matches(subject);
    c.expected = "below " + base::in_quotes(path_);
    c.actual = subject.request() == nullptr ? "absent" : base::in_quotes(subject.request()->path);
    std::vector<Condition> out;
    out.push_back(std::move(c));
    return out;
  }
  std::string describe() const override { return path_ + "/..."; }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    key.paths = std::vector<ValueKey>{ValueKey::prefix(path_)};
    return key;
  }
  bool may_give_up() const override { return false; }
  bool needs_body() const override { return false; }
  std::map<std::string, std::string> path_variables(const Subject&) const override { return {}; }

 private:
  std::string path_;
};

class Both final : public Matcher {
 public:
  Both(std::shared_ptr<const Matcher> first, std::shared_ptr<const Matcher> second)
      : first_(std::move(first)), second_(std::move(second)) {}

  bool matches(const Subject& subject) const override {
    return first_->matches(subject) && second_->matches(subject);
  }
  std::vector<Condition> explain(const Subject& subject) const override {
    auto out = first_->explain(subject);
    for (auto& condition : second_->explain(subject)) out.push_back(std::move(condition));
    return out;
  }
  std::string describe() const override {
    const std::string first = first_->describe(), second = second_->describe();
    if (second == "anything") return first;
    return second + ", " + first;
  }
  SelectiveKey selective_key() const override {
    SelectiveKey first = first_->selective_key(), second = second_->selective_key();
    SelectiveKey key;
    key.paths = match::both(std::move(first.paths), std::move(second.paths));
    key.exact = std::move(first.exact);
    if (!first_->may_give_up())
      key.exact.insert(key.exact.end(), second.exact.begin(), second.exact.end());
    key.methods = first.methods ? std::move(first.methods) : std::move(second.methods);
    return key;
  }
  bool may_give_up() const override { return first_->may_give_up() || second_->may_give_up(); }
  bool needs_body() const override { return first_->needs_body() || second_->needs_body(); }
  std::map<std::string, std::string> path_variables(const Subject& subject) const override {
    auto out = second_->path_variables(subject);
    out.merge(first_->path_variables(subject));
    return out;
  }

 private:
  std::shared_ptr<const Matcher> first_, second_;
};

}  // namespace

std::unique_ptr<Operator> make_prefixed(const std::string& prefix, std::unique_ptr<Operator> test) {
  if (prefix.empty() || test == nullptr) return test;
  return std::make_unique<Prefixed>(prefix, std::move(test));
}

std::shared_ptr<const Matcher> beneath(const std::string& path) {
  return std::make_shared<Beneath>(path);
}

std::shared_ptr<const Matcher> both(std::shared_ptr<const Matcher> first,
                                    std::shared_ptr<const Matcher> second) {
  return std::make_shared<Both>(std::move(first), std::move(second));
}

}  // namespace ricochet::match
