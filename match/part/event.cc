// What only events have: keys, partitions, null values and headers as Kafka has them.
#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/bytes_operand.h"
#include "match/operator/compile.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// Equal to bytes that no JSON text can hold. Nothing is trimmed.
class BytesEqual final : public Operator {
 public:
  explicit BytesEqual(std::string bytes) : bytes_(std::move(bytes)) {}
  bool matches(std::string_view value) const override { return value == bytes_; }
  bool may_give_up() const override { return false; }
  ValueKeys keys() const override { return std::vector{ValueKey::literal(bytes_)}; }
  std::string describe() const override { return show_bytes(bytes_); }

 private:
  std::string bytes_;
};

std::unique_ptr<Operator> compile_value(const JsonReader& value) {
  if (!is_bytes_operand(value)) return compile_operator(value, Place::kEntry, {Spaces::kKept, 0});
  auto bytes = read_bytes_operand(value);
  return bytes ? std::make_unique<BytesEqual>(std::move(*bytes)) : nullptr;
}

std::string show_all(const std::vector<std::optional<std::string_view>>& values) {
  constexpr std::size_t kShown = 5;
  if (values.empty()) return "absent";
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < kShown; ++i)
    out += (i == 0 ? "" : ", ") + (values[i] ? show_bytes(*values[i]) : std::string("null"));
  if (values.size() > kShown) out += " and " + std::to_string(values.size() - kShown) + " more";
  return out;
}

class EventKeyPlace final : public ValuePlace {
 public:
  std::string name() const override { return "key"; }
  bool needs_body() const override { return false; }
  std::optional<std::vector<std::string>> values_in(const Subject& subject) const override {
    std::vector<std::string> out;
    if (subject.event() != nullptr && subject.event()->key) out.push_back(*subject.event()->key);
    return out;
  }
};

/// The record's key; a null key is absent, an empty one is not.
class KeyPart final : public Part {
 public:
  explicit KeyPart(std::unique_ptr<Operator> test) : test_(std::move(test)) {}
  bool matches(const Subject& subject) const override { return test_->fits(values(subject)); }
  Condition explain(const Subject& subject) const override {
    auto c = explain_values("key", *test_, values(subject));
    c.aspect = Aspect::kKey;
    if (subject.event() != nullptr && subject.event()->key)
      c.actual = show_bytes(*subject.event()->key);
    return c;
  }
  std::string describe() const override { return "key " + test_->describe(); }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    if (auto values = test_->exact_values())
      key.exact.push_back({std::make_shared<EventKeyPlace>(), *std::move(values)});
    return key;
  }
  bool may_give_up() const override { return test_->may_give_up(); }

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
  bool may_give_up() const override { return false; }
  std::string describe() const override { return "partition " + std::to_string(wanted_); }

 private:
  std::int32_t wanted_;
};

/// A tombstone has a null value, which is not an empty one.
class NullPart final : public Part {
 public:
  explicit NullPart(bool wanted) : wanted_(wanted) {}
  bool matches(const Subject& subject) const override {
    return subject.event() != nullptr && subject.event()->null_value == wanted_;
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "null";
    c.ok = matches(subject);
    c.aspect = Aspect::kContent;
    c.expected = wanted_ ? "true" : "false";
    const auto* event = subject.event();
    c.actual = event == nullptr      ? "absent"
               : event->null_value   ? "a tombstone"
               : event->body.empty() ? "an empty value"
                                     : "a value of " + base::format_bytes(event->body.size());
    return c;
  }
  bool may_give_up() const override { return false; }
  std::string describe() const override { return wanted_ ? "a null value" : "a value"; }

 private:
  bool wanted_;
};

/// The value byte by byte.
class BytesPart final : public Part {
 public:
  explicit BytesPart(std::string wanted) : wanted_(std::move(wanted)) {}
  bool matches(const Subject& subject) const override {
    const auto* event = subject.event();
    return event != nullptr && !event->null_value && event->body == wanted_;
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "value";
    c.ok = matches(subject);
    c.aspect = Aspect::kContent;
    c.expected = show_bytes(wanted_);
    const auto* event = subject.event();
    c.actual = event == nullptr || event->null_value ? "absent" : show_bytes(event->body);
    if (!c.ok && event != nullptr && !event->null_value) c.detail = first_difference(event->body);
    return c;
  }
  bool may_give_up() const override { return false; }
  std::string describe() const override { return "value " + show_bytes(wanted_); }
  bool needs_body() const override { return true; }

 private:
  std::string first_difference(const std::string& body) const {
    std::size_t same = 0;
    while (same < body.size() && same < wanted_.size() && body[same] == wanted_[same]) ++same;
    return "they differ from byte " + std::to_string(same) + " on";
  }
  std::string wanted_;
};

using HeaderValues = std::vector<std::optional<std::string_view>>;

/// nullopt is a null value.
HeaderValues header_values(const Subject& subject, std::string_view name) {
  HeaderValues out;
  const auto* event = subject.event();
  if (event == nullptr) return out;
  for (std::size_t i = 0; i < event->headers.size(); ++i) {
    if (event->headers[i].name != name) continue;
    const auto& nulls = event->null_headers;
    const bool null = std::find(nulls.begin(), nulls.end(), i) != nulls.end();
    out.push_back(null ? std::nullopt : std::optional<std::string_view>(event->headers[i].value));
  }
  return out;
}

class EventHeaderPlace final : public ValuePlace {
 public:
  explicit EventHeaderPlace(std::string name) : name_(std::move(name)) {}
  std::string name() const override { return "event header " + name_; }
  bool needs_body() const override { return false; }
  std::optional<std::vector<std::string>> values_in(const Subject& subject) const override {
    std::vector<std::string> out;
    for (const auto& value : header_values(subject, name_)) {
      if (value) out.emplace_back(*value);
    }
    return out.size() > kMostValues ? std::nullopt : std::optional(std::move(out));
  }

 private:
  std::string name_;
};

/// A header of an event. Kafka's names are exact, their values may be null, and a name may come
/// several times.
class EventHeaderPart final : public Part {
 public:
  /// `tests`: nullptr asks for null. `all`: the values of this name are these, in this order.
  EventHeaderPart(std::string name, std::vector<std::unique_ptr<Operator>> tests, bool all)
      : name_(std::move(name)), tests_(std::move(tests)), all_(all) {}

  bool matches(const Subject& subject) const override { return fits(values(subject)); }

  Condition explain(const Subject& subject) const override {
    const auto found = values(subject);
    Condition c;
    c.name = "header " + name_;
    c.ok = fits(found);
    c.expected = wanted();
    c.actual = show_all(found);
    if (c.ok) return c;
    if (found.empty()) {
      for (const auto& field : subject.message().headers) {
        if (base::iequals(field.name, name_))
          c.detail = "there is one named " + base::in_quotes(field.name) + ": names differ by case";
      }
    } else if (tests_.size() == 1 && tests_.front() && found.front()) {
      c.detail = tests_.front()->detail(*found.front());
      c.difference = tests_.front()->difference(*found.front());
    }
    return c;
  }
  std::string describe() const override { return "header " + name_ + " " + wanted(); }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    if (all_ || tests_.front() == nullptr) return key;
    if (auto values = tests_.front()->exact_values())
      key.exact.push_back({std::make_shared<EventHeaderPlace>(name_), *std::move(values)});
    return key;
  }
  bool may_give_up() const override {
    return std::any_of(tests_.begin(), tests_.end(),
                       [](const auto& test) { return test != nullptr && test->may_give_up(); });
  }

 private:
  HeaderValues values(const Subject& subject) const { return header_values(subject, name_); }

  static bool fits_one(const Operator* test, const std::optional<std::string_view>& value) {
    if (test == nullptr) return !value;
    return value ? test->matches(*value) : test->matches_valueless();
  }

  bool fits(const HeaderValues& found) const {
    if (all_) {
      if (found.size() != tests_.size()) return false;
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (!fits_one(tests_[i].get(), found[i])) return false;
      }
      return true;
    }
    const Operator* test = tests_.front().get();
    std::vector<std::string_view> texts;
    bool null = false;
    for (const auto& value : found) value ? texts.push_back(*value) : void(null = true);
    if (test == nullptr) return null;
    if (null && test->matches_valueless()) return true;
    return null && texts.empty() ? false : test->fits(texts);
  }

  std::string wanted() const {
    std::string out;
    for (const auto& test : tests_)
      out += (out.empty() ? "" : ", ") + (test ? test->describe() : std::string("null"));
    return all_ ? "[" + out + "]" : out;
  }

  std::string name_;
  std::vector<std::unique_ptr<Operator>> tests_;
  bool all_;
};

}  // namespace

void compile_key(const JsonReader& value, const CompileContext&, Parts& out) {
  auto test =
      value.is_number() ? make_equality(base::number_text(value.value())) : compile_value(value);
  if (test) out.push_back(std::make_unique<KeyPart>(std::move(test)));
}

void compile_partition(const JsonReader& value, const CompileContext&, Parts& out) {
  const auto number = value.integer();
  if (number) out.push_back(std::make_unique<PartitionPart>(static_cast<std::int32_t>(*number)));
}

void compile_null(const JsonReader& value, const CompileContext&, Parts& out) {
  if (const auto wanted = value.boolean()) out.push_back(std::make_unique<NullPart>(*wanted));
}

void compile_bytes(const JsonReader& value, const CompileContext&, Parts& out) {
  if (auto bytes = read_coded_bytes(value, value.key()))
    out.push_back(std::make_unique<BytesPart>(std::move(*bytes)));
}

void compile_event_headers(const JsonReader& value, Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    const bool all = entry.is_array();
    std::vector<std::unique_ptr<Operator>> tests;
    bool ok = true;
    std::vector<JsonReader> values;
    if (all)
      values = entry.elements();
    else
      values.push_back(entry);
    for (const auto& one : values) {
      tests.push_back(one.value().is_null() ? nullptr : compile_value(one));
      ok = ok && (one.value().is_null() || tests.back());
    }
    if (all && tests.empty()) {
      entry.error("empty", "a header without values", R"(write { "exist": "false" })");
      ok = false;
    }
    if (ok) out.push_back(std::make_unique<EventHeaderPart>(entry.key(), std::move(tests), all));
  }
}

}  // namespace ricochet::match
