#include <array>

#include "base/text.h"
#include "match/json/jsonpath.h"
#include "match/json/jsonpath_ast.h"
#include "match/json/jsonpath_scanner.h"
#include "match/text/error.h"

namespace ricochet::match {

namespace jsonpath {

namespace {

using base::Json;

struct FunctionSpec {
  std::string_view name;
  Function function;
  std::size_t arity;
};
constexpr std::array kFunctions = {
    FunctionSpec{"length", Function::kLength, 1}, FunctionSpec{"count", Function::kCount, 1},
    FunctionSpec{"match", Function::kMatch, 2}, FunctionSpec{"search", Function::kSearch, 2},
    FunctionSpec{"value", Function::kValue, 1}};

bool logical(Function f) { return f == Function::kMatch || f == Function::kSearch; }

class Parser : private Scanner {
 public:
  explicit Parser(std::string_view text) : Scanner(text) {}

  Query whole() {
    Query query;
    if (text_.empty()) fail("an empty path", 0, "write $ for the whole body");
    if (eat('$')) {
      segments(query);
    } else {
      if (std::isspace(static_cast<unsigned char>(peek())) != 0)
        fail("white space before the path", at_, "remove it");
      query.segments.push_back(peek() == '[' ? bracketed()
                                             : dotted());  // Jayway reads "a.b" as "$.a.b"
      segments(query);
    }
    if (at_ < text_.size())
      fail("unexpected " + base::in_quotes(text_.substr(at_, 1)), at_,
           "a path goes on with .name or [...]");
    return query;
  }

 private:
  // ---- segments

  void segments(Query& query) {
    while (true) {
      const auto before = at_;
      space();
      if (peek() != '.' && peek() != '[') {
        at_ = before;  // white space belongs to what follows; at the end of a path it is an error
        return;
      }
      if (!query.segments.empty() && query.segments.back().length)
        fail("nothing may follow .length()", at_);
      query.segments.push_back(segment());
    }
  }

  Segment segment() {
    if (peek() == '[') return bracketed();
    ++at_;
    if (!eat('.')) return dotted();
    Segment out = peek() == '[' ? bracketed() : dotted();
    if (out.length) fail(".length() needs a single dot", at_);
    out.descendant = true;
    return out;
  }

  /// What follows a dot: `*`, a name, or Jayway's `length()`.
  Segment dotted() {
    Segment out;
    Selector selector;
    const auto start = at_;
    if (eat('*')) {
      selector.kind = Selector::Kind::kWildcard;
    } else {
      while (name_char(peek())) ++at_;
      selector.name = text_.substr(start, at_ - start);
      if (selector.name.empty())
        fail("a name is missing after the dot", at_, "write .name, .* or ['any name']");
      if (peek() == '(') {
        if ((selector.name != "length" && selector.name != "size") || peek(1) != ')') {
          fail("unknown function " + base::in_quotes(selector.name), start,
               "as a last step there are length() and size()");
        }
        at_ += 2;
        out.length = true;
        return out;
      }
    }
    out.selectors.push_back(std::move(selector));
    return out;
  }

  Segment bracketed() {
    const Nested nested(*this);
    Segment out;
    expect('[', "here");
    do {
      space();
      out.selectors.push_back(selector());
      space();
    } while (eat(','));
    expect(']', "to close the bracket");
    return out;
  }

  Selector selector() {
    Selector out;
    const char c = peek();
    if (c == '\'' || c == '"') {
      out.name = string();
    } else if (eat('*')) {
      out.kind = Selector::Kind::kWildcard;
    } else if (eat('?')) {
      out.kind = Selector::Kind::kFilter;
      space();
      out.filter = std::make_shared<Expr>(disjunction());
    } else if (c == ':' || c == '-' || std::isdigit(static_cast<unsigned char>(c)) != 0) {
      number_or_slice(out);
    } else {
      fail("expected a name in quotes, an index, a slice, * or ?filter", at_,
           "names in brackets need quotes: ['name']");
    }
    return out;
  }

  void number_or_slice(Selector& out) {
    std::optional<std::int64_t> first;
    if (peek() != ':') first = integer();
    const auto after = at_;
    space();
    if (!eat(':')) {
      at_ = after;
      out.kind = Selector::Kind::kIndex;
      out.index = *first;
      return;
    }
    out.kind = Selector::Kind::kSlice;
    out.start = first;
    space();
    if (starts_integer()) out.end = integer();
    space();
    if (eat(':')) {
      space();
      if (starts_integer()) out.step = integer();
    }
  }

  // ---- filters

  Expr disjunction() { return chain("||", Expr::Kind::kOr, &Parser::conjunction); }
  Expr conjunction() { return chain("&&", Expr::Kind::kAnd, &Parser::basic); }

  Expr chain(std::string_view op, Expr::Kind kind, Expr (Parser::*next)()) {
    const Nested nested(*this);
    Expr first = (this->*next)();
    space();
    if (!eat(op)) return first;
    Expr out;
    out.kind = kind;
    out.args.push_back(std::make_shared<Expr>(std::move(first)));
    do {
      space();
      out.args.push_back(std::make_shared<Expr>((this->*next)()));
      space();
    } while (eat(op));
    return out;
  }

  Expr basic() {
    space();
    if (eat('!')) {
      const Nested nested(*this);
      space();
      Expr out;
      out.kind = Expr::Kind::kNot;
      const auto start = at_;
      Expr inner = peek() == '(' ? group() : test(operand(), start);
      out.args.push_back(std::make_shared<Expr>(std::move(inner)));
      return out;
    }
    if (peek() == '(') return group();
    const auto start = at_;
    Expr left = operand();
    space();
    const auto op_at = at_;
    const auto op = compare_operator();
    if (!op) return test(std::move(left), start);
    return comparison(std::move(left), start, *op, op_at);
  }

  Expr group() {
    ++at_;
    space();
    Expr inner = disjunction();
    space();
    expect(')', "to close the parenthesis");
    return inner;
  }

  /// An operand that stands alone is a test.
  Expr test(Expr expr, std::size_t start) {
    if (expr.kind == Expr::Kind::kQuery) {
      expr.kind = Expr::Kind::kExists;
      return expr;
    }
    if (expr.kind == Expr::Kind::kCall && logical(expr.function)) return expr;
    fail(expr.kind == Expr::Kind::kCall ? "the result of this function must be compared"
                                        : "a literal alone is not a condition",
         start, "compare it: == != < <= > >=");
  }

  Expr comparison(Expr left, std::size_t left_at, Compare op, std::size_t op_at) {
    Expr out;
    out.kind = Expr::Kind::kCompare;
    out.compare = op;
    require_value(left, left_at);
    out.args.push_back(std::make_shared<Expr>(std::move(left)));
    space();
    const auto right_at = at_;
    if (op == Compare::kRegex) {
      out.regex = slashed_regex();
      return out;
    }
    if (op == Compare::kIn || op == Compare::kNin) {
      Expr list;
      list.literal = literal_list();
      out.args.push_back(std::make_shared<Expr>(std::move(list)));
      return out;
    }
    if (at_ >= text_.size() || peek() == ']' || peek() == ')')
      fail("the right side of the comparison is missing", op_at);
    Expr right = operand();
    require_value(right, right_at);
    out.args.push_back(std::make_shared<Expr>(std::move(right)));
    return out;
  }

  /// RFC 9535 section 2.4.3: only what yields at most one value may be compared.
  void require_value(const Expr& expr, std::size_t at) const {
    if (expr.kind == Expr::Kind::kQuery && !expr.query.singular()) {
      fail("a path that may lead to several values cannot be compared", at,
           "name one value, or use count() or value()");
    }
    if (expr.kind == Expr::Kind::kCall && logical(expr.function))
      fail("this function is true or false already", at, "leave the comparison out");
  }

  Regex slashed_regex() {
    const auto start = at_;
    expect('/', "before the pattern");
    std::string pattern;
    while (!eat('/')) {
      if (at_ >= text_.size()) fail("the pattern is never closed", start, "write =~ /pattern/");
      if (peek() == '\\' && peek(1) == '/')
        ++at_;
      else if (peek() == '\\')
        pattern += text_[at_++];
      if (at_ < text_.size()) pattern += text_[at_++];
    }
    Regex::Options options;
    options.ignore_case = eat('i');
    return compiled(pattern, options, start + 1);
  }

  Regex compiled(std::string_view pattern, Regex::Options options, std::size_t at) const {
    auto regex = Regex::compile(pattern, options);
    if (!regex)
      fail(regex.error().message, at + offset_of(regex.error(), pattern), regex.error().hint);
    return std::move(*regex);
  }

  Json literal_list() {
    Json list = Json::array();
    expect('[', "before the list");
    space();
    if (eat(']')) return list;
    do {
      space();
      const auto at = at_;
      Expr element = operand();
      if (element.kind != Expr::Kind::kLiteral) fail("only literals may stand in this list", at);
      list.push_back(std::move(element.literal));
      space();
    } while (eat(','));
    expect(']', "to close the list");
    return list;
  }

  Expr operand() {
    const Nested nested(*this);
    Expr out;
    const char c = peek();
    if (c == '@' || c == '$') {
      ++at_;
      out.kind = Expr::Kind::kQuery;
      out.query.relative = c == '@';
      segments(out.query);
      return out;
    }
    if (c == '\'' || c == '"') {
      out.literal = string();
      return out;
    }
    if (starts_integer()) {
      out.literal = number();
      return out;
    }
    const auto start = at_;
    while (std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_') ++at_;
    const auto word = text_.substr(start, at_ - start);
    if (word == "null") return out;
    if (word == "true" || word == "false")
      out.literal = word == "true";
    else if (peek() == '(' && !word.empty())
      return call(word, start);
    else if (word.empty())
      fail("a value or a path is missing", start,
           "paths in a filter begin with @ (this element) or $ (the root)");
    else
      fail("unknown word " + base::in_quotes(word), start,
           "strings need quotes; paths in a filter begin with @ or $");
    return out;
  }

  Expr call(std::string_view name, std::size_t start) {
    Expr out;
    out.kind = Expr::Kind::kCall;
    const FunctionSpec* spec = nullptr;
    std::vector<std::string> names;
    for (const auto& known : kFunctions) {
      if (known.name == name) spec = &known;
      names.emplace_back(known.name);
    }
    if (spec == nullptr)
      fail("unknown function " + base::in_quotes(name), start, base::did_you_mean(name, names));
    out.function = spec->function;
    ++at_;
    std::vector<std::size_t> starts;
    space();
    if (peek() != ')') {
      do {
        space();
        starts.push_back(at_);
        out.args.push_back(std::make_shared<Expr>(operand()));
        space();
      } while (eat(','));
    }
    expect(')', "after the arguments");
    if (out.args.size() != spec->arity)
      fail(std::string(name) + "() takes " + base::plural(spec->arity, "argument"), start);
    check_arguments(out, starts);
    return out;
  }

  void check_arguments(Expr& call, const std::vector<std::size_t>& starts) const {
    const bool wants_nodes = call.function == Function::kCount || call.function == Function::kValue;
    for (std::size_t i = 0; i < call.args.size(); ++i) {
      if (!wants_nodes)
        require_value(*call.args[i], starts[i]);
      else if (call.args[i]->kind != Expr::Kind::kQuery)
        fail("the argument must be a path", starts[i], "as in count(@.items[*])");
    }
    if (logical(call.function) && call.args[1]->kind == Expr::Kind::kLiteral &&
        call.args[1]->literal.is_string()) {
      Regex::Options options;
      options.whole = call.function == Function::kMatch;
      call.regex =
          compiled(call.args[1]->literal.get_ref<const std::string&>(), options, starts[1] + 1);
    }
  }
};

}  // namespace

}  // namespace jsonpath

base::Result<JsonPath> JsonPath::parse(std::string_view text) {
  JsonPath path;
  path.text_ = text;
  try {
    path.query_ = std::make_shared<const jsonpath::Query>(jsonpath::Parser(path.text_).whole());
  } catch (const jsonpath::Failure& failure) {
    return failure.diag;
  }
  return path;
}

}  // namespace ricochet::match
