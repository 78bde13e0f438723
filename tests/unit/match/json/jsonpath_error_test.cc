#include <gtest/gtest.h>

#include "match/json/jsonpath.h"
#include "match/text/error.h"

namespace ricochet::match {
namespace {

struct JsonpathErrorCase {
  std::string path;
  std::size_t offset;
  const char* message;
};

TEST(JsonPathErrors, PointIntoThePath) {
  const std::vector<JsonpathErrorCase> cases = {
      {"", 0, "an empty path"},
      {" $", 0, "white space before the path"},
      {"$ ", 1, "unexpected \" \""},
      {"$.", 2, "a name is missing after the dot"},
      {"$..", 3, "a name is missing after the dot"},
      {"$...a", 3, "a name is missing after the dot"},
      {"$a", 1, "unexpected \"a\""},
      {"$.a b", 3, "unexpected \" \""},
      {"$[", 2, "expected a name in quotes"},
      {"$[]", 2, "expected a name in quotes"},
      {"$[a]", 2, "expected a name in quotes"},
      {"$['a'", 5, "expected ] to close the bracket"},
      {"$['a", 2, "the string is never closed"},
      {"$['\\x']", 4, "unknown escape"},
      {"$['\\u12']", 5, "\\u needs four hex digits"},
      {"$['\\ud800']", 5, "half a surrogate pair"},
      {"$['\\ud800\\u0041']", 11, "half a surrogate pair"},
      {"$['a\nb']", 4, "a control character in a string"},
      {"$[01]", 2, "bad index"},
      {"$[-0]", 2, "bad index"},
      {"$[-]", 2, "bad index"},
      {"$[9007199254740992]", 2, "the index is too large"},
      {"$[99999999999999999999]", 2, "the index is too large"},
      {"$[0,]", 4, "expected a name in quotes"},
      {"$[1:2:3:4]", 7, "expected ] to close the bracket"},
      {"$.a.foo()", 4, "unknown function \"foo\""},
      {"$..length()", 11, "a function needs a single dot"},
      {"$.a.sum(", 8, "a value or a path is missing"},
      {"$.a.sum(length(@))", 8, "must be a value or a path"},
      {"$.a.keys(1)", 4, "keys() takes no argument"},
      {"$.a.index()", 4, "index() takes 1 argument"},
      {"$['\\\"']", 4, "unknown escape"},
      {"$[?(@.a like 1)]", 8, "unknown operator \"like\""},
      {"$[?(@.a empty 1)]", 14, "true or false"},
      {"$[?(@.a size)]", 8, "the right side of the comparison is missing"},
      {"$[?match(@.a, '\\\\d')]", 15, "there is no such escape"},
      {"$[?@.a =~ /x(/i]", 13, "missing closing parenthesis"},
      {"$[?]", 3, "a value or a path is missing"},
      {"$[?(@.a]", 7, "expected ) to close the parenthesis"},
      {"$[?@.a == ]", 7, "the right side of the comparison is missing"},
      {"$[?@.a = 1]", 7, "= is not a comparison"},
      {"$[?@.a == b]", 10, "unknown word \"b\""},
      {"$[?'a']", 3, "a literal alone is not a condition"},
      {"$[?length(@)]", 3, "the result of this function must be compared"},
      {"$[?match(@.a,'x')==true]", 3, "this function is true or false already"},
      {"$[?@.* == 1]", 3, "a path that may lead to several values"},
      {"$[?1 == @..a]", 8, "a path that may lead to several values"},
      {"$[?length(@.*) == 1]", 10, "a path that may lead to several values"},
      {"$[?foo(@)]", 3, "unknown function \"foo\""},
      {"$[?length() == 1]", 3, "length() takes 1 argument"},
      {"$[?count(1) == 1]", 9, "the argument must be a path"},
      {"$[?match(@.a, 'a(')]", 17, "missing closing parenthesis"},
      {"$[?@.a =~ x]", 10, "expected / before the pattern"},
      {"$[?@.a =~ /x]", 10, "the pattern is never closed"},
      {"$[?@.a =~ /(/]", 12, "missing closing parenthesis"},
      {"$[?@.a in 1]", 10, "expected [ before the list"},
      {"$[?@.a in [@.b]]", 11, "only literals may stand in this list"},
      {"$[?(@.a == [@.b])]", 12, "only literals may stand in this list"},
      {"$[?(@.a == {b: 1})]", 12, "expected a name in quotes"},
      {"$[?(@.a == {'b': @.c})]", 17, "only literals may stand in this object"},
      {"$[?(@.a == {'b'})]", 15, "expected : behind the name"},
      {"$[?(@.a == ['b')]", 15, "expected ] to close the list"},
      {"$[?(@.a contains ['x'])]", 17, "behind contains stands one value"},
      {"$[?(@.a contains {})]", 17, "behind contains stands one value"},
      {"$[?@.a == []]", 10, "a value or a path is missing"},
      {"$[?@.a == 1.]", 10, "bad number"},
      {"$[?@.a == 01]", 10, "bad number"},
      {"$[?" + std::string(100, '(') + "@" + std::string(100, ')') + "]", 0, "nested too deeply"},
      {"$[?!!@.a]", 4, "a value or a path is missing"},
  };
  for (const auto& c : cases) {
    const auto path = JsonPath::parse(c.path);
    ASSERT_FALSE(path) << c.path;
    EXPECT_EQ(path.error().code, "match/bad-json-path");
    EXPECT_NE(path.error().message.find(c.message), std::string::npos)
        << c.path << ": " << path.error().message;
    if (c.offset != 0 || c.path.size() < 50) {
      EXPECT_EQ(offset_of(path.error(), c.path), c.offset)
          << c.path << ": " << path.error().message;
    }
  }
}

}  // namespace
}  // namespace ricochet::match
