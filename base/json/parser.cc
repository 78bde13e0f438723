#include "base/json/parser.h"

#include <algorithm>
#include <unordered_map>

#include "base/json/bounds.h"
#include "base/json/json.h"
#include "base/json/number.h"

namespace ricochet::base {

namespace {

using What = JsonFault::What;

/// Objects up to this size are searched for a key; larger ones get an index while they are checked.
constexpr std::size_t kSmallObject = 16;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool has_repeated(const Json::object_t& object) {
  if (object.size() <= kSmallObject) {
    for (auto it = object.begin(); it != object.end(); ++it) {
      if (std::any_of(object.begin(), it, [&](const auto& m) { return m.first == it->first; }))
        return true;
    }
    return false;
  }
  std::vector<std::string_view> keys;
  keys.reserve(object.size());
  for (const auto& member : object) keys.push_back(member.first);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

/// The last value of a key counts, at the place of its first one: as nlohmann and Jackson have it.
void keep_last_of_repeated(Json::object_t& object) {
  std::unordered_map<std::string_view, std::size_t> last;
  const auto at = [&object](std::size_t i) {
    return object.begin() + static_cast<std::ptrdiff_t>(i);
  };
  for (std::size_t i = 0; i < object.size(); ++i) last[at(i)->first] = i;
  Json::object_t kept;
  for (const auto& member : object) {
    const auto it = last.find(member.first);
    if (it == last.end()) continue;
    kept.emplace_back(member.first, std::move(at(it->second)->second));
    last.erase(it);
  }
  object.swap(kept);
}

}  // namespace

JsonParser::JsonParser(std::string_view text, const JsonGrammar& grammar)
    : text_(text), grammar_(grammar), scanner_(text, grammar.comments, grammar.repair) {}
JsonParser::~JsonParser() = default;

std::unique_ptr<Json> JsonParser::parse() {
  if (text_.starts_with(kByteOrderMark)) {
    for (std::size_t i = 0; i < kByteOrderMark.size(); ++i) scanner_.step();
  }
  if (!whole_value() || !scanner_.skip_space()) return nullptr;
  auto value = std::move(root_);
  while (!scanner_.at_end()) {
    constexpr std::string_view kBeginsValue = "{[\"-0123456789tfn";
    if (!grammar_.more_values || kBeginsValue.find(scanner_.peek()) == std::string_view::npos) {
      scanner_.fail(What::kMore);
      return nullptr;
    }
    if (!whole_value() || !scanner_.skip_space()) return nullptr;
  }
  return value;
}

bool JsonParser::whole_value() {
  if (!scanner_.skip_space()) return false;
  if (scanner_.at_end()) return scanner_.fail(What::kNothing);
  for (;;) {
    done_ = true;
    if (!begin_value()) return false;
    while (done_) {
      if (stack_.empty()) return true;
      if (!scanner_.skip_space() || !next()) return false;
    }
    if (!scanner_.skip_space()) return false;
  }
}

bool JsonParser::begin_value() {
  if (scanner_.at_end()) return scanner_.fail(What::kValue);
  const char c = scanner_.peek();
  switch (c) {
    case '{':
    case '[':
      return open(c == '{');
    case '"':
      return string();
    case 't':
      return word("true", true);
    case 'f':
      return word("false", false);
    case 'n':
      return word("null", nullptr);
    default:
      return c == '-' || (c >= '0' && c <= '9') ? number() : scanner_.fail(What::kValue);
  }
}

bool JsonParser::open(bool object) {
  if (stack_.size() >= kMaxJsonDepth) return scanner_.fail(What::kTooDeep);
  Json* added = add(object ? Json::object() : Json::array(), scanner_.at());
  if (added == nullptr) return false;
  stack_.push_back(added);
  if (grammar_.spans) open_spans_.push_back(static_cast<std::uint32_t>(spans_.size() - 1));
  scanner_.step();
  if (!scanner_.skip_space()) return false;
  if (!scanner_.at_end() && scanner_.peek() == (object ? '}' : ']')) return close();
  done_ = false;
  return !object || key();
}

bool JsonParser::close() {
  if (stack_.back()->is_object() && !check_repeated()) return false;
  stack_.pop_back();
  scanner_.step();
  if (grammar_.spans) {
    spans_[open_spans_.back()].end = scanner_.at();
    open_spans_.pop_back();
  }
  return true;
}

bool JsonParser::next() {
  const bool object = stack_.back()->is_object();
  const char c = scanner_.peek();
  if (c == (object ? '}' : ']')) return close();
  if (c != ',') return scanner_.fail(object ? What::kInObject : What::kInArray);
  scanner_.step();
  done_ = false;
  return !object || (scanner_.skip_space() && key());
}

bool JsonParser::key() {
  if (scanner_.peek() != '"') return scanner_.fail(What::kKey);
  key_.clear();
  key_begin_ = scanner_.at();
  if (!scanner_.string(key_)) return false;
  key_end_ = scanner_.at();
  if (!scanner_.skip_space()) return false;
  if (scanner_.peek() != ':') return scanner_.fail(What::kColon);
  scanner_.step();
  return true;
}

bool JsonParser::number() {
  const auto begin = scanner_.at();
  const auto literal = scanner_.number();
  if (literal.empty()) return false;
  auto value = number_from(literal);
  if (!value) return scanner_.fail(What::kNumberTooLong, begin);
  return added(std::move(*value), begin);
}

bool JsonParser::string() {
  const auto begin = scanner_.at();
  std::string text;
  return scanner_.string(text) && added(std::move(text), begin);
}

bool JsonParser::word(std::string_view text, Json&& value) {
  const auto begin = scanner_.at();
  return scanner_.literal(text) && added(std::move(value), begin);
}

bool JsonParser::added(Json&& value, std::size_t begin) {
  return add(std::move(value), begin) != nullptr;
}

Json* JsonParser::add(Json&& value, std::size_t begin) {
  if (++count_ > grammar_.max_values && grammar_.max_values != 0) {
    scanner_.fail(What::kTooMany, begin);
    return nullptr;
  }
  const bool in_object = !stack_.empty() && stack_.back()->is_object();
  if (grammar_.spans) {
    JsonSpan span;
    if (in_object) {
      span.key_begin = key_begin_;
      span.key_end = key_end_;
      span.key = key_;
    }
    span.begin = begin;
    span.end = scanner_.at();
    span.parent = open_spans_.empty() ? 0 : open_spans_.back();
    spans_.push_back(std::move(span));
  }
  if (stack_.empty()) {
    root_ = std::make_unique<Json>(std::move(value));
    return root_.get();
  }
  // What is open is the last element of what it stands in, so nothing moves it while it grows.
  if (!in_object) {
    auto& array = stack_.back()->get_ref<Json::array_t&>();
    array.push_back(std::move(value));
    return &array.back();
  }
  auto& object = stack_.back()->get_ref<Json::object_t&>();
  object.emplace_back(std::move(key_), std::move(value));
  return &object.back().second;
}

bool JsonParser::check_repeated() {
  auto& object = stack_.back()->get_ref<Json::object_t&>();
  if (!has_repeated(object)) return true;
  if (grammar_.repeated_keys) {
    keep_last_of_repeated(object);
    return true;
  }
  // Of the members of this object, in the order of their keys; equal ones in that of the text.
  std::vector<const JsonSpan*> members;
  for (auto i = open_spans_.back() + 1; i < spans_.size(); ++i) {
    if (spans_[i].parent == open_spans_.back()) members.push_back(&spans_[i]);
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const auto* a, const auto* b) { return a->key < b->key; });
  const auto twice =
      std::adjacent_find(members.begin(), members.end(),
                         [](const auto* a, const auto* b) { return a->key == b->key; });
  return scanner_.fail_repeated((*twice)->key_begin, (*(twice + 1))->key_begin);
}

}  // namespace ricochet::base
