#include "match/xml_compare.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace ricochet::match {
namespace {

struct XmlCompareCase {
  const char* expected;
  const char* actual;
  const char* difference;
};

TEST(XmlCompare, Equality) {
  const std::vector<XmlCompareCase> cases = {
      {"<a><b>1</b></a>", "<a>\n  <b>1</b>\n  <!-- note -->\n</a>", ""},
      {"<a><b>1</b></a>", "<a><b> 1</b></a>", "/a/b: expected the text \"1\", got the text \" 1\""},
      {"<a x='1' y='2'/>", "<a y='2' x='1'></a>", ""},
      {"<a x='1'/>", "<a x='2'/>", "/a/@x: expected \"1\", got \"2\""},
      {"<a x='1'/>", "<a/>", "/a/@x: expected \"1\", got absent"},
      {"<a/>", "<a z='1'/>", "/a/@z: expected absent, got \"1\""},
      {"<a/>", "<b/>", "/a: expected the element <a>, got the element <b>"},
      {"<a><b/><c/></a>", "<a><c/><b/></a>", "/a/b: expected the element <b>, got the element <c>"},
      {"<a><b/></a>", "<a/>", "/a: expected the element <b>, got nothing"},
      {"<a/>", "<a>x</a>", "/a: expected nothing more, got the text \"x\""},
      {"<a><b/></a>", "<a>x</a>", "/a: expected the element <b>, got the text \"x\""},
      {"<a>x<b/>y</a>", "<a>x<b/>y</a>", ""},
      {"<a>one</a>", "<a><![CDATA[one]]></a>", ""},
      {"<p:a xmlns:p='urn:x'/>", "<q:a xmlns:q='urn:x'/>", ""},
      {"<a xmlns='urn:x'><b/></a>", "<p:a xmlns:p='urn:x'><p:b/></p:a>", ""},
      {"<a xmlns='urn:x'/>", "<a xmlns='urn:y'/>",
       "/a: expected the element <a>, got one of that name in another namespace"},
      {"<a>&lt;</a>", "<a>&#60;</a>", ""},
  };
  for (const auto& c : cases) {
    const auto expected = parse_xml(c.expected);
    const auto actual = parse_xml(c.actual);
    ASSERT_TRUE(expected && actual) << c.expected;
    EXPECT_EQ(xml_difference(*expected, *actual).value_or(""), c.difference)
        << c.expected << " " << c.actual;
  }
}

TEST(XmlCompare, MocoStruct) {
  const std::vector<XmlCompareCase> cases = {
      {"<r><id>1</id></r>", "<r><id>2</id></r>", ""},
      {"<r><id>1</id></r>", "<r><name>2</name></r>",
       "/r/id: expected the element <id>, got the element <name>"},
      {"<r x='1'/>", "<r x='2'/>", ""},
      {"<r x='1'/>", "<r/>", ""},
      {"<r/>", "<r x='2'/>", "/r/@x: expected absent, got \"2\""},
      {"<r><a/></r>", "<r><a/><a/></r>", "/r: expected nothing more, got the element <a>"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(xml_shape_difference(*parse_xml(c.expected), *parse_xml(c.actual)).value_or(""),
              c.difference)
        << c.expected << " " << c.actual;
  }
}

TEST(XmlParse, SaysWhyNot) {
  std::string why;
  EXPECT_EQ(parse_xml("<a><b></a>", &why), nullptr);
  EXPECT_NE(why.find("byte "), std::string::npos);
  EXPECT_EQ(parse_xml("<a/><b/>", &why), nullptr);
  EXPECT_EQ(why, "more than one root element");
  EXPECT_EQ(parse_xml("", &why), nullptr);
}

}  // namespace
}  // namespace ricochet::match
