#include "match/xml_compare.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "match/xml_form.h"

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

/// What Java's parser says of each: XML 1.0 fifth edition, the number is that of the production.
TEST(XmlParse, TakesWhatIsWellFormedAndNothingElse) {
  using namespace std::string_view_literals;
  const std::vector<std::string_view> good = {
      "<a/>",
      " \n<a/>\t\r\n ",
      "<a></a>",
      "<a\n/>",
      "<a x='1'\ty=\"2\" />",
      "<a x = '1'/>",
      "<?xml version='1.0' encoding='UTF-8'?>\n<!-- a - b --><?p i?><a/><!----><?q?>",
      "\xEF\xBB\xBF<?xml version='1.0'?><a/>",
      "<a>&amp;&lt;&gt;&quot;&apos;&#9;&#x10FFFF;</a>",
      "<!DOCTYPE a [ <!ENTITY e '>]'> <!-- ' --> <!ELEMENT a ANY> ]><a x='&e;'>&e;</a>",
      "<!DOCTYPE a SYSTEM \"a>b\"><a/>",
      "<a><![CDATA[<&]] >]]></a>",
      "<a>]] ></a>",
      "<a x='>'>></a>",
      "<a><b/><b/></a>",
      "<a>\xC2\x85\xFF</a>",
      "<a><?b <&?><!-- <& --></a>"};
  for (const auto text : good) {
    std::string why;
    EXPECT_NE(parse_xml(text, &why), nullptr) << text << ": " << why;
  }
  const std::vector<std::string_view> bad = {"<a/>garbage",
                                             "<a/>\0garbage"sv,
                                             "<a>1</a>\0<b/>"sv,
                                             "garbage<a/>",
                                             "\0<a/>"sv,
                                             "<a/>\0"sv,
                                             "<a>\0</a>"sv,
                                             "<a/><b/>",
                                             "<a/>&#32;",
                                             "<a/><![CDATA[ ]]>",
                                             "<![CDATA[]]><a/>",  // [1]
                                             "<a>\x01</a>",
                                             "<a x='\x1F'/>",
                                             "<a/>\x0B",
                                             "<a>\xEF\xBF\xBF</a>",  // [2]
                                             "<a x='<'/>",
                                             "<a x='&'/>",
                                             "<a>&</a>",
                                             "<a>& b;</a>",
                                             "<a>&u;</a>",
                                             "<a>&;</a>",   // [10]
                                             "<a>]]></a>",  // [14]
                                             "<a><!-- a--b --></a>",
                                             "<a/><!--a--->",  // [15]
                                             "<a/><?xml version='1.0'?>",
                                             " <?xml version='1.0'?><a/>",
                                             "<a><?XML a?></a>",  // [17]
                                             "<a/><!DOCTYPE a>",
                                             "<!DOCTYPE a><!DOCTYPE a><a/>",
                                             "<a><!DOCTYPE a></a>",  // [22]
                                             "<a x='1' x='2'/>",
                                             "<a x='1' y='' x=''></a>",
                                             "<a x/>",
                                             "<a x='1'y='2'/>",  // [40]
                                             "<a>&#0;</a>",
                                             "<a>&#1;</a>",
                                             "<a>&#xD800;</a>",
                                             "<a>&#x110000;</a>",
                                             "<a>&#;</a>",  // [66]
                                             "<a>&#X41;</a>",
                                             "<a>&#99999999999;</a>",
                                             "<!-- only -->",
                                             "<a",
                                             "<a>",
                                             "<a/></a>"};
  for (const auto text : bad) EXPECT_EQ(parse_xml(text), nullptr) << text;
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
