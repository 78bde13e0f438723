#include "cli/tag_expression.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ricochet::cli {

namespace {

constexpr std::size_t kMaxNesting = 50;

struct Token {
  enum class Kind { kTag, kAnd, kOr, kNot, kOpen, kClose, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;
  std::size_t at = 0;
};

Token::Kind kind_of(const std::string& word) {
  if (word == "and") return Token::Kind::kAnd;
  if (word == "or") return Token::Kind::kOr;
  return word == "not" ? Token::Kind::kNot : Token::Kind::kTag;
}

base::Diag bad_tag(std::string_view text, std::size_t at, const std::string& what) {
  return base::Diag(base::Diag::Kind::kUsage, "run/bad-tag",
                    what + "\n  " + std::string(text) + "\n  " + std::string(at, ' ') + "^",
                    "write a tag, or \"photo and not (slow or flaky)\"");
}

}  // namespace

class TagParser {
 public:
  using Test = TagExpression::Test;

  explicit TagParser(std::string_view text) : text_(text) {}

  base::Result<TagExpression> parse() {
    next();
    auto test = any_of();
    if (!problem_ && token_.kind != Token::Kind::kEnd)
      fail("a tag, \"and\" or \"or\" is expected here");
    if (problem_) return *problem_;
    return TagExpression(std::move(test));
  }

 private:
  void fail(const std::string& what) {
    if (!problem_) problem_ = bad_tag(text_, token_.at, what);
  }

  void next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    token_ = Token{Token::Kind::kEnd, {}, at_};
    if (at_ == text_.size()) return;
    const char c = text_[at_];
    if (c == '(' || c == ')') {
      ++at_;
      token_.kind = c == '(' ? Token::Kind::kOpen : Token::Kind::kClose;
    } else if (c == '"') {
      const std::size_t end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) {
        fail("this quote is not closed");
        at_ = text_.size();
        return;
      }
      token_.kind = Token::Kind::kTag;
      token_.text = std::string(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
    } else {
      const std::size_t end = std::min(text_.find_first_of(" ()\"", at_), text_.size());
      token_.text = std::string(text_.substr(at_, end - at_));
      token_.kind = kind_of(token_.text);
      at_ = end;
    }
  }

  Test any_of() {
    std::vector<Test> tests{all_of()};
    while (!problem_ && token_.kind == Token::Kind::kOr) {
      next();
      tests.push_back(all_of());
    }
    if (tests.size() == 1) return tests.front();
    return [tests](const std::vector<std::string>& tags) {
      return std::any_of(tests.begin(), tests.end(), [&](const Test& test) { return test(tags); });
    };
  }

  Test all_of() {
    std::vector<Test> tests{one()};
    while (!problem_ && token_.kind == Token::Kind::kAnd) {
      next();
      tests.push_back(one());
    }
    if (tests.size() == 1) return tests.front();
    return [tests](const std::vector<std::string>& tags) {
      return std::all_of(tests.begin(), tests.end(), [&](const Test& test) { return test(tags); });
    };
  }

  Test one() {
    if (++depth_ > kMaxNesting) fail("this is nested more than 50 deep");
    Test test = problem_ ? Test() : primary();
    --depth_;
    return test;
  }

  Test primary() {
    const Token token = std::exchange(token_, {});
    switch (token.kind) {
      case Token::Kind::kNot: {
        next();
        return [test = one()](const std::vector<std::string>& tags) { return !test(tags); };
      }
      case Token::Kind::kOpen: {
        next();
        Test test = any_of();
        if (!problem_ && token_.kind != Token::Kind::kClose) fail("a \")\" is missing here");
        next();
        return test;
      }
      case Token::Kind::kTag:
        next();
        return [tag = token.text](const std::vector<std::string>& tags) {
          return std::find(tags.begin(), tags.end(), tag) != tags.end();
        };
      default:
        token_ = token;
        fail(token.kind == Token::Kind::kEnd ? "a tag is missing at the end"
                                             : "a tag is expected here");
        return {};
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Token token_;
  std::optional<base::Diag> problem_;
};

base::Result<TagExpression> TagExpression::parse(std::string_view text) {
  return TagParser(text).parse();
}

}  // namespace ricochet::cli
