#include "match/json/jsonpath_parser.h"

#include <array>
#include <cctype>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/json/jsonpath.h"
#include "match/text/error.h"

namespace ricochet::match {

namespace jsonpath {

namespace {

struct PathFunctionSpec {
  std::string_view name;
  PathFunction function;
  std::size_t least = 0, most = 0;  ///< arguments
};
constexpr std::size_t kMany = 100;
constexpr std::array kPathFunctions = {PathFunctionSpec{"length", PathFunction::kLength},
                                       PathFunctionSpec{"size", PathFunction::kLength},
                                       PathFunctionSpec{"keys", PathFunction::kKeys},
                                       PathFunctionSpec{"min", PathFunction::kMin, 0, kMany},
                                       PathFunctionSpec{"max", PathFunction::kMax, 0, kMany},
                                       PathFunctionSpec{"sum", PathFunction::kSum, 0, kMany},
                                       PathFunctionSpec{"avg", PathFunction::kAvg, 0, kMany},
                                       PathFunctionSpec{"stddev", PathFunction::kStddev, 0, kMany},
                                       PathFunctionSpec{"concat", PathFunction::kConcat, 0, kMany},
                                       PathFunctionSpec{"append", PathFunction::kAppend, 1, kMany},
                                       PathFunctionSpec{"first", PathFunction::kFirst},
                                       PathFunctionSpec{"last", PathFunction::kLast},
                                       PathFunctionSpec{"index", PathFunction::kIndex, 1, 1}};

}  // namespace

Query Parser::whole() {
  Query query;
  if (text_.empty()) fail("an empty path", 0, "write $ for the whole body");
  // Jayway takes @ as well.
  const bool at_root = peek() == '@' && (text_.size() == 1 || peek(1) == '.' || peek(1) == '[');
  if (eat('$') || (at_root && eat('@'))) {
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

void Parser::segments(Query& query) {
  while (true) {
    const auto before = at_;
    space();
    if (peek() != '.' && peek() != '[') {
      at_ = before;  // white space belongs to what follows; at the end of a path it is an error
      return;
    }
    query.segments.push_back(segment());
  }
}

Segment Parser::segment() {
  if (peek() == '[') return bracketed();
  ++at_;
  if (!eat('.')) return dotted();
  Segment out = peek() == '[' ? bracketed() : dotted();
  if (out.function) fail("a function needs a single dot", at_);
  out.descendant = true;
  return out;
}

/// What follows a dot: `*`, a name, or a function of Jayway.
Segment Parser::dotted() {
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
    if (peek() == '(') return function(selector.name, start);
  }
  out.selectors.push_back(std::move(selector));
  return out;
}

Segment Parser::function(std::string_view name, std::size_t start) {
  const PathFunctionSpec* spec = nullptr;
  std::vector<std::string> names;
  for (const auto& known : kPathFunctions) {
    if (known.name == name) spec = &known;
    names.emplace_back(known.name);
  }
  if (spec == nullptr)
    fail("unknown function " + base::in_quotes(name), start, base::did_you_mean(name, names));
  Segment out;
  out.function = spec->function;
  ++at_;
  space();
  while (peek() != ')') {
    const auto at = at_;
    Expr argument = operand();
    if (argument.kind == Expr::Kind::kCall)
      fail("the argument must be a value or a path", at, "as in $.sum($..price)");
    out.arguments.push_back(std::make_shared<Expr>(std::move(argument)));
    space();
    if (!eat(',')) break;
    space();
  }
  expect(')', "after the arguments");
  if (out.arguments.size() < spec->least || out.arguments.size() > spec->most)
    fail(std::string(name) + "() takes " +
             (spec->most == 0 ? "no argument" : base::plural(spec->least, "argument")),
         start);
  return out;
}

Segment Parser::bracketed() {
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

Selector Parser::selector() {
  Selector out;
  const char c = peek();
  if (c == '\'' || c == '"') {
    out.name = string();
  } else if (eat('*')) {
    out.kind = Selector::Kind::kWildcard;
  } else if (eat('?')) {
    return filter();
  } else if (c == ':' || c == '-' || std::isdigit(static_cast<unsigned char>(c)) != 0) {
    number_or_slice(out);
  } else {
    fail("expected a name in quotes, an index, a slice, * or ?filter", at_,
         "names in brackets need quotes: ['name']");
  }
  return out;
}

Selector Parser::filter() {
  Selector out;
  out.kind = Selector::Kind::kFilter;
  space();
  const auto start = at_;
  const bool opens = peek() == '(';
  out.filter = std::make_shared<Expr>(disjunction());
  // All of it in parentheses is how Jayway writes it.
  out.jayway = opens && group_begin_ == start &&
               text_.substr(group_end_, at_ - group_end_).find_first_not_of(" \t\r\n") ==
                   std::string_view::npos;
  return out;
}

void Parser::number_or_slice(Selector& out) {
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
