#include <gtest/gtest.h>

#include "template_support.h"

namespace ricochet::match {
namespace {

struct TemplateErrorCase {
  const char* text;
  const char* error;
};

TEST(TemplateErrors, Syntax) {
  const World world;
  const std::vector<TemplateErrorCase> cases = {
      {"a ${",
       "template/syntax@4: a value is missing here (write a variable, a string or a number)"},
      {"a ${x", "template/syntax@2: ${ is never closed (add the missing })"},
      {"${x y}", "template/syntax@4: expected } or an operator here"},
      {"${}",
       "template/syntax@2: a value is missing here (write a variable, a string or a number)"},
      {"${x.}",
       "template/syntax@4: a name is missing after the dot (names with other characters are "
       "written ['like this'])"},
      {"${x[1}", "template/syntax@5: expected ] to close the bracket (write ] here)"},
      {"${(x}", "template/syntax@4: expected ) to close the parenthesis (write ) here)"},
      {"${[1, 2}", "template/syntax@7: expected ] after the last element (write ] here)"},
      {"${{'a' 1}}", "template/syntax@7: expected : between key and value (write : here)"},
      {"${'x}", "template/syntax@2: the string is never closed (add the missing ')"},
      {"${'\\q'}",
       "template/syntax@4: unknown escape (known: \\n \\t \\r \\b \\f \\\\ \\\" \\' \\{ \\$ \\x41; "
       "r\"...\" takes everything as it is)"},
      {"${1x}",
       "template/syntax@3: a number runs into a name (put a space or an operator between them)"},
      {"${1 +}",
       "template/syntax@5: a value is missing here (write a variable, a string or a number)"},
      {"${*}", "template/syntax@2: unexpected \"*\" (strings stand in quotes)"},
      {"${x.y()}",
       "template/syntax@5: this is not a function (a function is called by its plain name: uuid(), "
       "now('...'), random(...))"},
      {"${x?uper_case}",
       "template/syntax@4: unknown built-in ?uper_case (did you mean \"upper_case\"?)"},
      {"${x?upper_case(1)}",
       "template/syntax@4: ?upper_case takes 0 arguments (remove the parentheses)"},
      {"${x?string(1,2,3)}", "template/syntax@4: ?string takes at most 2 arguments"},
      {"<#setting time_zone='Europe/Rome'>",
       "template/syntax@10: unknown time zone \"Europe/Rome\" (known: UTC, GMT+2, GMT+02:00 and "
       "the like; "
       "without one it is the local time of the machine)"},
      {"${x?iso('Europe/Rome')}",
       "template/syntax@4: ?iso: unknown time zone \"Europe/Rome\" (known: UTC, GMT+2, GMT+02:00 "
       "and the "
       "like; without one it is the local time of the machine)"},
      {"<#fi x></#fi>", "template/syntax@0: unknown directive <#fi> (did you mean \"if\"?)"},
      {"<#if x>a", "template/syntax@0: <#if> is never closed (end it with </#if>)"},
      {"<#if x>a</#list>",
       "template/syntax@8: </#list> without its beginning (remove it, or open the directive "
       "before)"},
      {"</#if>",
       "template/syntax@0: </#if> without its beginning (remove it, or open the directive before)"},
      {"<#else>",
       "template/syntax@0: <#else> without its beginning (remove it, or open the directive "
       "before)"},
      {"<#if x><#else><#else></#if>",
       "template/syntax@14: <#else> after <#else> (<#else> comes last)"},
      {"<#if x>a</#if",
       "template/syntax@13: the tag is not closed here (it ends with >; a comparison with > needs "
       "parentheses)"},
      {"<#if x > 2 y>a</#if>", ""},
      {"<#list x>a</#list>",
       "template/syntax@8: expected \"as\" and a variable (write <#list items as item>, or put "
       "<#items as item> inside)"},
      {"<#list x as >a</#list>",
       "template/syntax@12: a variable name is missing after as (write <#list items as item> or "
       "<#assign name = value>)"},
      {"<#list x as y>a", "template/syntax@0: <#list> is never closed (end it with </#list>)"},
      {"<#assign = 1>",
       "template/syntax@9: a variable name is missing after assign (write <#list items as item> or "
       "<#assign name = value>)"},
      {"<#assign x 1>", "template/syntax@11: expected = (write <#assign name = value>)"},
      {"<#noparse>x", "template/syntax@0: <#noparse> is never closed (end it with </#noparse>)"},
      {"<#-- x", "template/syntax@0: the comment is never closed (end it with -->)"},
  };
  for (const auto& c : cases) {
    const auto parsed = Template::parse(c.text, Dialect::kMoco);
    if (std::string(c.error).empty()) {
      EXPECT_TRUE(parsed) << c.text;
      continue;
    }
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(World::show(parsed.error(), c.text), c.error);
  }
}

TEST(TemplateErrors, LinesAndColumns) {
  const auto parsed = Template::parse("one\ntwo ${x", Dialect::kMoco);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().where.line, 2u);
  EXPECT_EQ(parsed.error().where.column, 5u);
  EXPECT_EQ(parsed.error().where.source_line, "two ${x");
}

TEST(TemplateErrors, Undefined) {
  const World world(R"({"product":1,"stubs":{"photos-api":{"url":"u"}},"none":null,"list":[1]})");
  const std::vector<TemplateErrorCase> cases = {
      {"${prodct}", "template/undefined@2: prodct is not defined (did you mean \"product\"?)"},
      {"a ${zzz}", "template/undefined@4: zzz is not defined (known: product, stubs, none, list)"},
      {"${stubs.photos.url}",
       "template/undefined@2: stubs.photos is not defined (a name with - is written "
       "['photos-api'])"},
      {"${stubs['photo-api'].url}",
       "template/undefined@2: stubs['photo-api'] is not defined (give a default: "
       "stubs['photo-api']!'...')"},
      {"${stubs['photos-api'].ur}",
       "template/undefined@2: stubs['photos-api'].ur is not defined (did you mean \"url\"?)"},
      {"${list[5]}",
       "template/undefined@2: list[5] is not defined (give a default: list[5]!'...')"},
      {"${none}", "template/undefined@2: none is null (give a default: none!'...')"},
      {"${none.x}", "template/undefined@2: none is null (it has no members)"},
      {"${nothing.x!'d'}",
       "template/undefined@2: nothing is not defined (known: product, stubs, none, list)"},
      {"${uid()}", "template/unknown-function@2: unknown function uid() (did you mean \"uuid\"?)"},
      {"<#if nothing>a</#if>",
       "template/undefined@5: nothing is not defined (known: product, stubs, none, list)"},
  };
  for (const auto& c : cases) EXPECT_EQ(world.render(c.text), c.error) << c.text;
}

TEST(TemplateErrors, Types) {
  const World world(R"({"s":"x","n":1,"list":[1],"o":{"a":1},"yes":true})");
  const std::vector<TemplateErrorCase> cases = {
      {"${list}",
       "template/wrong-type@2: list: a list is not text (take one element, ${x[0]}, or <#list x as "
       "item>)"},
      {"${o}", "template/wrong-type@2: o: an object is not text (name a member: ${x.name})"},
      {"${s.x}", "template/wrong-type@2: s is a string and has no member \"x\""},
      {"${list.x}",
       "template/wrong-type@2: list is a list and has no member \"x\" (take an element first: "
       "x[0])"},
      {"${o[0]}",
       "template/wrong-type@2: o is not a list (a member is named: x.name or x['name'])"},
      {"${list[yes]}", "template/wrong-type@7: an index is a whole number or a string, got true"},
      {"<#if n>a</#if>",
       "template/wrong-type@5: n is a number, but a condition must be true or false (compare it, "
       "or ask whether it is there: x?\?)"},
      {"<#list o as x></#list>",
       "template/wrong-type@7: o is an object, but <#list> needs a list (list its keys: x?keys, or "
       "<#list x as key, value>)"},
      {"<#list s as x></#list>", "template/wrong-type@7: s is a string, but <#list> needs a list"},
      {"${n == s}",
       "template/wrong-type@2: cannot compare a number with a string (convert one of them: "
       "x?number or x?string)"},
      {"${s < s}",
       "template/wrong-type@2: only numbers have an order, and dates of one kind; got a string and "
       "a "
       "string (convert it: x?number)"},
      {"${s * 2}",
       "template/wrong-type@2: arithmetic needs numbers, got a string and a number (convert it: "
       "x?number)"},
      {"${-s}", "template/wrong-type@2: - needs a number, got a string"},
      {"${1 / 0}", "template/wrong-type@2: division by zero"},
      {"${1 % 0}", "template/wrong-type@2: division by zero"},
      {"${1 % 0.5}", "template/wrong-type@2: division by zero"},
      {"${list + n}", "template/wrong-type@2: cannot add a list and a number"},
      {"${'a'..2}", "template/wrong-type@2: a range needs whole numbers"},
      {"${{1: 2}.x}", "template/wrong-type@3: a key must be a string, got a number"},
      {"${list?upper_case}",
       "template/wrong-type@2: ?upper_case needs a string, got a list (make it one with ?string)"},
      {"${s?left_pad('x')}",
       "template/wrong-type@2: ?left_pad needs a number as argument 1, got a string (make it one "
       "with ?number)"},
      {"${s?substring(2)}",
       "template/wrong-type@2: ?substring got the index 2, but the string has 1 characters (ask "
       "before: <#if s?length gt 2>, or slice: s[0..*10])"},
      {"${s[3]}",
       "template/wrong-type@2: the slice begins at 3, but the text has 1 characters (the first is "
       "0; x[0..*3] takes what is there)"},
      {"${s?replace('x', '$7', 'r')}",
       "template/wrong-type@2: ?replace got $7, but there are 0 groups"},
      {"${s?date('yyyy')}",
       "template/bad-argument@2: ?date: this does not fit the format \"yyyy\": \"x\" (byte 1 is "
       "where it differs)"},
      {"${[1, 'a']?sort?size}",
       "template/wrong-type@2: ?sort needs strings, numbers, dates or booleans, all of one kind; "
       "item 1 is a string"},
      {"<@s/>", "template/wrong-type@2: s is a string, not a macro"},
      {"${o(1)}", "template/wrong-type@2: o is an object, not a function"},
      {"<#macro m a></#macro><@m/>",
       "template/undefined@21: macro m needs its parameter \"a\" (give it a value here, or a "
       "default where it is declared)"},
      {"<#function f></#function>${f(1)}",
       "template/wrong-type@27: function f takes 0 arguments, got 1"},
      {"${s?number}",
       "template/wrong-type@2: ?number needs digits, got \"x\" (as in \"12.5\"?number)"},
      {"${s?size}",
       "template/wrong-type@2: ?size needs a list or an object, got a string (a string has "
       "?length)"},
      {"${s?join(',')}", "template/wrong-type@2: ?join needs a list, got a string"},
      {"${s?keys}", "template/wrong-type@2: ?keys needs an object, got a string"},
      {"${s?int}",
       "template/wrong-type@2: ?int needs a number, got a string (make it one with ?number)"},
      {"${[]?first}",
       "template/undefined@2: []?first is not defined (give a default: []?first!'...')"},
      {"${n?string('a', 'b')}",
       "template/wrong-type@2: ?string with two arguments needs true or false, got a number"},
      {"${n?string(s)}",
       "template/bad-argument@2: a bad number format: \"x\": it needs # or 0 (write for example "
       "'#.##', '0.00' or '#,##0')"},
      {"${uuid(1)}", "template/bad-argument@2: uuid() takes no argument (write ${uuid()})"},
      {"${now(1)}",
       "template/bad-argument@2: now() takes one format in quotes (write now('yyyy-MM-dd "
       "HH:mm:ss'))"},
      {"${random('a', 1)}",
       "template/bad-argument@2: a limit of random() must be a number (write random(1, 10))"},
      {"${random(2, 1)}",
       "template/bad-argument@2: the first limit of random() must be below the second, got 2 and 1 "
       "(random(1, 10) is at least 1 and below 10)"},
      {"${random(-10)}",
       "template/bad-argument@2: the limit of random() must be above 0, got -10 (random(10) is at "
       "least 0 and below 10)"},
      {"${random(0)}",
       "template/bad-argument@2: the limit of random() must be above 0, got 0 (random(10) is at "
       "least 0 and below 10)"},
      {"${random(5, 5, '0.0')}",
       "template/bad-argument@2: the first limit of random() must be below the second, got 5 and 5 "
       "(random(1, 10) is at least 1 and below 10)"},
      {"${random(1, 2, 3)}",
       "template/bad-argument@2: random() takes at most two limits and a format (write random(), "
       "random(n) or random(from, to))"},
      {"${'in ${nope}'}", "template/undefined@2: nope is not defined (known: s, n, list, o, yes)"},
  };
  for (const auto& c : cases) EXPECT_EQ(world.render(c.text), c.error) << c.text;
}

TEST(TemplateErrors, Limits) {
  const World world;
  RenderLimits small;
  small.max_output = 1000;
  small.max_steps = 500;
  EXPECT_EQ(world.render("<#list 1..200 as i>0123456789</#list>", small).substr(0, 34),
            "template/limit@19: the text grows ");
  EXPECT_EQ(world.render("<#list 1..100 as i><#list 1..100 as j>${j}</#list></#list>", small)
                .substr(0, 14),
            "template/limit");
  EXPECT_EQ(world.render("<#assign s = 'ab'><#list 1..60 as i><#assign s = s + s></#list>", small)
                .substr(0, 14),
            "template/limit");
  for (const char* growing : {"[v, v]", "{'a': v, 'b': v}", "v + v", "[v]", "{'a': v}"}) {
    const auto text =
        "<#assign v = ['x']><#list 1..1100 as i><#assign v = " + std::string(growing) + "></#list>";
    const std::string result = world.render(text);
    EXPECT_EQ(result.substr(0, 14), "template/limit") << growing;
  }
  EXPECT_EQ(world.render("${1..100000000}").substr(0, 14), "template/limit");
  EXPECT_EQ(world.render("${" + std::string(1000, '(') + "1" + std::string(1000, ')') + "}")
                .substr(0, 15),
            "template/syntax");
  EXPECT_EQ(world.render("${" + std::string(1000, '!') + "true}").substr(0, 15), "template/syntax");
  std::string sum = "${1";
  for (int i = 0; i < 5000; ++i) sum += "+1";
  EXPECT_EQ(world.render(sum + "}").substr(0, 15), "template/syntax");
  std::string ifs;
  for (int i = 0; i < 200; ++i) ifs += "<#if true>";
  EXPECT_EQ(world.render(ifs).substr(0, 15), "template/syntax");
}

}  // namespace
}  // namespace ricochet::match
