#include <cctype>

#include "base/text/printable.h"
#include "match/template/syntax/expression_parser.h"
#include "match/template/syntax/specials.h"

namespace ricochet::match::tpl {

using Kind = Expr::Kind;

ExprPtr ExpressionParser::primary() {
  space();
  const char c = peek();
  if (c == '\'' || c == '"') return string(false);
  if (c == 'r' && (peek(1) == '\'' || peek(1) == '"')) {
    ++at_;
    return string(true);
  }
  if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
  if (c == '(' || c == '[' || c == '{') return bracketed(c);
  if (c == '.' && name_starts(text_, at_ + 1)) return special();
  if (!name_starts(text_, at_)) {
    const bool end = at_ >= text_.size() || c == '}' || c == '>';
    fail(end ? "a value is missing here" : "unexpected " + base::in_quotes(std::string(1, c)), at_,
         end ? "write a variable, a string or a number" : "strings stand in quotes");
  }
  return name_or_call();
}

ExprPtr ExpressionParser::name_or_call() {
  const auto begin = at_;
  auto word = scan_name(text_, at_);
  if (word == "true" || word == "false") {
    auto out = make(Kind::kLiteral, begin);
    out->literal = Datum(word == "true");
    return out;
  }
  for (const auto* reserved : {"as", "in", "using", "gt", "gte", "lt", "lte"}) {
    if (word == reserved)
      fail(base::in_quotes(word) + " is a word of the language", begin,
           "rename the variable, or write .vars['" + word + "']");
  }
  for (const auto& own : lambda_names_) {
    if (own != word) continue;
    auto out = make(Kind::kName, begin);
    out->name = std::move(word);
    return out;
  }
  const auto after = at_;
  space();
  const bool called = peek() == '(';
  at_ = after;
  around_.references->push_back({word, begin, called});
  auto out = make(Kind::kName, begin);
  out->name = std::move(word);
  return out;
}

ExprPtr ExpressionParser::special() {
  const auto begin = at_++;
  auto word = scan_name(text_, at_);
  check_special(word, around_.in_macro, text_, begin);
  auto out = make(Kind::kSpecial, begin);
  out->name = std::move(word);
  return out;
}

ExprPtr ExpressionParser::bracketed(char open) {
  const auto begin = at_;
  ++at_;
  ++open_;
  std::vector<ExprPtr> parts;
  if (open == '(') {
    parts.push_back(expression());
    expect(')', "to close the parenthesis");
  } else if (open == '[') {
    parts = list_until(']', false);
  } else {
    space();
    while (peek() != '}') {
      parts.push_back(expression());
      space();
      if (peek() != ',')
        expect(':', "between key and value");
      else
        ++at_;
      parts.push_back(expression());
      space();
      if (!eat(",")) break;
      space();
      if (peek() == '}') fail("a key is missing here", at_, "remove the comma before it");
    }
    expect('}', "to close the object");
  }
  --open_;
  auto out = make(open == '(' ? Kind::kParen : open == '[' ? Kind::kList : Kind::kHash, begin);
  out->args = std::move(parts);
  return out;
}

ExprPtr ExpressionParser::number() {
  const auto begin = at_;
  auto value = scan_number(text_, at_);
  auto out = make(Kind::kLiteral, begin);
  out->literal = Datum(std::move(value));
  return out;
}

ExprPtr ExpressionParser::string(bool raw) {
  const auto begin = raw ? at_ - 1 : at_;
  auto content = scan_string(text_, at_, raw);
  const auto source = std::string_view(text_).substr(begin, at_ - begin);
  const bool moco = around_.dialect == Dialect::kMoco;
  // FreeMarker does not look into what is too short to hold one.
  constexpr std::size_t kShortest = 4;
  const bool filled = !raw && content.size() >= kShortest &&
                      (source.find("${") != std::string_view::npos ||
                       (moco && source.find("#{") != std::string_view::npos));
  auto expr = make(filled ? Kind::kText : Kind::kLiteral, begin);
  if (!filled) {
    expr->literal = Datum(std::move(content));
    return expr;
  }
  try {
    expr->text = around_.parse_text(std::move(content), around_);
  } catch (const Failure& inner) {
    fail("inside this string: " + inner.diag.message, begin, inner.diag.hint);
  }
  for (const auto& reference : expr->text->references) {
    bool own = false;
    for (const auto& name : lambda_names_) own = own || name == reference.name;
    if (!own) around_.references->push_back({reference.name, begin, reference.function});
  }
  return expr;
}

}  // namespace ricochet::match::tpl
