#include "base/glob.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::base {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSpecial = "*?[{\\";

Diag bad_pattern(std::string_view pattern, const std::string& why, std::string hint) {
  return Diag("glob/bad-pattern", in_quotes(pattern) + ": " + why, std::move(hint));
}

/// The end of the `{...}` that opens at `open`, and where its commas stand.
struct Braces {
  std::size_t close = std::string_view::npos;
  std::vector<std::size_t> commas;
};

Braces find_braces(std::string_view pattern, std::size_t open) {
  Braces braces;
  std::size_t depth = 0;
  for (std::size_t i = open; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '{') {
      ++depth;
    } else if (c == ',' && depth == 1) {
      braces.commas.push_back(i);
    } else if (c == '}' && --depth == 0) {
      braces.close = i;
      return braces;
    }
  }
  return braces;
}

std::size_t find_open(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == '{')
      return i;
  }
  return std::string_view::npos;
}

/// The patterns without braces that one with braces stands for, in the order in which they are
/// written.
Status expand_braces(const std::string& pattern, std::vector<std::string>& out) {
  const std::size_t open = find_open(pattern);
  if (open == std::string::npos) {
    if (out.size() == Glob::kMaxAlternatives) {
      return bad_pattern(pattern, "its braces stand for too many patterns",
                         "give several patterns");
    }
    out.push_back(pattern);
    return {};
  }
  const Braces braces = find_braces(pattern, open);
  if (braces.close == std::string::npos)
    return bad_pattern(pattern, "{ is never closed", "write {a,b}, or \\{ for the character");
  std::size_t begin = open + 1;
  std::vector<std::size_t> ends = braces.commas;
  ends.push_back(braces.close);
  for (const std::size_t end : ends) {
    auto done = expand_braces(pattern.substr(0, open) + pattern.substr(begin, end - begin) +
                                  pattern.substr(braces.close + 1),
                              out);
    if (!done) return done;
    begin = end + 1;
  }
  return {};
}

/// The part of a pattern before the folder where its first special character stands.
std::string literal_head(const std::string& pattern) {
  const std::size_t special = pattern.find_first_of(kSpecial);
  if (special == std::string::npos) return pattern;
  const std::size_t slash = pattern.rfind('/', special);
  return slash == std::string::npos ? std::string() : pattern.substr(0, slash + 1);
}

bool asks_for_hidden(const std::string& pattern) {
  for (const auto segment : split(pattern, '/')) {
    if (segment.starts_with('.') && segment != "." && segment != "..") return true;
  }
  return false;
}

/// Walks the folders in which files may fit one alternative.
class Walk {
 public:
  Walk(const std::string& pattern, Glob::Expansion& out, std::size_t& visited)
      : hidden_(asks_for_hidden(pattern.substr(literal_head(pattern).size()))),
        deep_(pattern.find("**") != std::string::npos),
        out_(out),
        visited_(visited) {}

  /// `fits` is asked for each plain file. False: too many names.
  template <class Fits>
  bool run(const std::string& folder, std::size_t levels, const Fits& fits) {
    out_.folders.push_back(folder.empty() ? "." : folder);
    std::error_code ec;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator it(folder.empty() ? "." : folder, ec), end; !ec && it != end;
         it.increment(ec)) {
      if (++visited_ > Glob::kMaxVisited) return false;
      entries.push_back(*it);
    }
    if (ec == std::errc::permission_denied) out_.unreadable.push_back(out_.folders.back());
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.') && !hidden_) continue;
      const std::string path = folder + name;
      std::error_code ignored;
      if (entry.is_directory(ignored)) {
        const bool enter = deep_ ? !entry.is_symlink(ignored) : levels > 1;
        if (enter && !run(path + "/", deep_ ? levels : levels - 1, fits)) return false;
      } else if (entry.is_regular_file(ignored) && fits(path)) {
        out_.files.push_back(path);
      }
    }
    return true;
  }

 private:
  bool hidden_;
  bool deep_;
  Glob::Expansion& out_;
  std::size_t& visited_;
};

template <class T>
void drop_repeated(std::vector<T>& values) {
  std::set<T> seen;
  std::erase_if(values, [&](const T& value) { return !seen.insert(value).second; });
}

}  // namespace

bool Glob::Token::fits(char other) const {
  const bool in = std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return range.first <= other && other <= range.second;
  });
  return in != negated && other != '/';
}

bool Glob::is_pattern(std::string_view text) {
  return text.find_first_of(kSpecial) != std::string_view::npos;
}

Result<Glob::Alternative> Glob::compile_alternative(const std::string& pattern) {
  Alternative out;
  out.text = pattern;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    Token token;
    const char c = pattern[i];
    token.c = c;
    if (c == '\\') {
      if (++i == pattern.size())
        return bad_pattern(pattern, "a \\ stands at its end", "remove it, or write \\\\");
      token.c = pattern[i];
    } else if (c == '?') {
      token.kind = Token::Kind::kOne;
    } else if (c == '*') {
      const bool deep = pattern.compare(i, 2, "**") == 0;
      const bool at_start = i == 0 || pattern[i - 1] == '/';
      token.kind = deep ? Token::Kind::kDeep : Token::Kind::kStar;
      if (deep) ++i;
      if (deep && at_start && pattern.compare(i + 1, 1, "/") == 0) {
        token.kind = Token::Kind::kDeepFolder;
        ++i;
      }
    } else if (c == '[') {
      token.kind = Token::Kind::kSet;
      std::size_t at = i + 1;
      token.negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
      if (token.negated) ++at;
      const std::size_t first = at;
      while (at < pattern.size() && (pattern[at] != ']' || at == first)) {
        const bool range =
            at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
        token.ranges.emplace_back(pattern[at], pattern[range ? at + 2 : at]);
        at += range ? 3 : 1;
      }
      if (at >= pattern.size())
        return bad_pattern(pattern, "[ is never closed", "write [abc], or \\[ for the character");
      i = at;
    }
    out.tokens.push_back(std::move(token));
  }
  return out;
}

Result<Glob> Glob::compile(std::string_view pattern) {
  if (pattern.empty()) return bad_pattern(pattern, "a pattern must not be empty", "write one");
  if (pattern.size() > kMaxBytes)
    return bad_pattern(shorten(pattern, 60), "the pattern is longer than 1024 bytes", "shorten it");
  Glob glob;
  glob.text_ = pattern;
  std::vector<std::string> alternatives;
  if (auto done = expand_braces(glob.text_, alternatives); !done) return done.error();
  for (const auto& text : alternatives) {
    auto compiled = compile_alternative(text);
    if (!compiled) return compiled.error();
    glob.alternatives_.push_back(std::move(*compiled));
  }
  return glob;
}

/// Follows all ways through the pattern at once, so that no pattern can take exponential time.
bool Glob::matches(const std::vector<Token>& tokens, std::string_view path) {
  std::vector<char> now(tokens.size() + 1, 0), next;
  auto open = [&](std::vector<char>& states) {  // what may also stand for nothing
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto kind = tokens[i].kind;
      const bool may_skip = kind == Token::Kind::kStar || kind == Token::Kind::kDeep;
      if (states[i] == 1 && may_skip) states[i + 1] = 1;
      // "**/" is left at its start and after a slash only: 1 is there, 2 is inside a name.
      if (states[i] == 1 && kind == Token::Kind::kDeepFolder) states[i + 1] = 1;
    }
  };
  now[0] = 1;
  open(now);
  for (const char c : path) {
    next.assign(tokens.size() + 1, 0);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (now[i] == 0) continue;
      const Token& token = tokens[i];
      switch (token.kind) {
        case Token::Kind::kChar:
          if (c == token.c) next[i + 1] = 1;
          break;
        case Token::Kind::kOne:
          if (c != '/') next[i + 1] = 1;
          break;
        case Token::Kind::kSet:
          if (token.fits(c)) next[i + 1] = 1;
          break;
        case Token::Kind::kStar:
          if (c != '/') next[i] = 1;
          break;
        case Token::Kind::kDeep:
          next[i] = 1;
          break;
        case Token::Kind::kDeepFolder:
          if (c == '/')
            next[i] = 1;
          else if (next[i] == 0)
            next[i] = 2;
          break;
      }
    }
    open(next);
    std::swap(now, next);
  }
  return now[tokens.size()] == 1;
}

bool Glob::matches(std::string_view path) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const Alternative& a) { return matches(a.tokens, path); });
}

Result<Glob::Expansion> Glob::expand() const {
  Expansion out;
  std::size_t visited = 0;
  for (const auto& alternative : alternatives_) {
    const std::string head = literal_head(alternative.text);
    if (head == alternative.text) {  // a plain name among braces
      std::error_code ec;
      if (fs::is_regular_file(head, ec)) out.files.push_back(head);
      const std::string parent = fs::path(head).parent_path().string();
      out.folders.push_back(parent.empty() ? "." : parent);
      continue;
    }
    const auto rest = alternative.text.substr(head.size());
    Walk walk(alternative.text, out, visited);
    if (!walk.run(head, split(rest, '/').size(),
                  [&](const std::string& path) { return matches(alternative.tokens, path); })) {
      return Diag(
          "glob/too-many",
          in_quotes(text_) + " looks at more than " + std::to_string(kMaxVisited) + " names",
          "name a folder nearer to the files");
    }
  }
  drop_repeated(out.files);
  drop_repeated(out.folders);
  return out;
}

}  // namespace ricochet::base
