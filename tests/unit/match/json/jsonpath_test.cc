#include "match/json/jsonpath.h"

#include <gtest/gtest.h>

#include "match/work.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

constexpr const char* kStore = R"({"store":{"book":[
  {"category":"reference","author":"Nigel Rees","title":"Sayings","price":8.95},
  {"category":"fiction","author":"Evelyn Waugh","title":"Sword","price":12.99},
  {"category":"fiction","author":"Herman Melville","title":"Moby Dick","isbn":"0-553","price":8.99}],
  "bicycle":{"color":"red","price":399}},"expensive":10})";

struct JsonpathCase {
  const char* document;
  const char* path;
  const char* result;  // a JSON array of the nodes
};

std::string evaluate(const std::string& path, const std::string& document) {
  const auto compiled = JsonPath::parse(path);
  if (!compiled) return compiled.error().message;
  const auto root = json(document);
  const auto nodes = compiled->evaluate(root);
  EXPECT_FALSE(nodes.gave_up);
  auto out = base::Json::array();
  for (const auto* node : nodes.values) out.push_back(*node);
  return out.dump();
}

void run(const std::vector<JsonpathCase>& cases) {
  for (const auto& c : cases) EXPECT_EQ(evaluate(c.path, c.document), c.result) << c.path;
}

TEST(JsonPath, NamesAndIndexes) {
  run({
      {"1", "$", "[1]"},
      {R"({"a":{"b":1}})", "$.a.b", "[1]"},
      {R"({"a":{"b":1}})", "$['a'][\"b\"]", "[1]"},
      {R"({"a":{"b":1}})", "$.a.c", "[]"},
      {R"({"a":1})", "$.a.b", "[]"},
      {R"({"a":null})", "$.a", "[null]"},
      {R"({"a.b":1,"c d":2})", "$['a.b','c d']", "[1,2]"},
      {R"({"ü":1,"a-b":2,"_x9":3,"@type":4})", "$.ü", "[1]"},
      {R"({"a-b":2})", "$.a-b", "[2]"},
      {R"({"@type":4})", "$.@type", "[4]"},
      {R"({"a'b":1,"\n":2,"\u263a":3,"\ud83d\ude00":4})", "$['a\\'b']", "[1]"},
      {R"({"\n":2})", "$['\\n']", "[2]"},
      {R"({"\u263a":3})", "$['\\u263A']", "[3]"},
      {R"({"\ud83d\ude00":4})", "$[\"\\uD83D\\uDE00\"]", "[4]"},
      {R"({"":5})", "$['']", "[5]"},
      {"[1,2,3]", "$[0]", "[1]"},
      {"[1,2,3]", "$[-1]", "[3]"},
      {"[1,2,3]", "$[3]", "[]"},
      {"[1,2,3]", "$[-4]", "[]"},
      {"[1,2,3]", "$[2,0]", "[3,1]"},
      {"[1,2,3]", "$[0,0]", "[1,1]"},
      {R"({"0":1})", "$[0]", "[]"},
      {R"("text")", "$[0]", "[]"},
      {R"({"a":[{"b":1}]})", "$ .a [ 0 ] .b", "[1]"},
  });
}

TEST(JsonPath, WildcardsAndSlices) {
  run({
      {R"({"a":1,"b":[2]})", "$.*", "[1,[2]]"},
      {R"({"a":1,"b":[2]})", "$[*]", "[1,[2]]"},
      {"[1,2]", "$[*,0]", "[1,2,1]"},
      {"1", "$.*", "[]"},
      {"[0,1,2,3,4,5]", "$[1:3]", "[1,2]"},
      {"[0,1,2,3,4,5]", "$[4:]", "[4,5]"},
      {"[0,1,2,3,4,5]", "$[:2]", "[0,1]"},
      {"[0,1,2,3,4,5]", "$[:]", "[0,1,2,3,4,5]"},
      {"[0,1,2,3,4,5]", "$[::]", "[0,1,2,3,4,5]"},
      {"[0,1,2,3,4,5]", "$[1:5:2]", "[1,3]"},
      {"[0,1,2,3,4,5]", "$[-2:]", "[4,5]"},
      {"[0,1,2,3,4,5]", "$[:-4]", "[0,1]"},
      {"[0,1,2,3,4,5]", "$[::-1]", "[5,4,3,2,1,0]"},
      {"[0,1,2,3,4,5]", "$[5:1:-2]", "[5,3]"},
      {"[0,1,2]", "$[::0]", "[]"},
      {"[0,1,2]", "$[5:9]", "[]"},
      {"[0,1,2]", "$[-9:9]", "[0,1,2]"},
      {"[0,1,2]", "$[0:9007199254740991:9007199254740991]", "[0]"},
      {R"({"a":1})", "$[1:2]", "[]"},
      {"[0,1,2,3]", "$[ 1 : 3 : 1 ]", "[1,2]"},
  });
}

TEST(JsonPath, Descendants) {
  run({
      {kStore, "$.store.book[*].price", "[8.95,12.99,8.99]"},
      {kStore, "$..price", "[8.95,12.99,8.99,399]"},
      {kStore, "$..book[-1].title", "[\"Moby Dick\"]"},
      {kStore, "$..isbn", "[\"0-553\"]"},
      {R"({"a":[1,{"a":2}]})", "$..a", "[[1,{\"a\":2}],2]"},
      {R"([[1],[2,[3]]])", "$..[0]", "[[1],1,2,3]"},
      {R"({"a":{"b":1}})", "$..*", "[{\"b\":1},1]"},
      {R"({"a":{"b":1}})", "$..['b','x']", "[1]"},
      {"1", "$..a", "[]"},
  });
}

TEST(JsonPath, Filters) {
  run({
      {kStore, "$.store.book[?@.price < 10].title", "[\"Sayings\",\"Moby Dick\"]"},
      {kStore, "$.store.book[?(@.price < 10)].title", "[\"Sayings\",\"Moby Dick\"]"},
      {kStore, "$..book[?(@.isbn)].title", "[\"Moby Dick\"]"},
      {kStore, "$..book[?(!@.isbn)].title", "[\"Sayings\",\"Sword\"]"},
      {kStore, "$..book[?@.price > $.expensive].title", "[\"Sword\"]"},
      {kStore, "$..book[?(@.category == 'fiction' && @.price < 10)].title", "[\"Moby Dick\"]"},
      {kStore, "$..book[?(@.category=='reference' || @.price>=12.99)].title",
       "[\"Sayings\",\"Sword\"]"},
      {kStore, "$..book[?!(@.category == 'fiction' || @.isbn)].title", "[\"Sayings\"]"},
      {kStore, "$..book[?@['author'] =~ /.*melville/i].title", "[\"Moby Dick\"]"},
      {kStore, "$..book[?(@.category in ['reference','x'])].title", "[\"Sayings\"]"},
      {kStore, "$..book[?(@.category nin ['reference'])].title", "[\"Sword\",\"Moby Dick\"]"},
      {"[1,2,3]", "$[?@>1]", "[2,3]"},
      {"[1,2,3]", "$[?@!=2]", "[1,3]"},
      {"[1,1.0,\"1\",true]", "$[?@==1]", "[1,1.0]"},
      {"[null,0,false,\"\"]", "$[?@==null]", "[null]"},
      {"[true,false]", "$[?@==true]", "[true]"},
      {"[-1.5,2e2]", "$[?@==-1.5 || @==2E+2]", "[-1.5,200.0]"},
      {R"(["a","b"])", "$[?@<'b']", "[\"a\"]"},
      {R"(["a",1])", "$[?@<=1]", "[1]"},
      {R"([{"a":1},{"b":2}])", "$[?@.a==@.x]", "[{\"b\":2}]"},
      {R"([{"a":{"x":1,"y":2},"b":{"y":2,"x":1}}])", "$[?@.a==@.b].a.x", "[1]"},
      {R"([{"a":[1]},{"a":[1.0]},{"a":[2]}])", "$[?@.a==$[0].a]", "[{\"a\":[1]},{\"a\":[1.0]}]"},
      {R"({"x":{"a":1},"y":{"a":2}})", "$[?@.a==2]", "[{\"a\":2}]"},
      {R"([[1,2],[3]])", "$[?@[?@>2]]", "[[3]]"},
      {R"([[1,5],[3]])", "$[*][?@>2]", "[5,3]"},
      {"[1,2,3]", "$[?@==1,2]", "[1,3]"},
  });
}

TEST(JsonPath, Functions) {
  run({
      {R"(["ab","abc",[1,2],{"a":1,"b":2},5])", "$[?length(@)==2]",
       "[\"ab\",[1,2],{\"a\":1,\"b\":2}]"},
      {R"(["äö"])", "$[?length(@)==2]", "[\"äö\"]"},
      {R"([{"a":[1,2]},{"a":[1]}])", "$[?count(@.a[*])>1]", "[{\"a\":[1,2]}]"},
      {R"([{"d":"2026-01"},{"d":"x2026-01"},{"d":1}])", "$[?match(@.d,'[0-9-]+')]",
       "[{\"d\":\"2026-01\"}]"},
      {R"([{"d":"2026-01"},{"d":"x2026-01"},{"d":1}])", "$[?search(@.d,'[0-9]+-')]",
       "[{\"d\":\"2026-01\"},{\"d\":\"x2026-01\"}]"},
      {R"([{"d":"a","p":"[ab]"},{"d":"c","p":"[ab]"},{"d":"x","p":"("}])", "$[?match(@.d,@.p)].d",
       "[\"a\"]"},
      {R"([{"a":{"x":1}},{"a":{"x":1,"y":{"x":2}}}])", "$[?value(@..x)==1]", "[{\"a\":{\"x\":1}}]"},
      {R"([{"a":"x"},{"b":1}])", "$[?!match(@.a,'x')]", "[{\"b\":1}]"},
      {R"([{"a":[1,2]}])", "$[?length(value(@.a))==2].a[0]", "[1]"},
  });
}

TEST(JsonPath, JaywayHabits) {
  run({
      {R"({"a":[1,2,3]})", "$.a.length()", "[3]"},
      {R"({"a":"text"})", "$.a.length()", "[4]"},
      {R"({"a":{"x":1}})", "$.a.size()", "[1]"},
      {R"({"a":1})", "$.a.length()", "[]"},
      {"[1,2]", "$.length()", "[2]"},
      {R"([{"a":[1,2]},{"a":[1]}])", "$[?@.a.length()>1].a[1]", "[2]"},
      {R"({"a":{"b":1}})", "a.b", "[1]"},
      {"[1,2]", "[1]", "[2]"},
      {R"({"length":7})", "$.length", "[7]"},
  });
}

TEST(JsonPath, Definite) {
  for (const char* path : {"$", "$.a", "$['a'][0]", "$.a[-1].b", "$.a.length()"})
    EXPECT_TRUE(JsonPath::parse(path)->definite()) << path;
  for (const char* path : {"$.*", "$..a", "$[0,1]", "$[0:1]", "$[?@.a]"})
    EXPECT_FALSE(JsonPath::parse(path)->definite()) << path;
}

TEST(JsonPath, WorkIsBounded) {
  base::Json wide = base::Json::array();
  for (int i = 0; i < 2000; ++i) wide.push_back(i);
  const auto path = JsonPath::parse("$[?count($[?count($[*])>0])>0]").value();
  EXPECT_TRUE(path.evaluate(wide).gave_up);
}

TEST(JsonPath, DeepValuesAreBounded) {
  base::Json deep = 1;
  for (std::size_t i = 0; i < base::kMaxJsonDepth + 100; ++i) {
    base::Json outer = base::Json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  EXPECT_TRUE(JsonPath::parse("$..x")->evaluate(deep).gave_up);
}

/// What Moco's users have in their files.
TEST(JsonPath, JaywaysHabitsOneByOne) {
  run({
      {R"({"a":1,"b":{"a":2},"c":[{"a":3}]})", "$..a", "[1,2,3]"},
      {R"([{"a":"b","n":1},{"a":"c","n":2}])", "$[?(@.a == 'b')].n", "[1]"},
      {R"([{"a":"b","n":1},{"a":"c","n":2}])", "$[?(@.a=='c')]['n']", "[2]"},
      {R"([{"a":1},{"b":2}])", "$[?(@.a)]", R"([{"a":1}])"},
      {R"([{"p":5},{"p":15}])", "$[?(@.p < 10)].p", "[5]"},
      {R"([{"p":5,"q":1},{"p":5}])", "$[?(@.p == 5 && @.q)].q", "[1]"},
      {R"([{"t":"x"},{"t":"y"}])", "$[?(@.t in ['x','z'])].t", "[\"x\"]"},
      {R"([{"t":"Fox"},{"t":"y"}])", "$[?(@.t =~ /f.x/i)].t", "[\"Fox\"]"},
      {R"({"l":[1,2,3]})", "$.l.length()", "[3]"},
      {R"({"l":[1,2,3]})", "$.l.size()", "[3]"},
      {R"({"l":[1,2,3]})", "$.l[-2:]", "[2,3]"},
      {R"({"l":[1,2,3]})", "$.l[:-1]", "[1,2]"},
      {R"({"l":[1,2,3]})", "$.l[-1]", "[3]"},
      {R"({"l":[1,2,3]})", "$.l[0,2]", "[1,3]"},
      {R"({"a":{"b":1}})", "a.b", "[1]"},
      {R"({"a":{"b":1}})", "['a']['b']", "[1]"},
      {R"({"a b":{"c":1}})", "$['a b'].c", "[1]"},
      {R"({"a":1,"b":2})", "$['a','b']", "[1,2]"},
      {R"({"a":{"x":1,"y":2}})", "$.a.*", "[1,2]"},
      {kStore, "$.store.book[*].price", "[8.95,12.99,8.99]"},
      {kStore, "$..book[2].title", "[\"Moby Dick\"]"},
      {kStore, "$.store.book[?(@.price > $.expensive)].title", "[\"Sword\"]"},
  });
}

/// Each row was asked of Jayway 2.10; tests/differential asks more.
TEST(JsonPath, JaywaysFunctions) {
  run({
      {R"({"a":[3,1,2.5]})", "$.a.min()", "[1.0]"},
      {R"({"a":[3,1,2.5]})", "$.a.max()", "[3.0]"},
      {R"({"a":[3,1,2]})", "$.a.sum()", "[6.0]"},
      {R"({"a":[3,1,2]})", "$.a.avg()", "[2.0]"},
      {R"({"a":[2,4]})", "$.a.stddev()", "[1.0]"},
      {R"({"a":["x"]})", "$.a.min()", "[]"},
      {R"({"a":{"p":1},"b":{"p":2}})", "$..p.sum()", "[3.0]"},
      {R"({"a":{"p":1},"b":{"p":2}})", "$.sum($..p, 5)", "[8.0]"},
      {R"({"a":1})", "$.sum($.x, 5)", "[]"},
      {R"({"a":{"x":1,"y":2}})", "$.a.keys()", R"([["x","y"]])"},
      {R"({"a":[1]})", "$.a.keys()", "[]"},
      {R"({"a":[1,2]})", "$.a.append(9)", "[[1,2,9]]"},
      {R"({"a":[1,2]})", "$.a.append(9).length()", "[3]"},
      {R"({"a":["x","y",1]})", "$.a.concat()", R"(["xy"])"},
      {R"({"x":"1","y":2})", "$.concat($.x, '-', $.y)", R"(["1-2"])"},
      {R"({"a":[1,2,3]})", "$.a.first()", "[1]"},
      {R"({"a":[1,2,3]})", "$.a.last()", "[3]"},
      {R"({"a":[1,2,3]})", "$.a.index(-2)", "[2]"},
      {R"({"a":[1]})", "$.a.index(5)", "[]"},
      {R"({"a":[]})", "$.a.first()", "[]"},
  });
}

TEST(JsonPath, JaywaysOperators) {
  constexpr const char* kLists =
      R"([{"t":["x","y"]},{"t":["z"]},{"t":[]},{"t":"axb"},{"t":""},{"t":[1]},{}])";
  run({
      {kLists, "$[?(@.t size 2)]", R"([{"t":["x","y"]}])"},
      {kLists, "$[?(@.t SIZE 3)]", R"([{"t":"axb"}])"},
      {kLists, "$[?(@.t empty true)]", R"([{"t":[]},{"t":""}])"},
      {kLists, "$[?(@.t empty false && @.t size 1)]", R"([{"t":["z"]},{"t":[1]}])"},
      {kLists, "$[?(@.t contains 'x')]", R"([{"t":["x","y"]},{"t":"axb"}])"},
      {kLists, "$[?(@.t subsetof ['x','y','1'])]", R"([{"t":["x","y"]},{"t":[]},{"t":[1]}])"},
      {kLists, "$[?(@.t anyof ['y','z'])]", R"([{"t":["x","y"]},{"t":["z"]}])"},
      {kLists, "$[?(@.t noneof ['y','z'])]", R"([{"t":[]},{"t":[1]}])"},
      {kLists, "$[?('z' in @.t)]", R"([{"t":["z"]}])"},
      {kLists, "$[?@.t size 2]", R"([{"t":["x","y"]}])"},
      {R"([{"a":1},{"a":true},{"a":["q","t"]},{"a":null}])", "$[?(@.a =~ /1|t.*/)]",
       R"([{"a":1},{"a":true},{"a":["q","t"]}])"},
      {R"([{"a":"t\nX"}])", "$[?(@.a =~ /T.x/is)]", R"([{"a":"t\nX"}])"},
  });
}

TEST(JsonPath, ListsAndObjectsAsLiteralsInJaywaysForm) {
  constexpr const char* kValues =
      R"([{"a":[]},{"a":["x"]},{"a":{}},{"a":{"k":[1],"l":null}},{"a":"[]"},{"b":1}])";
  run({
      {kValues, "$[?(@.a == [])]", R"([{"a":[]}])"},
      {kValues, "$[?(@.a == [ 'x' ])]", R"([{"a":["x"]}])"},
      {kValues, "$[?(@.a==['x'] || @.b == 1)]", R"([{"a":["x"]},{"b":1}])"},
      {kValues, "$[?(@.a === [])]", R"([{"a":[]}])"},
      {kValues, "$[?(@.a == {})]", R"([{"a":{}}])"},
      {kValues, R"j($[?(@.a == {'l': null, "k" : [1]})])j", R"([{"a":{"k":[1],"l":null}}])"},
      {kValues, "$[?(@.a != [] && @.a != {})]",
       R"([{"a":["x"]},{"a":{"k":[1],"l":null}},{"a":"[]"},{"b":1}])"},
      {kValues, "$[?(@.a > [])]", "[]"},
      {kValues, "$[?(@.a in [['x'], {}])]", R"([{"a":["x"]},{"a":{}}])"},
  });
}

// Held against Jayway.
TEST(JsonPath, WhatIsMissingInJaywaysForm) {
  constexpr const char* kOne = R"([{"a":1,"l":[2],"n":null}])";
  constexpr const char* kAll = kOne;
  run({
      {kOne, "$[?(@.x === @.y)]", "[]"},
      {kOne, "$[?(@.x !== @.y)]", kAll},
      {kOne, "$[?(@.x === @.a)]", "[]"},
      {kOne, "$[?(@.x !== @.a)]", kAll},
      {kOne, "$[?(@.n === null)]", kAll},
      {kOne, "$[?(@.x === null)]", "[]"},
      {kOne, "$[?@.x === @.y]", kAll},
      {kOne, "$[?(@.a nin @.l)]", kAll},
      {kOne, "$[?(@.a nin @.missing)]", "[]"},
      {kOne, "$[?(@.a nin @.a)]", "[]"},
      {kOne, "$[?(@.x nin @.l)]", kAll},
      {kOne, "$[?(@.a nin [])]", kAll},
  });
}

TEST(JsonPath, ANumberEqualsItsTextInJaywaysForm) {
  constexpr const char* kMixed = R"([{"a":1},{"a":"1"},{"a":1.0},{"a":"1.0"},{"a":true},{}])";
  run({
      {kMixed, "$[?(@.a == '1')]", R"([{"a":1},{"a":"1"},{"a":1.0}])"},
      {kMixed, "$[?('1' == @.a)]", R"([{"a":1},{"a":"1"}])"},
      {kMixed, "$[?(@.a == 1)]", R"([{"a":1},{"a":"1"},{"a":1.0}])"},
      {kMixed, "$[?(@.a != '1')]", R"([{"a":"1.0"},{"a":true},{}])"},
      {kMixed, "$[?(@.a === '1')]", R"([{"a":"1"}])"},
      {kMixed, "$[?(@.a !== '1' && @.a)]", R"([{"a":1},{"a":1.0},{"a":"1.0"},{"a":true}])"},
      {kMixed, "$[?@.a == '1']", R"([{"a":"1"}])"},
      {kMixed, "$[?(@.a == '1') && @.a]", R"([{"a":"1"}])"},
      {kMixed, "$[?(@.x == @.y)]", "[]"},
      {kMixed, "$[?@.x == @.y && @.a == true]", R"([{"a":true}])"},
      {kMixed, "$[?(@.a in ['1'])]", R"([{"a":1},{"a":"1"},{"a":1.0}])"},
      {R"([[{"a":1}]])", "$[?(@[?@.a == '1'])]", "[]"},
      {R"({"b":{"c":1}})", "$.b[?(@.c == 1)].c", "[1]"},
      {R"({"b":{"x":{"c":1}}})", "$.b[?(@.c == 1)].c", "[1]"},
      {R"({"b":{"c":1}})", "$.b[?@.c == 1].c", "[]"},
  });
}

TEST(JsonPath, NamesBehindADot) {
  run({
      {R"({"a:b":1,"$ref":2,"a#b":3,"a-b":4,"1":5,"a$":6,"x/y":7})", "$.a:b", "[1]"},
      {R"({"$ref":2})", "$.$ref", "[2]"},
      {R"({"a#b":3})", "$.a#b", "[3]"},
      {R"({"1":5})", "$.1", "[5]"},
      {R"({"xsi:type":{"b":2}})", "$.xsi:type.b", "[2]"},
      {R"({"a":1})", "@.a", "[1]"},
  });
}

TEST(JsonPath, PatternsAreIRegexps) {
  run({
      {R"(["a\u2028","a\n","aa"])", "$[?match(@, 'a.')]", "[\"a\xE2\x80\xA8\",\"aa\"]"},
      {R"([{"d":"1","p":"\\d"}])", "$[?match(@.d, @.p)]", "[]"},
  });
}

TEST(JsonPath, DrawsFromTheWorkOfItsScope) {
  base::Json wide = base::Json::array();
  for (int i = 0; i < 1'000; ++i) wide.push_back(i);
  const auto path = JsonPath::parse("$[*]").value();
  const Work work;
  EXPECT_FALSE(path.evaluate(wide).gave_up);
  EXPECT_GE(Work::used(), 1'000u);
  Work::use(kWorkAtLeast);
  EXPECT_TRUE(path.evaluate(wide).gave_up);
}

TEST(JsonPath, NumbersInFiltersAreExact) {
  run({
      {"[9007199254740993]", "$[?(@ == 9007199254740993)]", "[9007199254740993]"},
      {"[9007199254740993]", "$[?(@ == 9007199254740992)]", "[]"},
      {"[1.0]", "$[?(@ == 1)]", "[1.0]"},
  });
}

}  // namespace
}  // namespace ricochet::match
