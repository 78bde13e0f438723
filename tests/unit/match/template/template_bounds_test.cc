#include <gtest/gtest.h>

#include "base/json/document.h"
#include "match/work.h"
#include "template_support.h"

namespace ricochet::match {
namespace {

/// Whatever the template does, it ends with template/limit, and in the time of its account.
TEST(TemplateBounds, EveryWayToGrowReachesOne) {
  const World world(R"({"text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})");
  RenderLimits limits;
  limits.max_output = 64 * 1024;
  limits.max_steps = 100'000;
  const std::string forever = "<#list 1.. as i>";
  for (const auto& text : std::vector<std::string>{
           forever + "</#list>",
           forever + "${i}</#list>",
           forever + "<#continue></#list>",
           forever + "<#attempt>${nope}<#recover></#attempt></#list>",
           "<#attempt>" + forever + "</#list><#recover>hidden</#attempt>",
           "<#macro m><@m/></#macro><@m/>",
           "<#function f n><#return f(n + 1)></#function>${f(1)}",
           "<#function f n><#return n?map(x -> f(n))></#function>${f([1])?size}",
           "<#macro m><#nested></#macro><#macro r><@m><@r/></@m></#macro><@r/>",
           "${''?left_pad(2000000000)}",
           "${'a'?right_pad(2000000000, 'xyz')}",
           "<#assign s = 'ab'>" + forever + "<#assign s = s + s></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s += s></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s = s?replace('a', 'aaaa')></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s = s?replace('', s)></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s = s?replace('a', '$0$0$0', 'r')></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s = s?html?url + s></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s>${s}${s}</#assign></#list>",
           "<#assign s = 'ab'>" + forever + "<#assign s = [s, s]?join(s)></#list>",
           "<#assign l = [1, 2]>" + forever + "<#assign l = l + l></#list>",
           "<#assign l = [1, 2]>" + forever + "<#assign l = [l, l]></#list>",
           "<#assign l = {'a': 1}>" + forever + "<#assign l = {'a': l, 'b': l}></#list>",
           "<#assign o = {'a': 1}>" + forever + "<#assign o = o + {'k' + i: i}></#list>",
           "<#assign l = [1]>" + forever + "<#assign l = (l + l)?sort></#list>",
           "<#assign l = (1..1000)?chunk(1)>" + forever + "<#assign l = l?map(x -> x + x)></#list>",
           "<#assign n = 3>" + forever + "<#assign n = n * n></#list>",
           "<#assign n = 1.000000000001>" + forever + "<#assign n = n * n * 10></#list>",
           "${(1..1000000)?join(',')}",
           "${1..100000000}",
           "${(1..1000000)?reverse?size}",
           "${[1]?chunk(2000000000, 'x')?size}",
           forever + "<#if text?matches('(a|aa)+$')>x</#if><#if (text + i)?matches('(a|aa)+' + "
                     "i)>x</#if></#list>",
           forever + "${'a'?matches('a' + i)?c}</#list>",
           forever + "<#assign v = .vars></#list>",
           "<#compress>" + forever + " a </#list></#compress>",
           "<#escape x as x + x><#escape x as x + x>" + forever +
               "${text}</#list></#escape></#escape>",
       }) {
    EXPECT_EQ(world.render(text, limits).substr(0, 14), "template/limit") << text;
  }
}

// The time grows with the members, not with their square: 60,000 of them took half a minute each.
TEST(TemplateBounds, OfObjectsWithManyMembers) {
  std::string members = "{";
  for (int i = 0; i < 60'000; ++i)
    members += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
  World inner;
  inner.object["o"] = *base::parse_json_body(members + "}");
  const RenderLimits limits;
  EXPECT_EQ(inner.render("${(o + {'a': 1})?size?c}", limits), "60001");
  EXPECT_EQ(inner.render("${o?values?size?c}", limits), "60000");
  EXPECT_EQ(inner.render("<#list o as k, v><#if v == 59999>${k}</#if></#list>", limits), "k59999");
  EXPECT_EQ(inner.render("<#list o?keys as k><#if o[k] == 59999>${k}</#if></#list>", limits),
            "k59999");
  EXPECT_EQ(inner.render("<#list 1..50000 as i>${o['none' + i]!}</#list>", limits), "");
}

TEST(TemplateBounds, OfAParsedTemplate) {
  const World world;
  const auto code = [&](const std::string& text) { return world.render(text).substr(0, 15); };
  const auto many = [](const std::string& piece, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += piece;
    return out;
  };
  EXPECT_EQ(code("${" + many("[", 200) + "}"), "template/syntax");
  EXPECT_EQ(code("${" + many("{'a':", 200) + "}"), "template/syntax");
  EXPECT_EQ(code("${" + many("-", 200) + "1}"), "template/syntax");
  EXPECT_EQ(code("${[1]?map(x -> " + many("[1]?map(x -> ", 100) + "}"), "template/syntax");
  EXPECT_EQ(code("${x" + many(".x", 5000) + "}"), "template/syntax");
  EXPECT_EQ(code("${x" + many("!x", 5000) + "}"), "template/syntax");
  EXPECT_EQ(code("${1" + many("?abs", 5000) + "}"), "template/syntax");
  for (const char* open : {"<#if true>", "<#list [1] as x>", "<#compress>", "<#attempt>",
                           "<#assign x>", "<#escape x as x>", "<@m>"})
    EXPECT_EQ(code(many(open, 200)), "template/syntax") << open;
  EXPECT_EQ(code("${" + many("'${", 30) + "1" + many("}'", 30) + "}").substr(0, 8), "template");
}

TEST(TemplateBounds, AFunctionMayCallItselfAHundredTimes) {
  const World world;
  EXPECT_EQ(world.render("<#function f n><#if n == 0><#return 0></#if><#return 1 + f(n - "
                         "1)></#function>${f(100)}"),
            "100");
  EXPECT_EQ(
      world.render("<#macro m n><#if (n > 0)>${n}<@m n=n-1/></#if></#macro><@m n=100/>").size(),
      192u);
}

TEST(TemplateBounds, StopIsAnErrorOfItsOwn) {
  const World world;
  EXPECT_EQ(world.render("a<#stop 'no stock'>"),
            "template/stopped@1: the template stopped: no stock");
  EXPECT_EQ(world.render("<#stop>"), "template/stopped@0: the template stopped");
}

}  // namespace
}  // namespace ricochet::match
