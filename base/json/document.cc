#include "base/json/document.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "base/json/fault.h"
#include "base/json/json.h"
#include "base/json/parser.h"
#include "base/text/text.h"
#include "base/text/utf8.h"

namespace ricochet::base {

namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;
/// Bytes of a source line that a place keeps for its excerpt.
constexpr std::size_t kMaxSourceLine = 4096;

}  // namespace

struct JsonDocument::Node {
  std::size_t key_begin = 0, key_end = 0;  // both 0: an array element or the root
  std::size_t begin = 0, end = 0;
  std::vector<std::uint32_t> children;
  std::string key;  // decoded; empty for array elements
};

JsonDocument::JsonDocument() = default;
JsonDocument::~JsonDocument() = default;

void JsonDocument::link(std::vector<JsonSpan>& spans) {
  nodes_.reserve(spans.size());
  for (auto& span : spans) {
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({span.key_begin, span.key_end, span.begin, span.end, {}, std::move(span.key)});
    if (index != 0) nodes_[span.parent].children.push_back(index);
  }
}

namespace {

/// The JSON pointer of the member whose key begins at `at`.
std::string pointer_of(const std::vector<JsonSpan>& spans, std::size_t at) {
  auto i = static_cast<std::size_t>(
      std::find_if(spans.begin(), spans.end(), [at](const auto& s) { return s.key_begin == at; }) -
      spans.begin());
  std::vector<std::string> tokens;
  for (; i > 0 && i < spans.size(); i = spans[i].parent) {
    const auto before =
        std::count_if(spans.begin() + 1, spans.begin() + static_cast<std::ptrdiff_t>(i),
                      [&](const JsonSpan& s) { return s.parent == spans[i].parent; });
    tokens.push_back(spans[i].key_end > 0 ? spans[i].key : std::to_string(before));
  }
  std::string pointer;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token)
    pointer = pointer_append(pointer, *token);
  return pointer;
}

}  // namespace

Diag JsonDocument::diag_of(const JsonFault& fault) const {
  using What = JsonFault::What;
  auto error = explain(text_, fault);
  const char* code = fault.what == What::kTooDeep    ? "json/too-deep"
                     : fault.what == What::kRepeated ? "json/duplicate-key"
                     : fault.what == What::kEncoding ? "json/encoding"
                                                     : "json/syntax";
  if (fault.what == What::kTooDeep) error.message = "the JSON is " + error.message;
  Diag d(code, std::move(error.message), std::move(error.hint));
  d.where = locate_offset(error.begin, error.length);
  if (fault.what == What::kRepeated)
    d.notes.push_back("first at " + locate_offset(fault.first).str());
  return d;
}

Result<std::shared_ptr<const JsonDocument>> JsonDocument::parse(std::string name,
                                                                std::string text) {
  std::shared_ptr<JsonDocument> doc(new JsonDocument);
  doc->name_ = std::move(name);
  doc->text_ = std::move(text);
  if (doc->text_.starts_with("\xEF\xBB\xBF")) doc->text_.erase(0, 3);
  doc->line_starts_.push_back(0);
  for (std::size_t i = 0; i < doc->text_.size(); ++i) {
    if (doc->text_[i] == '\n') doc->line_starts_.push_back(i + 1);
  }
  const std::string& source = doc->text_;
  if (trim(source).empty()) {
    Diag empty("json/syntax", "the file is empty", "write a JSON value");
    empty.where = doc->locate_offset(0);
    return empty;
  }
  // First of all, because a file in another charset has faults everywhere.
  if (!other_charset(source).empty()) return doc->diag_of({JsonFault::What::kEncoding, 0});
  if (const std::size_t good = valid_utf8_prefix(source); good < source.size())
    return doc->diag_of({JsonFault::What::kEncoding, good});
  JsonGrammar grammar;
  grammar.comments = true;
  grammar.repair = false;
  grammar.repeated_keys = false;
  grammar.spans = true;
  JsonParser parser(source, grammar);
  doc->root_ = parser.parse();
  if (doc->root_ == nullptr) {
    auto d = doc->diag_of(parser.fault());
    if (parser.fault().what == JsonFault::What::kRepeated)
      d.where.pointer = pointer_of(parser.spans(), parser.fault().at);
    return d;
  }
  doc->link(parser.spans());
  return std::shared_ptr<const JsonDocument>(std::move(doc));
}

Result<std::shared_ptr<const JsonDocument>> JsonDocument::load(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  return parse(path, std::move(*text));
}

Location JsonDocument::locate_offset(std::size_t offset, std::size_t length) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::size_t line = static_cast<std::size_t>(next - line_starts_.begin());
  const std::size_t begin = line_starts_[line - 1];
  std::size_t end = next == line_starts_.end() ? text_.size() : *next - 1;
  if (end > begin && text_[end - 1] == '\r') --end;
  Location at;
  at.file = name_;
  at.line = line;
  at.column = offset - begin + 1;
  at.length = std::min(length, end > offset ? end - offset : 0);
  // A file without line breaks must not be copied whole into every place in it.
  std::size_t from = begin;
  if (end - begin > kMaxSourceLine) {
    from = std::max(begin, offset - std::min(offset, kMaxSourceLine / 4));
    end = std::min(end, from + kMaxSourceLine);
  }
  at.source_begin = from - begin;
  at.source_line = text_.substr(from, end - from);
  return at;
}

Location JsonDocument::locate(std::string_view pointer, Token part) const {
  std::uint32_t node = 0;
  std::string_view rest = pointer;
  bool exact = true;
  while (!rest.empty() && exact) {
    rest.remove_prefix(1);
    const auto slash = rest.find('/');
    std::string token(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
    for (std::size_t i = 0; (i = token.find('~', i)) != std::string::npos; ++i) {
      token.replace(i, 2, token.compare(i, 2, "~1") == 0 ? "/" : "~");
    }
    const bool array = text_[nodes_[node].begin] == '[';
    const auto& children = nodes_[node].children;
    std::uint32_t child = kNone;
    if (array) {  // straight to the element: files of ten thousand sessions ask for each of them
      std::size_t i = children.size();
      const auto end = token.data() + token.size();
      const bool leading_zero = token.size() > 1 && token.front() == '0';  // RFC 6901 section 4
      if (!leading_zero && std::from_chars(token.data(), end, i).ptr == end && i < children.size())
        child = children[i];
    } else {
      const auto named = std::find_if(children.begin(), children.end(),
                                      [&](std::uint32_t c) { return nodes_[c].key == token; });
      if (named != children.end()) child = *named;
    }
    if (child == kNone)
      exact = false;
    else
      node = child;
  }
  const Node& n = nodes_[node];
  const bool key = part == Token::kKey && exact && n.key_end > n.key_begin;
  Location at = key ? locate_offset(n.key_begin, n.key_end - n.key_begin)
                    : locate_offset(n.begin, n.end - n.begin);
  at.pointer = pointer;
  return at;
}

std::string pointer_append(std::string_view pointer, std::string_view token) {
  std::string out(pointer);
  out += '/';
  for (const char c : token) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string pointer_append(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

}  // namespace ricochet::base
