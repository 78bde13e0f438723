#include "base/json_document.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "base/json.h"
#include "base/json_syntax.h"
#include "base/text.h"

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

/// Second pass over a text that is known to be valid: records the span of every key and value.
class SourceScanner {
 public:
  SourceScanner(JsonDocument& doc, DiagList& duplicates)
      : doc_(doc), text_(doc.text_), duplicates_(duplicates) {}

  void run() {
    skip_space();
    value("");
  }

 private:
  void skip_space() {
    while (at_ < text_.size()) {
      if (std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else if (text_.compare(at_, 2, "//") == 0) {
        // Where the parser, too, sees its end.
        const auto end = text_.find_first_of(std::string_view("\n\r\0", 3), at_);
        at_ = end == std::string::npos ? text_.size() : end + 1;
      } else if (text_.compare(at_, 2, "/*") == 0) {
        const auto end = text_.find("*/", at_ + 2);
        at_ = end == std::string::npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  std::uint32_t value(const std::string& pointer) {
    const auto index = static_cast<std::uint32_t>(doc_.nodes_.size());
    doc_.nodes_.emplace_back();
    doc_.nodes_[index].begin = at_;
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      children(index, pointer, c == '{');
    } else if (c == '"') {
      skip_string();
    } else {
      at_ = std::min(text_.find_first_of(",]} \t\r\n/", at_), text_.size());
    }
    doc_.nodes_[index].end = at_;
    return index;
  }

  void children(std::uint32_t parent, const std::string& pointer, bool object) {
    ++at_;
    std::vector<std::pair<std::string, std::size_t>> seen;
    for (std::size_t i = 0;; ++i) {
      skip_space();
      if (text_[at_] == '}' || text_[at_] == ']') break;
      std::size_t key_begin = 0, key_end = 0;
      std::string key;
      if (object) {
        key_begin = at_;
        skip_string();
        key_end = at_;
        key = Json::parse(text_.substr(key_begin, key_end - key_begin)).get<std::string>();
        seen.emplace_back(key, key_begin);
        skip_space();
        ++at_;  // the colon
        skip_space();
      }
      const std::uint32_t child =
          value(object ? pointer_append(pointer, key) : pointer_append(pointer, i));
      auto& node = doc_.nodes_[child];
      node.key_begin = key_begin;
      node.key_end = key_end;
      node.key = std::move(key);
      doc_.nodes_[parent].children.push_back(child);
      skip_space();
      if (text_[at_] == ',') ++at_;
    }
    ++at_;
    report_duplicates(seen, pointer);
  }

  void report_duplicates(std::vector<std::pair<std::string, std::size_t>>& seen,
                         const std::string& pointer) {
    std::sort(seen.begin(), seen.end());
    for (std::size_t i = 1; i < seen.size(); ++i) {
      if (seen[i].first != seen[i - 1].first) continue;
      Diag d("json/duplicate-key",
             "the key " + in_quotes(seen[i].first) + " stands twice in one object",
             "rename or remove one of them: only one can be used");
      d.where = doc_.locate_offset(seen[i].second, seen[i].first.size() + 2);
      d.where.pointer = pointer_append(pointer, seen[i].first);
      d.notes.push_back("first at " + doc_.locate_offset(seen[i - 1].second).str());
      duplicates_.add(std::move(d));
    }
  }

  JsonDocument& doc_;
  const std::string& text_;
  DiagList& duplicates_;
  std::size_t at_ = 0;
};

JsonDocument::JsonDocument() = default;
JsonDocument::~JsonDocument() = default;

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
  auto fail = [&](Diag d, std::size_t offset, std::size_t length = 0) {
    d.where = doc->locate_offset(offset, length);
    return d;
  };
  const std::string& source = doc->text_;
  if (trim(source).empty()) {
    return fail(Diag("json/syntax", "the file is empty", "write a JSON value"), 0);
  }
  if (const std::size_t good = valid_utf8_prefix(source); good < source.size()) {
    return fail(Diag("json/encoding", "this byte is not UTF-8", "save the file as UTF-8"), good);
  }
  if (const auto deep = find_too_deep(source, kMaxJsonDepth, true); deep != std::string::npos) {
    return fail(Diag("json/too-deep",
                     "the JSON is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels",
                     "flatten it"),
                deep);
  }
  try {
    doc->root_ = std::make_unique<Json>(Json::parse(source, nullptr, true, true));
  } catch (const Json::parse_error& e) {
    SyntaxError error = explain_syntax_error(source, e.byte, e.what());
    return fail(Diag("json/syntax", std::move(error.message), std::move(error.hint)), error.begin,
                error.length);
  } catch (const Json::exception& e) {  // the one left: "number overflow parsing '1e999'"
    const std::string_view what = e.what();
    const auto quote = what.find('\'');
    const std::string_view number =
        quote == std::string_view::npos ? "" : what.substr(quote + 1, what.size() - quote - 2);
    const std::size_t at = number.empty() ? 0 : std::min(source.find(number), source.size());
    return fail(Diag("json/syntax", "the number " + std::string(number) + " is too large",
                     "use a smaller number"),
                at, number.size());
  }
  DiagList duplicates(1);
  SourceScanner(*doc, duplicates).run();
  if (duplicates.has_errors()) return duplicates.all().front();
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

Location JsonDocument::locate(std::string_view pointer, Part part) const {
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
  const bool key = part == Part::kKey && exact && n.key_end > n.key_begin;
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
