#include <algorithm>
#include <cctype>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "match/template/model/builtin.h"
#include "match/text/case_map.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

using Span = Regex::Span;

/// The letters that FreeMarker's `flags` may have.
struct Flags {
  bool regex = false, ignore_case = false, first_only = false;
  std::string inner;  // what Java writes as (?ims)
};

Flags flags_of(std::string_view built_in, std::string_view letters) {
  Flags out;
  for (const char c : letters) {
    if (c == 'r')
      out.regex = true;
    else if (c == 'f')
      out.first_only = true;
    else if (c == 'i' || c == 'm' || c == 's')
      out.inner += c;
    else if (c == 'c')
      out.inner += 'x';
    else
      throw BuiltinError{
          "?" + std::string(built_in) + ": unknown flag " + base::in_quotes(std::string(1, c)),
          "known: r (a regular expression), i, m, s, c, f (the first only)"};
    out.ignore_case = out.ignore_case || c == 'i';
  }
  return out;
}

std::string pattern_of(const std::string& pattern, const Flags& flags) {
  return flags.inner.empty() ? pattern : "(?" + flags.inner + ")" + pattern;
}

void compiles(const std::string& pattern) {
  const auto compiled = Regex::compile(pattern, {.whole = false});
  if (!compiled)
    throw BuiltinError{compiled.error().message, compiled.error().hint, "template/bad-argument"};
}

/// The pattern is the first argument, the flags are the last one.
void check_pattern(const Builtin& spec, const std::vector<const Datum*>& args) {
  const bool always = spec.name == "matches";
  const bool flagged = args.size() == spec.max_args;
  if (flagged && args.back() == nullptr) return;
  const auto* letters = flagged ? args.back()->text() : nullptr;
  const auto flags = letters == nullptr ? Flags() : flags_of(spec.name, *letters);
  const bool starts = spec.name == "ensure_starts_with" && args.size() == 2;
  const auto* pattern = args[0] == nullptr ? nullptr : args[0]->text();
  if (pattern != nullptr && (always || flags.regex || starts))
    compiles(pattern_of(*pattern, flags));
}

/// The text as Java has it, where what was not UTF-8 is U+FFFD.
std::string characters_of(const BuiltinCall& c) {
  const auto& text = c.text();
  return base::is_utf8(text) ? text : base::repair_utf8(text);
}

/// Searches one text, which is UTF-8, again and again.
class Finder {
 public:
  Finder(const BuiltinCall& call, const std::string& pattern, const Flags& flags,
         const std::string& text)
      : call_(call), regex_(call.tools.regex(pattern_of(pattern, flags), false)), text_(text) {}

  /// From a byte on; the spans of the match and of its groups are in spans().
  bool find(std::size_t from) {
    if (from > text_.size()) return false;
    const auto outcome = regex_.find(text_, from, spans_);
    if (outcome == Regex::MatchResult::kGaveUp)
      throw BuiltinError{"?" + std::string(call_.name) + " gave up: too much work",
                         "make the expression simpler", "template/limit"};
    if (outcome == Regex::MatchResult::kNoMatch) return false;
    call_.charge(16 * spans_.size());
    return true;
  }
  const std::vector<Span>& spans() const { return spans_; }
  std::size_t begin() const { return spans_[0].begin; }
  std::size_t end() const { return spans_[0].end; }
  /// Where Java looks for the next: behind this one, and one further when this one is empty.
  std::size_t next() const { return end() > begin() ? end() : after(end()); }
  /// Behind the character there.
  std::size_t after(std::size_t at) const {
    if (at >= text_.size()) return text_.size() + 1;
    next_character(text_, at);
    return at;
  }

 private:
  const BuiltinCall& call_;
  const Regex& regex_;
  const std::string& text_;
  std::vector<Span> spans_;
};

// ---- ?keep_...

struct Found {
  std::size_t begin = std::string::npos, end = 0;
  explicit operator bool() const { return begin != std::string::npos; }
};

/// Lower case keeps the place of each character where it keeps its size; else both stay as they
/// are.
std::string folded(const std::string& text) {
  auto out = lower_case(text);
  return out.size() == text.size() ? out : text;
}

Found find_part(const BuiltinCall& c, const std::string& text, bool last) {
  const auto& part = c.text_arg(0);
  const auto flags = c.count() > 1 ? flags_of(c.name, c.text_arg(1)) : Flags();
  if (!flags.regex) {
    if (flags.inner.find_first_of("msx") != std::string::npos)
      c.fail("takes the flags m, s and c with r only", "write 'r' beside them");
    const auto& where = flags.ignore_case ? folded(text) : text;
    const auto what = flags.ignore_case ? folded(part) : part;
    const auto at = last ? where.rfind(what) : where.find(what);
    return {at, at + what.size()};
  }
  if (last && part.empty()) return {text.size(), text.size()};
  Finder finder(c, part, flags, text);
  Found out;
  for (std::size_t from = 0; finder.find(from); from = finder.after(finder.begin())) {
    out = {finder.begin(), finder.end()};
    if (!last) break;
  }
  return out;
}

Datum keep_after(const BuiltinCall& c) {
  const auto text = characters_of(c);
  const auto found = find_part(c, text, false);
  return c.made(found ? text.substr(found.end) : "");
}
Datum keep_after_last(const BuiltinCall& c) {
  const auto text = characters_of(c);
  const auto found = find_part(c, text, true);
  return c.made(found ? text.substr(found.end) : "");
}
Datum keep_before(const BuiltinCall& c) {
  const auto text = characters_of(c);
  return c.made(text.substr(0, find_part(c, text, false).begin));
}
Datum keep_before_last(const BuiltinCall& c) {
  const auto text = characters_of(c);
  return c.made(text.substr(0, find_part(c, text, true).begin));
}

/// With a second argument the first is a regular expression.
Datum ensure_starts_with(const BuiltinCall& c) {
  const auto text = characters_of(c);
  const auto& prefix = c.text_arg(0);
  if (c.count() == 1) return c.made(text.starts_with(prefix) ? text : prefix + text);
  auto flags = c.count() > 2 ? flags_of(c.name, c.text_arg(2)) : Flags();
  flags.regex = flags.regex || c.count() == 2;
  bool there = false;
  if (flags.regex) {
    Finder finder(c, prefix, flags, text);
    there = finder.find(0) && finder.begin() == 0;
  } else {
    there = flags.ignore_case ? folded(text).starts_with(folded(prefix)) : text.starts_with(prefix);
  }
  return c.made(there ? text : c.text_arg(1) + text);
}

// ---- ?matches, ?groups

std::shared_ptr<const Items> groups_of(const std::string& text, const std::vector<Span>& spans) {
  auto out = std::make_shared<Items>();
  for (const auto& span : spans)
    out->push_back(span.set() ? Datum(text.substr(span.begin, span.end - span.begin)) : Datum());
  return out;
}

Datum matches(const BuiltinCall& c) {
  const auto text = characters_of(c);
  const auto pattern = c.any_text_arg(0);
  const auto flags = c.count() > 1 ? flags_of(c.name, c.any_text_arg(1)) : Flags();
  auto out = std::make_shared<Matches>();
  const auto& whole = c.tools.regex(pattern_of(pattern, flags), true);
  std::vector<Span> spans;
  const auto outcome = whole.find(text, 0, spans);
  if (outcome == Regex::MatchResult::kGaveUp)
    throw BuiltinError{"?matches gave up: too much work", "make the expression simpler",
                       "template/limit"};
  out->whole = outcome == Regex::MatchResult::kMatch;
  out->groups = groups_of(text, out->whole ? spans : std::vector<Span>(whole.group_count() + 1));
  auto parts = std::make_shared<Items>();
  Finder finder(c, pattern, flags, text);
  for (std::size_t from = 0; finder.find(from); from = finder.next()) {
    auto part =
        std::make_shared<const std::string>(text, finder.begin(), finder.end() - finder.begin());
    c.charge(64 + part->size());
    parts->emplace_back(Text{std::move(part), groups_of(text, finder.spans()), false});
  }
  out->parts = std::move(parts);
  return Datum(std::shared_ptr<const Matches>(std::move(out)));
}

Datum groups(const BuiltinCall& c) {
  const auto found = c.target.groups();
  const auto* fits = c.target.boolean();
  if (found && fits != nullptr && !*fits)
    c.fail("has none: the whole text does not fit the expression",
           "ask before: <#if x?matches(...)>");
  if (!found) c.fail("needs what ?matches found, got " + kind_of(c.target), "");
  return Datum::list(*found);
}

// ---- ?replace, ?split

/// Java's replacement: $1 is a group, \ takes the next character as it is.
void append_replacement(const BuiltinCall& c, std::string& out, const std::string& with,
                        const std::string& text, const std::vector<Span>& spans) {
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with[i] == '\\') {
      if (++i >= with.size()) c.fail("got a replacement that ends with \\", "write \\\\\\\\");
      out += with[i];
    } else if (with[i] == '$') {
      std::size_t group = 0, digits = 0;
      for (; i + 1 < with.size() && std::isdigit(static_cast<unsigned char>(with[i + 1])) != 0;
           ++digits) {
        const auto next = group * 10 + static_cast<std::size_t>(with[i + 1] - '0');
        if (digits > 0 && next >= spans.size()) break;
        group = next;
        ++i;
      }
      if (digits == 0)
        c.fail("got a $ that is not followed by the number of a group",
               "write \\\\$ for the character");
      if (group >= spans.size())
        c.fail("got $" + std::to_string(group) + ", but there are " +
                   base::plural(spans.size() - 1, "group"),
               "");
      if (spans[group].set())
        out.append(text, spans[group].begin, spans[group].end - spans[group].begin);
    } else {
      out += with[i];
    }
  }
}

Datum replace(const BuiltinCall& c) {
  const auto text = characters_of(c);
  const auto from = c.any_text_arg(0), to = c.any_text_arg(1);
  const auto flags = c.count() > 2 ? flags_of(c.name, c.any_text_arg(2)) : Flags();
  std::string out;
  std::size_t done = 0;
  const auto grow = [&] {
    if (out.size() > c.tools.max_output()) c.made(std::move(out));
  };
  if (flags.regex) {
    Finder finder(c, from, flags, text);
    for (std::size_t at = 0; finder.find(at); at = finder.next()) {
      out.append(text, done, finder.begin() - done);
      append_replacement(c, out, to, text, finder.spans());
      grow();
      done = finder.end();
      if (flags.first_only) break;
    }
    return c.made(out.append(text, done));
  }
  const auto& where = flags.ignore_case ? folded(text) : text;
  const auto what = flags.ignore_case ? folded(from) : from;
  for (auto hit = where.find(what); hit != std::string::npos && hit <= text.size();) {
    out.append(text, done, hit - done).append(to);
    grow();
    done = hit + what.size();
    if (flags.first_only) break;
    auto next = done;
    if (what.empty()) {
      if (done >= text.size()) break;
      next_character(text, next);
    }
    hit = where.find(what, next);
  }
  return c.made(out.append(text, done));
}

/// By a regular expression as String.split(): empty parts at the end are dropped, and so is one
/// before a first match that is empty.
Datum split_by_regex(const BuiltinCall& c, const std::string& text, const std::string& pattern,
                     const Flags& flags) {
  Items out;
  Finder finder(c, pattern, flags, text);
  std::size_t done = 0;
  for (std::size_t at = 0; finder.find(at); at = finder.next()) {
    if (finder.end() == 0) continue;
    c.charge(32 + finder.begin() - done);
    out.emplace_back(text.substr(done, finder.begin() - done));
    done = finder.end();
  }
  const bool whole = out.empty();
  out.emplace_back(text.substr(done));
  while (!whole && !out.empty() && out.back().text()->empty()) out.pop_back();
  return c.made(std::move(out));
}

Datum split(const BuiltinCall& c) {
  const auto text = characters_of(c);
  const auto by = c.any_text_arg(0);
  const auto flags = c.count() > 1 ? flags_of(c.name, c.any_text_arg(1)) : Flags();
  if (flags.regex) return split_by_regex(c, text, by, flags);
  Items out;
  if (by.empty()) {
    const auto size = utf16_length(text);
    c.charge(32 * size);
    for (std::size_t at = 0; at < text.size();) {
      const auto begin = at;
      next_character(text, at);
      const auto one = text.substr(begin, at - begin);
      for (std::size_t unit = 0; unit < utf16_length(one); ++unit)
        out.emplace_back(utf16_slice(one, unit, unit + 1));
    }
    return c.made(std::move(out));
  }
  const auto& where = flags.ignore_case ? folded(text) : text;
  const auto what = flags.ignore_case ? folded(by) : by;
  std::size_t done = 0;
  for (auto hit = where.find(what); hit != std::string::npos; hit = where.find(what, done)) {
    c.charge(32 + hit - done);
    out.emplace_back(text.substr(done, hit - done));
    done = hit + what.size();
  }
  out.emplace_back(text.substr(done));
  return c.made(std::move(out));
}

constexpr auto kPlain = Builtin::Kind::kPlain;
constexpr Builtin kRegexTable[] = {
    {"ensure_starts_with", 1, 3, ensure_starts_with, kPlain, check_pattern},
    {"groups", 0, 0, groups},
    {"keep_after", 1, 2, keep_after, kPlain, check_pattern},
    {"keep_after_last", 1, 2, keep_after_last, kPlain, check_pattern},
    {"keep_before", 1, 2, keep_before, kPlain, check_pattern},
    {"keep_before_last", 1, 2, keep_before_last, kPlain, check_pattern},
    {"matches", 1, 2, matches, kPlain, check_pattern},
    {"replace", 2, 3, replace, kPlain, check_pattern},
    {"split", 1, 2, split, kPlain, check_pattern},
};

}  // namespace

std::span<const Builtin> builtins_of_regexes() { return kRegexTable; }

}  // namespace ricochet::match::tpl
