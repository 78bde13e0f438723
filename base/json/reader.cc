#include "base/json/reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "base/json/json.h"
#include "base/json/shape.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::base {

namespace {

constexpr std::size_t kShownOfValue = 60;

/// Where byte `decoded` of the text stands in its JSON literal, which starts with the quote; the
/// closing quote when the text is not that long.
std::size_t source_offset(std::string_view literal, std::size_t decoded) {
  std::size_t at = 1, n = 0;
  while (n < decoded && at + 1 < literal.size()) {
    std::size_t source = 1, text = 1;
    if (literal[at] == '\\' && literal[at + 1] != 'u') {
      source = 2;
    } else if (literal[at] == '\\') {
      unsigned code = 0;
      std::from_chars(literal.data() + at + 2, literal.data() + at + 6, code, 16);
      const bool pair =
          code >= 0xD800 && code <= 0xDBFF;  // the parser has seen to it that both halves are there
      source = pair ? 12 : 6;
      text = pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }
    if (n + text > decoded) break;  // in the middle of a character: its begin
    n += text;
    at += source;
  }
  return at;
}

}  // namespace

JsonReader::JsonReader(std::shared_ptr<const JsonDocument> document, DiagList& diags,
                       std::string area)
    : document_(std::move(document)),
      value_(&document_->root()),
      diags_(&diags),
      area_(std::move(area)) {}

JsonReader JsonReader::with_value(const Json& expanded) const {
  JsonReader copy = *this;
  copy.value_ = &expanded;
  copy.suggested_.clear();
  return copy;
}

JsonReader JsonReader::as(const Shape& shape) const {
  JsonReader copy = *this;
  copy.shape_ = &shape;
  return copy;
}

JsonReader JsonReader::with_diags(DiagList& diags) const {
  JsonReader out = *this;
  out.diags_ = &diags;
  return out;
}

JsonReader JsonReader::with_area(std::string area) const {
  JsonReader copy = *this;
  copy.area_ = std::move(area);
  return copy;
}

Location JsonReader::location(JsonDocument::Token part) const {
  return document_->locate(pointer_, part);
}

bool JsonReader::is_object() const { return value_->is_object(); }
bool JsonReader::is_array() const { return value_->is_array(); }
bool JsonReader::is_string() const { return value_->is_string(); }
bool JsonReader::is_number() const { return base::is_number(*value_); }
bool JsonReader::is_bool() const { return value_->is_boolean(); }

JsonReader JsonReader::child(std::string_view key, const Json& value) const {
  JsonReader c = *this;
  c.value_ = &value;
  c.pointer_ = pointer_append(pointer_, key);
  c.key_ = key;
  c.shape_ = shape_ == nullptr ? nullptr : shape_->below(key);
  c.suggested_.clear();
  return c;
}

Diag JsonReader::diag(std::string_view code, std::string message, std::string hint,
                      JsonDocument::Token part) const {
  Diag d(area_ + "/" + std::string(code), std::move(message), std::move(hint));
  d.where = location(part);
  return d;
}

void JsonReader::error(std::string_view code, std::string message, std::string hint) const {
  diags_->add(diag(code, std::move(message), std::move(hint), JsonDocument::Token::kValue));
}

void JsonReader::error_at_key(std::string_view code, std::string message, std::string hint) const {
  diags_->add(diag(code, std::move(message), std::move(hint), JsonDocument::Token::kKey));
}

void JsonReader::error(Diag::Kind kind, std::string_view code, std::string message,
                       std::string hint) const {
  Diag d = diag(code, std::move(message), std::move(hint), JsonDocument::Token::kValue);
  d.kind = kind;
  diags_->add(std::move(d));
}

void JsonReader::error_at_key(Diag::Kind kind, std::string_view code, std::string message,
                              std::string hint) const {
  Diag d = diag(code, std::move(message), std::move(hint), JsonDocument::Token::kKey);
  d.kind = kind;
  diags_->add(std::move(d));
}

void JsonReader::repeat(const Diag& finding) const {
  error(finding.kind, finding.code_without_area(), finding.message, finding.hint);
}

void JsonReader::repeat_at_key(const Diag& finding) const {
  error_at_key(finding.kind, finding.code_without_area(), finding.message, finding.hint);
}

void JsonReader::warning(std::string_view code, std::string message, std::string hint) const {
  Diag d = diag(code, std::move(message), std::move(hint), JsonDocument::Token::kValue);
  d.severity = Severity::kWarning;
  diags_->add(std::move(d));
}

void JsonReader::error_in_string(std::string_view code, std::string message, std::size_t offset,
                                 std::size_t length, std::string hint) const {
  Diag d = diag(code, std::move(message), std::move(hint), JsonDocument::Token::kValue);
  // A string never spans lines, so all of it stands in the source line.
  const std::string_view line = d.where.source_line;
  const std::string_view literal =
      line.substr(std::min(d.where.column - 1 - d.where.source_begin, line.size()), d.where.length);
  // An expansion shows something else than the source: then the whole value is the best place.
  const auto source = literal.starts_with('"') ? parse_json_body(literal) : nullptr;
  if (value_->is_string() && source != nullptr && *source == *value_) {
    const std::size_t begin = source_offset(literal, offset);
    d.where.column += begin;
    d.where.length =
        length == 0 ? 0 : std::max<std::size_t>(source_offset(literal, offset + length) - begin, 1);
  }
  diags_->add(std::move(d));
}

std::string JsonReader::describe(const Json& v) {
  switch (v.type()) {
    case Json::value_t::string:
      return "the string " + in_quotes(shorten(v.get_ref<const std::string&>(), kShownOfValue));
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
    case Json::value_t::binary:
      return "the number " + shorten(number_text(v), kShownOfValue);
    case Json::value_t::boolean:
      return v.get<bool>() ? "true" : "false";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    default:
      return "null";
  }
}

void JsonReader::wrong_type(std::string_view wanted, std::string hint) const {
  const std::string name = key_.empty() ? "this" : in_quotes(key_);
  error("wrong-type", name + " must be " + std::string(wanted) + ", got " + describe(*value_),
        std::move(hint));
}

std::string JsonReader::out_of_range() const {
  return (key_.empty() ? std::string("this") : in_quotes(key_)) + " is " +
         shorten(number_text(*value_), kShownOfValue) + ", out of range";
}

bool JsonReader::object(const std::vector<std::string>& allowed) const {
  if (!value_->is_object()) {
    wrong_type("an object", "put its members in { }");
    return false;
  }
  if (!allowed.empty()) unknown_keys(allowed);
  return true;
}

bool JsonReader::object() const {
  const Shape* const form = shape_ == nullptr ? nullptr : shape_->object_form();
  if (form == nullptr) throw std::logic_error("no table of keys for " + pointer_);
  if (!object({})) return false;
  if (form->kind() == Shape::Kind::kMap) return true;
  unknown_keys(form->key_names());
  for (const auto& key : form->keys()) {
    if (key.is_required) require(key.name);
  }
  return true;
}

void JsonReader::unknown_keys(const std::vector<std::string>& allowed) const {
  for (const auto& member : members()) {
    if (std::find(allowed.begin(), allowed.end(), member.key_) == allowed.end()) {
      member.error_at_key("unknown-key", "unknown key " + in_quotes(member.key_),
                          did_you_mean(member.key_, allowed));
      if (auto meant = suggest(member.key_, allowed)) suggested_.push_back(std::move(*meant));
    }
  }
}

bool JsonReader::misspelt(std::initializer_list<std::string_view> keys) const {
  return std::any_of(suggested_.begin(), suggested_.end(), [&](const std::string& meant) {
    return std::find(keys.begin(), keys.end(), meant) != keys.end();
  });
}

std::optional<JsonReader> JsonReader::find(std::string_view key) const {
  if (!value_->is_object()) return std::nullopt;
  const auto it = value_->find(std::string(key));
  if (it == value_->end() || it->is_null()) return std::nullopt;
  return child(key, *it);
}

std::optional<JsonReader> JsonReader::require(std::string_view key) const {
  auto member = find(key);
  if (!member && !misspelt({key}))
    error("missing-key", "the key " + in_quotes(key) + " is missing", "add it");
  return member;
}

std::vector<JsonReader> JsonReader::members() const {
  std::vector<JsonReader> out;
  if (!value_->is_object()) return out;
  for (const auto& [key, value] : value_->items()) out.push_back(child(key, value));
  return out;
}

std::vector<JsonReader> JsonReader::elements() const {
  std::vector<JsonReader> out;
  if (!value_->is_array()) {
    wrong_type("an array", "put it in [ ]");
    return out;
  }
  for (std::size_t i = 0; i < value_->size(); ++i) {
    out.push_back(child(std::to_string(i), (*value_)[i]));
    out.back().key_.clear();
    out.back().shape_ = shape_ == nullptr ? nullptr : shape_->element();
  }
  return out;
}

std::optional<std::string> JsonReader::string() const {
  if (value_->is_string()) return value_->get<std::string>();
  wrong_type("a string", value_->is_primitive() && !value_->is_null()
                             ? "write it in double quotes"
                             : "write a text in double quotes");
  return std::nullopt;
}

std::optional<std::string> JsonReader::nonempty_string() const {
  auto s = string();
  if (s && s->empty()) {
    error("empty", (key_.empty() ? std::string("this") : in_quotes(key_)) + " must not be empty",
          "write its text");
    return std::nullopt;
  }
  return s;
}

std::optional<bool> JsonReader::boolean() const {
  if (value_->is_boolean()) return value_->get<bool>();
  const bool quoted_word = *value_ == "true" || *value_ == "false";
  wrong_type("true or false", quoted_word ? "remove the quotes" : "write true or false");
  return std::nullopt;
}

std::optional<std::int64_t> JsonReader::integer(std::int64_t min, std::int64_t max) const {
  const auto number = decimal_of(*value_);
  const bool whole = number && number->is_whole();
  const auto n = whole ? number->to_int64() : std::nullopt;
  if (!whole) {
    const bool digits =
        value_->is_string() && !value_->get_ref<const std::string&>().empty() &&
        value_->get_ref<const std::string&>().find_first_not_of("0123456789") == std::string::npos;
    wrong_type("a whole number", digits ? "remove the quotes" : "write digits only");
    return std::nullopt;
  }
  if (!n || *n < min || *n > max) {
    error("out-of-range", out_of_range(),
          "it must lie between " + std::to_string(min) + " and " + std::to_string(max));
    return std::nullopt;
  }
  return n;
}

const Shape& JsonReader::shape_of(int kind) const {
  if (shape_ != nullptr) {
    const Shape& shape = shape_->resolved();
    if (static_cast<int>(shape.kind()) == kind) return shape;
    for (const auto& choice : shape.inner()) {
      if (static_cast<int>(choice.resolved().kind()) == kind) return choice.resolved();
    }
  }
  throw std::logic_error("the table of " + pointer_ + " lacks what its loader asks for");
}

std::optional<std::int64_t> JsonReader::integer() const {
  const Shape& bounds = shape_of(static_cast<int>(Shape::Kind::kInteger));
  return integer(bounds.min(), bounds.max());
}

std::optional<std::string> JsonReader::word() const {
  return word(shape_of(static_cast<int>(Shape::Kind::kWord)).words());
}

std::optional<double> JsonReader::number() const {
  if (!base::is_number(*value_)) {
    wrong_type("a number", "write a number without quotes");
    return std::nullopt;
  }
  const double number = double_of(*value_);
  if (std::isfinite(number)) return number;
  error("out-of-range", out_of_range(), "use a smaller number");
  return std::nullopt;
}

std::optional<Duration> JsonReader::duration() const {
  constexpr std::string_view kHint =
      R"(write "250ms", "5s", "2m", or a bare number of milliseconds)";
  if (is_integer(*value_)) {
    const auto ms = integer(0, 1'000'000'000);
    if (!ms) return std::nullopt;
    return std::chrono::milliseconds(*ms);
  }
  if (value_->is_string()) {
    if (auto d = parse_duration(value_->get_ref<const std::string&>())) return d;
    error("bad-duration", in_quotes(value_->get_ref<const std::string&>()) + " is not a duration",
          std::string(kHint));
    return std::nullopt;
  }
  wrong_type("a duration", std::string(kHint));
  return std::nullopt;
}

std::optional<std::string> JsonReader::word(const std::vector<std::string>& allowed) const {
  auto s = string();
  if (s && std::find(allowed.begin(), allowed.end(), *s) == allowed.end()) {
    error("unknown-value",
          (key_.empty() ? std::string("this") : in_quotes(key_)) + " cannot be " + in_quotes(*s),
          did_you_mean(*s, allowed));
    return std::nullopt;
  }
  return s;
}

}  // namespace ricochet::base
