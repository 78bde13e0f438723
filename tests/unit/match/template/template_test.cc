#include "match/template/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "template_support.h"

namespace ricochet::match {
namespace {

constexpr const char* kVars =
    R"({"name":"Ann","n":3,"pi":3.14159,"yes":true,"list":["a","b","c"],"empty":[],"none":null,"blank":"",
        "o":{"a":{"b":1},"x y":"dash","k-v":2},"rows":[{"id":1},{"id":2}]})";

struct TemplateCase {
  const char* text;
  const char* result;
};

void expect_rendered(const std::vector<TemplateCase>& cases, Dialect dialect = Dialect::kMoco) {
  const World world(kVars, dialect);
  for (const auto& c : cases) EXPECT_EQ(world.render(c.text), c.result) << c.text;
}

TEST(Template, TextAndPaths) {
  expect_rendered({
      {"", ""},
      {"plain $ {x} # {y} <b> </b> $", "plain $ {x} # {y} <b> </b> $"},
      {"Hello ${name}!", "Hello Ann!"},
      {"${ name }${n}", "Ann3"},
      {"${o.a.b}", "1"},
      {"${o['a'].b}", "1"},
      {"${o['x y']}", "dash"},
      {"${o[\"k-v\"]}", "2"},
      {"${list[0]}${list[n - 1]}", "ac"},
      {"${rows[1].id}", "2"},
      {"${yes}", "true"},
  });
}

TEST(Template, Literals) {
  expect_rendered({
      {"${'a'}${\"b\"}${1}${1.5}${true}", "ab11.5true"},
      {"${'it\\'s \\\"x\\\" \\n|\\\\'}", "it's \"x\" \n|\\"},
      {"${r'a\\n'}", "a\\n"},
      {"${r\"${\"}x}", "${x}"},
      {"${'${'}", "${"},
      {"${'Hi ${name}'}", "Hi Ann"},
      {"${007}", "7"},
      {"<#noparse>${name} <#if></#noparse>", "${name} <#if>"},
      {"a<#-- ${nothing} -->b", "ab"},
      {"${[1,2,3]?size}${{'a':1}.a}", "31"},
      {"${(1..4)?join(',')} ${(3..1)?join(',')}", "1,2,3,4 3,2,1"},
  });
}

TEST(Template, Operators) {
  expect_rendered({
      {"${1 + 2 * 3}", "7"},
      {"${(1 + 2) * 3}", "9"},
      {"${7 / 2}", "3.5"},
      {"${8 / 2}", "4"},
      {"${7 % 3}", "1"},
      {"${-n + 1}", "-2"},
      {"${1 - -1}", "2"},
      {"${'a' + 'b' + 1}", "ab1"},
      {"${n + 'x'}", "3x"},
      {"${([1] + [2])?size}", "2"},
      {"${({'a':1} + {'a':2}).a}", "2"},
      {"${1 == 1.0}", "true"},
      {"${'a' == 'b'}", "false"},
      {"${name = 'Ann'}", "true"},
      {"${1 != 2}", "true"},
      {"${1 < 2}", "true"},
      {"${2 <= 2 && 3 > 2}", "true"},
      {"${2 gt 1 && 1 lt 2}", "true"},
      {"${2 gte 3 || 1 lte 0}", "false"},
      {"${!yes}", "false"},
      {"${yes && !false}", "true"},
      {"${yes || nothing}", "true"},
      {"${9223372036854775807 + 1 > 0}", "true"},
  });
}

TEST(Template, DefaultsAndExistence) {
  expect_rendered({
      {"${nothing!'x'}", "x"},
      {"${nothing!}", ""},
      {"${none!'x'}", "x"},
      {"${name!'x'}", "Ann"},
      {"${o.missing!'x'}", "x"},
      {"${(o.missing.more)!'x'}", "x"},
      {"${(nothing.at.all)!'x'}", "x"},
      {"${list[9]!'x'}", "x"},
      {"${nothing!n + 1}", "4"},
      {"${(nothing!1) + 1}", "2"},
      {"${nothing!-1}", "-1"},
      {"${nothing!o.a.b}", "1"},
      {"${nothing??} ${name??} ${none??} ${o.missing??} ${(a.b.c)??}",
       "false true false false false"},
      {"${nothing?has_content} ${blank?has_content} ${name?has_content} ${empty?has_content} "
       "${list?has_content}",
       "false false true false true"},
  });
}

TEST(Template, BuiltIns) {
  expect_rendered({
      {"${name?upper_case} ${name?lower_case}", "ANN ann"},
      {"${name?length} ${'äö'?length}", "3 2"},
      {"${'  a '?trim}|", "a|"},
      {"${n?string + n?string}", "33"},
      {"${pi?string('0.00')} ${pi?string}", "3.14 3.1"},
      {"${yes?string('on', 'off')} ${yes?string}", "on true"},
      {"${'12'?number + 1}", "13"},
      {"${'1.5'?number * 2}", "3"},
      {"${'a b/ä'?url}", "a%20b%2F%C3%A4"},
      {"${'say \"hi\"\\n'?json_string}", "say \\\"hi\\\"\\n"},
      {"${list?size} ${o?size}", "3 3"},
      {"${pi?c} ${n?c} ${yes?c}", "3.14159 3 true"},
      {"${list?join('-')} ${list?first} ${list?last}", "a-b-c a c"},
      {"${'a,b,c'?split(',')?size}", "3"},
      {"${'aXbX'?replace('X', '--')}", "a--b--"},
      {"${name?contains('nn')} ${name?starts_with('A')} ${name?ends_with('A')}", "true true false"},
      {"${'ann'?cap_first}", "Ann"},
      {"${o?keys?join(' ')}", "a x y k-v"},
      {"${pi?int} ${pi?round} ${pi?floor} ${pi?ceiling} ${2.5?round}", "3 3 3 4 3"},
      {"${name?upper_case?lower_case?length}", "3"},
  });
}

TEST(Template, If) {
  expect_rendered({
      {"<#if yes>a</#if>", "a"},
      {"<#if !yes>a<#else>b</#if>", "b"},
      {"<#if n == 1>one<#elseif n == 3>three<#else>many</#if>", "three"},
      {"<#if (n > 2)>big</#if>", "big"},
      {"<#if n gt 2>big</#if>", "big"},
      {"<#if name?? && name == 'Ann'>hi<#if yes>!</#if></#if>", "hi!"},
      {"<#if nothing?\?>a</#if>", ""},
  });
}

TEST(Template, List) {
  expect_rendered({
      {"<#list list as x>${x}<#if x_has_next>, </#if></#list>", "a, b, c"},
      {"<#list list as x>${x_index}${x} </#list>", "0a 1b 2c "},
      {"<#list empty as x>${x}<#else>none</#list>", "none"},
      {"<#list empty as x>${x}</#list>", ""},
      {"<#list rows as r><#list 1..2 as i>${r.id}${i} </#list></#list>", "11 12 21 22 "},
      {"<#list list as name>${name}</#list>${name}", "abcAnn"},
      {"<#list o?keys as k>${k};</#list>", "a;x y;k-v;"},
  });
}

TEST(Template, OpenRangesGoThroughLambdasElementByElement) {
  const World world;
  for (const auto& [text, out] : std::vector<std::pair<std::string, std::string>>{
           {"<#list (1..)?filter(x -> x % 2 == 0) as y>${y}<#if y gt 5><#break></#if>,</#list>",
            "2,4,6"},
           {"<#list (1..)?map(x -> x * 2) as y>${y}<#if y gt 6><#break></#if><#sep>,</#list>",
            "2,4,6,8"},
           {"<#list (1..)?drop_while(x -> x < 4) as y>${y}<#if y gt 6><#break></#if></#list>",
            "4567"},
           {"${(1..)?take_while(x -> x < 5)?join(',')}", "1,2,3,4"},
           {"${(1..)?filter(x -> x % 2 == 0)?map(x -> x * x)?take_while(x -> x < 40)?join(',')}",
            "4,16,36"},
           {"${(1..)?filter(x -> x gt 3)?first}", "4"},
           {"${(1..)?filter(x -> x gt 3)[1]}", "5"},
       })
    EXPECT_EQ(world.render(text), out) << text;
  for (const std::string endless :
       {"${(1..)?filter(x -> x < 0)?first}", "${(1..)?take_while(x -> x gt 0)?size}"})
    EXPECT_EQ(world.render(endless).substr(0, 14), "template/limit") << endless;
  for (const std::string wrong : {"${(1..)?filter(x -> x)?first}", "${(1..)?map(x -> x)?size}",
                                  "<#list (1..)?filter(x -> 'a') as y>${y}</#list>"})
    EXPECT_EQ(world.render(wrong).substr(0, 9), "template/") << wrong;
  const auto deep = world.render(
      "<#assign f = 1..><#list 1..100000 as i><#assign f = f?map(x -> x)></#list>${f?first}");
  EXPECT_EQ(deep.substr(0, 14), "template/limit") << deep;
}

TEST(Template, SettingsOfJavaThatLookUnset) {
  const World world;
  EXPECT_EQ(world.render("<#setting number_format=''>${1234567.891} ${0.5}"), "1,234,567.891 .5");
  EXPECT_EQ(world.render("<#setting number_format='0.00'>${1}<#setting number_format=''>${1000}"),
            "1.001,000");
  const auto zone = world.render("${.time_zone}");
  EXPECT_TRUE(zone == "UTC" || zone.starts_with("GMT")) << zone;
  EXPECT_EQ(world.render("<#setting time_zone='GMT+2'>${.time_zone}"), "GMT+2");
  EXPECT_EQ(world.render("<#setting time_zone=.time_zone>${.time_zone}"), zone);
}

TEST(Template, Assign) {
  expect_rendered({
      {"<#assign v = 1 + 2>${v}", "3"},
      {"<#assign v = 'x'/>${v}", "x"},
      {"<#assign name = 'Bob'>${name}", "Bob"},
      {"<#assign sum = 0><#list 1..3 as i><#assign sum = sum + i></#list>${sum}", "6"},
  });
}

TEST(Template, LinesOfDirectivesLeaveNothingBehind) {
  expect_rendered({
      {"a\n<#if yes>\nb\n</#if>\nc\n", "a\nb\nc\n"},
      {"<#list list as x>\n  ${x}\n</#list>\n", "  a\n  b\n  c\n"},
      {"a <#if yes>\nb</#if>", "a \nb"},
      {"  <#assign v = 1>  \n${v}", "1"},
      {"<#-- note -->\nx", "x"},
      {"<#if yes> <#if yes>\nx\n</#if> </#if>\n", " \nx\n \n"},
  });
}

TEST(Template, NumbersReadDifferentlyInTheTwoDialects) {
  const char* vars = R"({"big":1234567.891,"q":0.25,"h":2.55,"one":1.0,"int":12345678901})";
  const World moco(vars);
  EXPECT_EQ(moco.render("${big} ${q} ${h} ${one} ${int}"), "1234567.9 0.2 2.5 1 12345678901");
  const World scenario(vars, Dialect::kScenario);
  EXPECT_EQ(scenario.render("${big} ${q} ${h} ${one} ${int}"),
            "1234567.891 0.25 2.55 1.0 12345678901");
}

TEST(Template, ScenarioDialect) {
  expect_rendered({{"$${name} costs $$${n}", "${name} costs $${n}"},
                   {"${list}", "[\"a\",\"b\",\"c\"]"},
                   {"x${o.a}", "x{\"b\":1}"},
                   {"#{n} ${0.1 + 0.2} ${1 / 3}", "#{n} 0.3 0.333333333333"}},
                  Dialect::kScenario);
  expect_rendered({{"$${name}", "$Ann"}}, Dialect::kMoco);
}

TEST(Template, EvaluateKeepsTheTypeOfASingleValue) {
  const World world(kVars, Dialect::kScenario);
  EXPECT_EQ(world.evaluate("${n}"), "3");
  EXPECT_EQ(world.evaluate("${pi}"), "3.14159");
  EXPECT_EQ(world.evaluate("${yes}"), "true");
  EXPECT_EQ(world.evaluate("${none}"), "null");
  EXPECT_EQ(world.evaluate("${o}"), R"({"a":{"b":1},"x y":"dash","k-v":2})");
  EXPECT_EQ(world.evaluate("${list}"), R"(["a","b","c"])");
  EXPECT_EQ(world.evaluate(" ${n}"), R"(" 3")");
  EXPECT_EQ(world.evaluate("${n}${n}"), R"("33")");
  EXPECT_EQ(world.evaluate("text"), R"("text")");
  EXPECT_EQ(world.evaluate("${n + 1}"), "4");
  EXPECT_EQ(world.evaluate("${nothing}"),
            "template/undefined@2: nothing is not defined (known: name, n, pi, yes, list, empty, "
            "none, blank, o, rows)");
}

TEST(Template, ConstantAndReferences) {
  EXPECT_TRUE(Template::parse("plain <b>", Dialect::kMoco)->constant());
  EXPECT_FALSE(Template::parse("${x}", Dialect::kMoco)->constant());
  const auto parsed =
      Template::parse(
          "${a.b}<#list xs as x>${x}${x_index}${f(y)}</#list><#assign z = 1>${z}${'in ${s}'}",
          Dialect::kMoco)
          .value();
  std::string names;
  for (const auto& r : parsed.references())
    names += r.name + (r.function ? "()" : "") + "@" + std::to_string(r.offset) + " ";
  EXPECT_EQ(names, "a@2 xs@13 f()@37 y@39 s@71 ");
}

TEST(Template, CheckAheadOfTime) {
  const World world(R"({"product":1})");
  const auto parsed =
      Template::parse("${prodct} ${uid()} ${product} ${uuid()}", Dialect::kMoco).value();
  const auto found = parsed.check(world.scope);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(World::show(found[0], parsed.text()),
            "template/undefined@2: prodct is not defined (did you mean \"product\"?)");
  EXPECT_EQ(World::show(found[1], parsed.text()),
            "template/unknown-function@12: unknown function uid() (did you mean \"uuid\"?)");
}

TEST(Template, WhatNamesNothingIsRehearsed) {
  const World world(R"({"x":1})");
  const auto first = [&](const std::string& text) {
    const auto parsed = Template::parse(text, Dialect::kMoco).value();
    const auto found = parsed.check(world.scope);
    return found.empty() ? std::string() : World::show(found.front(), text).substr(0, 24);
  };
  for (const char* fails : {"${now('qqq')}", "${now(1)}", "${random(-10)}", "${random('a')}",
                            "${random(1,2,3,4)}", "${uuid(1)}", "<#if x == 2>${random(0)}</#if>",
                            "${x + random(5, 5)}", "<#list [random(-1)] as y>${y}</#list>"})
    EXPECT_THAT(first(fails), testing::StartsWith("template/bad-argument@")) << fails;
  EXPECT_THAT(first("${'x'?number}"), testing::StartsWith("template/wrong-type@2"));
  for (const char* fine :
       {"${now('yyyy')}", "${random(1, 10, '0.0')}", "${uuid()}", "${random(x)}", "${'1'?number}",
        "<#attempt>${random(-1)}<#recover>none</#attempt>", "${[]?first!x}", "${([1][5])!'none'}",
        "<#function random a><#return a></#function>${random(-1)}",
        "<#list 1.. as i><#break></#list>",
        "<#setting date_format='dd.MM.yyyy'>${'24.12.2026'?date?string('yyyy')}",
        "${true || random(-1) == 1}"})
    EXPECT_EQ(first(fine), "") << fine;
}

}  // namespace
}  // namespace ricochet::match
