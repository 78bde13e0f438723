#include "match/xml_compare.h"

#include <gtest/gtest.h>

#include <fstream>
#include <pugixml.hpp>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "match/xml_form.h"
#include "tests/support/golden.h"

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
      {"<a><?pi x?><b/></a>", "<a><?pi x?><b/></a>", ""},
      {"<a><?pi x?><b/></a>", "<a><b/></a>",
       "/a: expected the instruction <?pi x?>, got the element <b>"},
      {"<a><?pi x?><b/></a>", "<a><?pi y?><b/></a>",
       "/a: expected the instruction <?pi x?>, got the instruction <?pi y?>"},
      {"<a><?pi x?><b/></a>", "<a><b/><?pi x?></a>",
       "/a: expected the instruction <?pi x?>, got the element <b>"},
      {"<a>x<?pi x?>y</a>", "<a>xy</a>", "/a: expected the text \"x\", got the text \"xy\""},
      {"<?xml version='1.0'?><!DOCTYPE a><a/>", "<a/>", ""},
      {"<?pi x?><a/>", "<a/>", "/: expected the instruction <?pi x?>, got the element <a>"},
      {"<a/>", "<a/><?pi x?>", "/: expected nothing more, got the instruction <?pi x?>"},
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
  EXPECT_EQ(why, "byte 4: more than one root element");
  EXPECT_EQ(parse_xml("", &why), nullptr);
}

/// Java's parser has been asked by ci/on-java, and says again what it said.
TEST(XmlParse, TakesWhatJavaTakes) {
  std::ifstream file(test::golden_path("match/xml_java.json"));
  const auto rows = base::Json::parse(file);
  ASSERT_GE(rows.size(), 62u);
  for (const auto& row : rows) {
    const auto hex = row.value("hex", "");
    const auto text =
        hex.empty() ? row.at("xml").get<std::string>() : base::hex_decode(hex).value();
    std::string why;
    const std::string ours = parse_xml(text, &why) != nullptr ? "taken" : "refused";
    const auto java = row.at("java").get<std::string>();
    EXPECT_EQ(ours, row.value("ours", java)) << row.dump() << ": " << why;
    if (!row.contains("ours")) continue;
    EXPECT_NE(ours, java) << "no longer different: " << row.dump();
    EXPECT_FALSE(row.at("why").get<std::string>().empty()) << row.dump();
  }
}

/// A walk of its own must not trip where pugixml does not: any cut and any byte, no crash.
TEST(XmlParse, CutsAndStrangeBytes) {
  const std::string text =
      "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'x'>]><a x='&e;' y=\"2\"><!-- c --><b>&lt;</b>"
      "<![CDATA[]]><?p i?></a> ";
  ASSERT_NE(parse_xml(text), nullptr);
  for (std::size_t at = 0; at < text.size(); ++at) {
    parse_xml(std::string_view(text).substr(0, at));
    for (const char c : {'<', '>', '&', '"', '/', '!', '\0', ']'}) {
      std::string other = text;
      other[at] = c;
      parse_xml(other);
      xml_flaw(other);
    }
    xml_flaw(std::string_view(text).substr(at));
    xml_flaw(std::string_view(text).substr(0, at));
  }
}

}  // namespace
}  // namespace ricochet::match
