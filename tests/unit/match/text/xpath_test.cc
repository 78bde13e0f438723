// XPath as Moco evaluates it: each row was asked of javax.xml.xpath of Java 17, namespaces known
// and no prefix bound.
#include "match/text/xpath.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text/utf8.h"
#include "match/give_up.h"
#include "match/text/error.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

std::string selected(const char* path, const char* body) {
  const auto xpath = XPath::parse(path);
  if (!xpath) return xpath.error().message;
  Request request;
  request.body = body;
  const Subject subject(request);
  std::string out;
  for (const auto& value : xpath->select(subject, XPath::Elements::kWithoutValue))
    out += "[" + value.value_or("null") + "]";
  return out;
}

TEST(XPath, NamesAreInNoNamespace) {
  const struct {
    const char *path, *body, *values;
  } cases[] = {
      {"/r/b[2]/text()", "<r xmlns='u:x'><b>1</b><b>2</b></r>", ""},
      {"/r/b[2]/text()", "<r><b>1</b><b>2</b></r>", "[2]"},
      {"/r/b[2]/text()", "<r><b xmlns='u'>0</b><b>1</b><b>2</b></r>", "[2]"},
      {"//b/text()", "<p:r xmlns:p='u:x'><b>1</b></p:r>", "[1]"},
      {"/p:r/p:b/text()", "<p:r xmlns:p='u:x'><p:b>1</p:b></p:r>", ""},
      {"//p:*/text()", "<r xmlns:p='u'><p:b>1</p:b></r>", ""},
      {"//*[local-name()='b']/text()", "<p:r xmlns:p='u:x'><p:b>1</p:b></p:r>", "[1]"},
      {"//*[name()='p:b']/text()", "<p:r xmlns:p='u:x'><p:b>1</p:b></p:r>", "[1]"},
      {"//*[namespace-uri()='u:x']/text()", "<r xmlns='u:x'>1</r>", "[1]"},
      {"/*/*/text()", "<r xmlns='u:x'><b>1</b></r>", "[1]"},
      {"/r/@b", "<r a='1' p:b='2' xmlns:p='u'/>", ""},
      {"/r/@p:b", "<r a='1' p:b='2' xmlns:p='u'/>", ""},
      {"/r/@*", "<r a='1' p:b='2' xmlns:p='u'/>", "[1][2]"},
      {"/*/attribute::a", "<r xmlns='u' a='1'/>", "[1]"},
      {"/r/@xml:lang", "<r xml:lang='de'>a</r>", ""},
      {"//b[c]/@n", "<r xmlns:q='u'><b n='1'><q:c/></b><b n='2'><c/></b></r>", "[2]"},
      {"//b[c and d or not(e)]/@n", "<r xmlns:q='u'><b n='1'><e/></b><b n='2'/></r>", "[2]"},
      {"//b[@n div 2 = 1]/text() | //c/text()", "<r xmlns:q='u'><b n='2'>x</b><c>y</c></r>",
       "[x][y]"},
      {"//and/or/text()", "<r xmlns:q='u'><and><or>1</or></and></r>", "[1]"},
      {"//b[* and 2 * 2 = 4]/@n", "<r xmlns:q='u'><b n='1'><c/></b></r>", "[1]"},
      {"child::r/descendant::b/text()", "<r xmlns:q='u'><b>1</b></r>", "[1]"},
      {"//b[. = 'c']/text()", "<r xmlns:q='u'><b>c</b></r>", "[c]"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(selected(c.path, c.body), c.values) << c.path << " on " << c.body;
}

TEST(XPath, NodesOfEveryKind) {
  EXPECT_EQ(selected("//comment()", "<r><b>1<!--c--></b><?pi d?></r>"), "[c]");
  EXPECT_EQ(selected("//processing-instruction('pi')", "<r><?pi d?><?q e?></r>"), "[d]");
  EXPECT_EQ(selected("/r/text()[1]", "<r> <b/> t</r>"), "[ ]");
  EXPECT_EQ(selected("/r/text()[2]", "<r> <b/> t</r>"), "[ t]");
  EXPECT_EQ(selected("/r/text()", "<r>a<!--c-->b</r>"), "[a][b]");
  EXPECT_EQ(selected("/r/b", "<r><b>1</b></r>"), "[null]");
  EXPECT_EQ(selected("/", "<r/>"), "[null]");
  EXPECT_EQ(selected("count(/r)", "<r/>"), "");
  EXPECT_EQ(selected("string(/r)", "<r>1</r>"), "");
  EXPECT_EQ(selected("/r", "no xml"), "");
  EXPECT_EQ(selected("/r/text()", "<!DOCTYPE r [<!ENTITY e 'x'>]><r>&e;</r>"), "[&e;]");
}

TEST(XPath, BadOnesAreRefusedWithTheirPlace) {
  for (const char* path : {"//[", "/r |", "foo()", "$x", "p:f()", "'a"}) {
    const auto xpath = XPath::parse(path);
    ASSERT_FALSE(xpath) << path;
    EXPECT_EQ(xpath.error().code, "match/bad-xpath");
    EXPECT_LE(offset_of(xpath.error(), path), std::string(path).size());
  }
}

TEST(XPath, EveryNameTestIsBound) {
  const auto bound = [](const char* path) {
    bool prefixed = false;
    const auto out = xpath::with_namespaces(path, prefixed);
    return out + (prefixed ? " prefixed" : "");
  };
  EXPECT_EQ(bound("/a/b[2]"), "/a[namespace-uri()='']/b[namespace-uri()=''][2]");
  EXPECT_EQ(bound("//p:a/@b"), "//p:a[false()]/@b prefixed");
  EXPECT_EQ(bound("a div b"), "a[namespace-uri()=''] div b[namespace-uri()='']");
  EXPECT_EQ(bound("count( //x ) * 2"), "count( //x[namespace-uri()=''] ) * 2");
  EXPECT_EQ(bound("self::a | ..//*"), "self::a[namespace-uri()=''] | ..//*");
  EXPECT_EQ(bound("a[. = \"b\"]"), "a[namespace-uri()=''][. = \"b\"]");
}

std::string scalar_of(const std::string& path, const std::string& body) {
  const auto xpath = XPath::parse(path);
  if (!xpath) return xpath.error().message;
  Request request;
  request.body = body;
  return xpath->scalar(Subject(request)).value_or("none");
}

TEST(XPath, FunctionsCountCharacters) {
  const std::string body = "<r><a x='\u00e4\u00f6'>Stra\u00dfe \u4e2d\u6587</a><b>abc</b></r>";
  const struct {
    const char *path, *value;
  } cases[] = {
      {"string-length(/r/a)", "9"},
      {"string-length(/r/b)", "3"},
      {"string-length( concat(/r/a/@x, ')') )", "3"},
      {"string-length(string(string-length(/r/a)))", "1"},
      {"string-length('\u4e2d')", "1"},
      {"substring(/r/a, 5, 3)", "\u00dfe "},
      {"substring(/r/a, 8)", "\u4e2d\u6587"},
      {"substring (/r/b, 2)", "bc"},
      {"substring('\u4e2d\u6587', 2)", "\u6587"},
      {"string-length(substring(/r/a, 5))", "5"},
      {"translate(/r/a/@x, '\u00e4\u00f6', 'ao')", "ao"},
      {"translate(/r/a/@x, '\u00f6', '\u00df')", "\u00e4\u00df"},
      {"translate(/r/b, 'abc', 'ABC')", "ABC"},
      {"substring-after(/r/a, '\u00df')", "e \u4e2d\u6587"},
      {"boolean(/r/a[string-length() = 9])", "true"},
      {"count(/r/*[string-length(.) > 3])", "1"},
      {"boolean(//a[substring(@x, 2) = '\u00f6'])", "true"},
  };
  for (const auto& c : cases) EXPECT_EQ(scalar_of(c.path, body), c.value) << c.path;
  EXPECT_EQ(selected("//a[substring(., 5, 1) = '\u00df']/text()", body.c_str()),
            "[Stra\u00dfe \u4e2d\u6587]");
  EXPECT_EQ(selected("//\u00e4[string-length(.) = 1]/@\u00f6",
                     "<r xmlns:q='u'><\u00e4 \u00f6='\u4e2d'>\u00df</\u00e4></r>"),
            "[\u4e2d]");
}

TEST(XPath, TooManyDifferentCharactersAreNotCountedWrongly) {
  std::string body = "<r>";
  for (std::uint32_t letter = 0x4e00; letter < 0x4e00 + 200; ++letter)
    base::append_utf8(body, letter);
  body += "</r>";
  EXPECT_EQ(scalar_of("string-length(/r)", body), "200");
  const auto before = give_ups();
  EXPECT_EQ(scalar_of("substring(/r, 2, 1)", body), "none");
  EXPECT_EQ(give_ups() - before, 1u);
}

}  // namespace
}  // namespace ricochet::match
