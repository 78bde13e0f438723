#include "match/operator/compile.h"

#include <gtest/gtest.h>

#include "match_support.h"

namespace ricochet::match {
namespace {

std::unique_ptr<Operator> compile_one(const std::string& value, Place place,
                                      std::string* error = nullptr) {
  base::DiagList diags;
  auto document = base::JsonDocument::parse("m.json", value).value();
  auto out = compile_operator(base::JsonReader(document, diags, "stub"), place);
  EXPECT_EQ(out == nullptr, diags.has_errors());
  if (error != nullptr && diags.has_errors()) *error = base::render_line(diags.all().front());
  return out;
}

struct OperatorCase {
  const char* value;
  const char* subject;
  bool match;
};

TEST(Operator, HitAndMiss) {
  const std::vector<OperatorCase> cases = {
      {R"("a")", "a", true},
      {R"("a")", "A", false},
      {R"("  a ")", "a", true},
      {R"({"eq":"a"})", "a", true},
      {R"({"eq":"a"})", "ab", false},
      {R"({"match":"a\\d+"})", "a12", true},
      {R"({"match":"a\\d+"})", "xa12", false},
      {R"({"match":" a "})", "a", true},
      {R"({"startsWith":"ab"})", "abc", true},
      {R"({"startsWith":"ab"})", "cab", false},
      {R"({"endsWith":"bc"})", "abc", true},
      {R"({"endsWith":"bc"})", "bca", false},
      {R"({"contain":"b"})", "abc", true},
      {R"({"contain":"x"})", "abc", false},
      {R"({"exist":"true"})", "", true},
      {R"({"exist":true})", "x", true},
      {R"({"exist":"false"})", "x", false},
      {R"({"exist":false})", "x", false},
  };
  for (const auto& c : cases) {
    for (const auto place : {Place::kUri, Place::kBody, Place::kEntry}) {
      const auto test = compile_one(c.value, place);
      ASSERT_NE(test, nullptr) << c.value;
      EXPECT_EQ(test->matches(c.subject), c.match) << c.value << " on " << c.subject;
    }
  }
}

/// What is captured must fit itself, and nothing else.
TEST(Operator, InExpectationsSpacesCount) {
  const std::vector<OperatorCase> cases = {
      {R"("hi\n")", "hi\n", true},
      {R"("hi\n")", "hi", false},
      {R"("k ")", "k ", true},
      {R"("k ")", "k", false},
      {R"({"in":[" a","b"]})", " a", true},
      {R"({"in":[" a","b"]})", "a", false},
      {R"({"not":" a"})", "a", true},
      {R"({"any":[" a",{"startsWith":" b"}]})", " bc", true},
      {R"({"any":[" a",{"startsWith":" b"}]})", "bc", false},
      {R"({"endsWith":" "})", "a ", true},
      {R"({"endsWith":" "})", "a", false},
      {R"({"contain":" a "})", "x a y", true},
      {R"({"contain":" a "})", "xay", false},
      {R"({"equalsIgnoreCase":" A"})", " a", true},
      {R"({"equalsIgnoreCase":" A"})", "a", false},
      {R"({"match":"a "})", "a ", true},
      {R"({"match":"a "})", "a", false},
  };
  for (const auto& c : cases) {
    base::DiagList diags;
    const auto document = base::JsonDocument::parse("m.json", c.value).value();
    const auto test = compile_operator(base::JsonReader(document, diags, "scenario"), Place::kEntry,
                                       {Spaces::kKept, 0});
    ASSERT_NE(test, nullptr) << c.value;
    EXPECT_EQ(test->matches(c.subject), c.match) << c.value << " on " << c.subject;
  }
}

TEST(Operator, OnlyExistFalseFitsAbsence) {
  EXPECT_TRUE(compile_one(R"({"exist":"false"})", Place::kEntry)->matches_absent());
  for (const char* value :
       {R"({"exist":"true"})", R"("")", R"({"match":".*"})", R"({"contain":""})"}) {
    EXPECT_FALSE(compile_one(value, Place::kEntry)->matches_absent()) << value;
  }
}

TEST(Operator, PathIsForUriAndCaptures) {
  const auto test = compile_one(R"({"path":"/a/{id}"})", Place::kUri);
  ASSERT_NE(test, nullptr);
  EXPECT_TRUE(test->matches("/a/1"));
  EXPECT_FALSE(test->matches("/a/1/2"));
  EXPECT_EQ(test->variables("/a/1").at("id"), "1");
  std::string error;
  EXPECT_EQ(compile_one(R"({"path":"/a"})", Place::kEntry, &error), nullptr);
  EXPECT_EQ(error, "m.json:1:2: unknown operator \"path\" (path is for uri)");
}

TEST(Operator, MethodsAreUpperCasedButPatternsIgnoreCase) {
  EXPECT_TRUE(compile_one(R"("get")", Place::kMethod)->matches("GET"));
  EXPECT_TRUE(compile_one(R"({"match":"get|post"})", Place::kMethod)->matches("POST"));
  EXPECT_TRUE(compile_one(R"({"match":"\\w+"})", Place::kMethod)->matches("PATCH"));
  EXPECT_TRUE(compile_one(R"({"startsWith":"p"})", Place::kMethod)->matches("PUT"));
}

TEST(Operator, DescribesItself) {
  EXPECT_EQ(compile_one(R"("a\"b")", Place::kEntry)->describe(), R"("a\"b")");
  EXPECT_EQ(compile_one(R"({"match":"a\\d"})", Place::kEntry)->describe(), R"(match "a\\d")");
  EXPECT_EQ(compile_one(R"({"startsWith":"a"})", Place::kEntry)->describe(), R"(startsWith "a")");
  EXPECT_EQ(compile_one(R"({"exist":false})", Place::kEntry)->describe(), R"(exist "false")");
  EXPECT_EQ(compile_one(R"({"path":"/{x}"})", Place::kUri)->describe(), R"(path "/{x}")");
}

TEST(Operator, DetailNamesTheLikelyCause) {
  const auto eq = compile_one(R"("/Abc")", Place::kEntry);
  EXPECT_EQ(eq->detail("/abc"), "differs by case only");
  EXPECT_EQ(eq->detail("/Abc/"), "has a trailing slash");
  EXPECT_EQ(eq->detail(" /Abc"), "differs by white space around it");
  EXPECT_EQ(eq->detail("/Abd"), "");
  EXPECT_EQ(eq->detail("/Abc"), "");
  EXPECT_EQ(compile_one(R"("/a/")", Place::kEntry)->detail("/a"), "lacks the trailing slash");
  EXPECT_EQ(compile_one(R"({"contain":"B"})", Place::kEntry)->detail("abc"),
            "differs by case only");
  EXPECT_EQ(compile_one(R"j({"match":"(?:a|aa)+b"})j", Place::kEntry)
                ->detail(std::string(5000, 'a') + "bc"),
            "gave up: the pattern needs too many steps on this value");
}

TEST(Operator, OnlyEqualityIsLiteral) {
  EXPECT_EQ(compile_one(R"("a")", Place::kEntry)->literal(), "a");
  EXPECT_EQ(compile_one(R"({"eq":"a"})", Place::kEntry)->literal(), "a");
  EXPECT_EQ(compile_one(R"({"startsWith":"a"})", Place::kEntry)->literal(), std::nullopt);
}

struct Bad {
  const char* value;
  const char* line;
};

TEST(Operator, Errors) {
  const std::vector<Bad> cases = {
      {R"({"mach":"a"})", R"(m.json:1:2: unknown operator "mach" (did you mean "match"?))"},
      {R"({"regex":"a"})", R"(m.json:1:2: unknown operator "regex" (did you mean "match"?))"},
      {R"({"contains":"a"})",
       R"(m.json:1:2: unknown operator "contains" (did you mean "contain"?))"},
      {R"({"template":"a"})",
       R"(m.json:1:2: unknown operator "template" (templates stand in responses, not in requests))"},
      {R"({"eq":"a","match":"b"})",
       "m.json:1:11: a text value has exactly one operator, this one has 2 (remove all but one)"},
      {R"({})",
       R"(m.json:1:1: a text value needs one operator, this object is empty (write { "match": "..." } or a plain string))"},
      {"12",
       R"(m.json:1:1: a text value is a string or { "operator": "operand" }, got the number 12 (write it in double quotes: "12"))"},
      {"[]",
       R"(m.json:1:1: a text value is a string or { "operator": "operand" }, got an array (known operators: eq, match, startsWith, endsWith, contain, exist, path, equalsIgnoreCase, containIgnoreCase, eqNumber, gt, gte, lt, lte, between, not, any, in))"},
      {R"({"eq":1})",
       R"(m.json:1:7: "eq" must be a string, got the number 1 (write it in double quotes))"},
      {R"({"match":1})",
       R"(m.json:1:10: "match" must be a string, got the number 1 (write it in double quotes))"},
      {R"({"contain":[]})",
       R"(m.json:1:12: "contain" must be a string, got an array (write a text in double quotes))"},
      {R"({"exist":"not"})",
       R"(m.json:1:10: exist takes "true" or "false", got the string "not" (write "exist": "false" for a value that must be absent))"},
      {R"({"match":"a(b"})",
       R"j(m.json:1:14: bad regular expression: missing closing parenthesis (each ( needs its ); write \( for the character))j"},
      {R"j({"match":"  a)"})j",
       R"j(m.json:1:14: bad regular expression: unmatched closing parenthesis (write \) for the character))j"},
      {R"({"path":"/a/{x"})", R"(m.json:1:13: { is never closed (a variable is written {name}))"},
      {R"({"path":7})",
       R"(m.json:1:9: "path" must be a string, got the number 7 (write it in double quotes))"},
  };
  for (const auto& c : cases) {
    std::string error;
    EXPECT_EQ(compile_one(c.value, Place::kUri, &error), nullptr) << c.value;
    EXPECT_EQ(error, c.line);
  }
}

TEST(Operator, AnyOfRepeatedValues) {
  const auto test = compile_one(R"("b")", Place::kEntry);
  const std::vector<std::string_view> both = {"a", "b"};
  const std::vector<std::string_view> other = {"a"};
  EXPECT_TRUE(test->fits(both));
  EXPECT_FALSE(test->fits(other));
  EXPECT_FALSE(test->fits({}));
}

}  // namespace
}  // namespace ricochet::match
