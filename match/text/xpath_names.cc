// The tokens of XPath 1.0 (its section 3.7), as far as name tests and functions have to be found.
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "match/text/xpath.h"

namespace ricochet::match::xpath {

namespace {

constexpr const char* kNoNamespace = "[namespace-uri()='']";
constexpr const char* kNever = "[false()]";

bool starts_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool name_char(char c) {
  return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
}

/// All bytes that go on with a character of UTF-8.
std::string continuations() {
  std::string out;
  for (int byte = 0x80; byte < 0xC0; ++byte) out += static_cast<char>(byte);
  return out;
}

/// What is rewritten.
enum class Rewrite { kNames, kLengths };

class Rewriter {
 public:
  Rewriter(std::string_view text, Rewrite what) : text_(text), names_(what == Rewrite::kNames) {}

  std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (std::isspace(static_cast<unsigned char>(c)) != 0)
        copy(1);
      else if (c == '\'' || c == '"')
        literal(c);
      else if (c == '$')
        variable();
      else if (starts_name(c))
        name();
      else if (std::isdigit(static_cast<unsigned char>(c)) != 0)
        number();
      else
        sign(c);
    }
    return std::move(out_);
  }
  bool prefixed() const { return prefixed_; }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void copy(std::size_t n) {
    out_ += text_.substr(at_, n);
    at_ += n;
  }
  void copy_name() {
    while (at_ < text_.size() && name_char(peek())) copy(1);
  }
  /// What stands behind the white space here.
  std::string_view ahead() const {
    const auto next = text_.find_first_not_of(" \t\r\n", at_);
    return next == std::string_view::npos ? std::string_view() : text_.substr(next);
  }

  void literal(char quote) {
    const auto end = text_.find(quote, at_ + 1);
    copy(end == std::string_view::npos ? text_.size() : end + 1 - at_);
    operand_ = true;
  }
  void variable() {
    copy(1);
    copy_name();
    operand_ = true;
  }
  void number() {
    while (std::isdigit(static_cast<unsigned char>(peek())) != 0 || peek() == '.') copy(1);
    operand_ = true;
  }

  void sign(char c) {
    if (c == '(') ++depth_;
    if (c == ')') {
      if (!lengths_.empty() && lengths_.back() == depth_) {
        lengths_.pop_back();
        out_ += "),'" + continuations() + "','')";
      }
      --depth_;
    }
    copy(1);
    // A star behind an operand multiplies; else it is a name test, which any namespace fits.
    operand_ = c == ')' || c == ']' || c == '.' || (c == '*' && !operand_);
    if (c == '@')
      attribute_ = true;
    else if (c != ':')
      attribute_ = false;
  }

  void name() {
    const auto start = at_;
    copy_name();
    const auto word = text_.substr(start, at_ - start);
    if (operand_ && (word == "and" || word == "or" || word == "div" || word == "mod")) {
      operand_ = false;
      return;
    }
    bool prefix = false;
    if (peek() == ':' && peek(1) != ':' && (starts_name(peek(1)) || peek(1) == '*')) {
      prefix = true;
      copy(1);
      if (peek() == '*')
        copy(1);
      else
        copy_name();
    }
    const auto next = ahead();
    if (next.starts_with("::")) {
      attribute_ = word == "attribute";
      return;
    }
    if (next.starts_with("(")) {  // a function, or a kind of node
      operand_ = false;
      if (!names_ && !prefix && word == "string-length") {
        at_ = static_cast<std::size_t>(next.data() - text_.data()) + 1;
        lengths_.push_back(++depth_);
        out_ += "(translate(string(";
      }
      return;
    }
    if (!names_) {
      operand_ = true;
      return;
    }
    prefixed_ = prefixed_ || prefix;
    if (prefix)
      out_ += kNever;
    else if (!attribute_)
      out_ += kNoNamespace;
    attribute_ = false;
    operand_ = true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  bool operand_ = false;    // the last token was the end of one
  bool attribute_ = false;  // the next name is one of an attribute
  bool prefixed_ = false;
  const bool names_;
  std::size_t depth_ = 0;             // of parentheses
  std::vector<std::size_t> lengths_;  // that of the arguments of each string-length() around
};

}  // namespace

std::string with_namespaces(std::string_view expression, bool& prefixed) {
  Rewriter rewriter(expression, Rewrite::kNames);
  auto out = rewriter.run();
  prefixed = rewriter.prefixed();
  return out;
}

std::string with_lengths(std::string_view expression) {
  return Rewriter(expression, Rewrite::kLengths).run();
}

}  // namespace ricochet::match::xpath
