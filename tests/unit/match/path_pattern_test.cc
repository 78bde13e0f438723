#include "match/operator/path_pattern.h"

#include <gtest/gtest.h>

#include <random>

#include "match/give_up.h"
#include "match/text/error.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

using Variables = std::map<std::string, std::string>;

struct PathPatternCase {
  const char* pattern;
  const char* path;
  std::optional<Variables> result;
};

TEST(PathPattern, AsInSpring) {
  const std::vector<PathPatternCase> cases = {
      {"/a", "/a", Variables{}},
      {"/a", "/A", std::nullopt},
      {"/a", "a", std::nullopt},
      {"/a/{x}", "/a/1", Variables{{"x", "1"}}},
      {"/a/{x}", "/a/1/", std::nullopt},
      {"/a/{x}", "/a/", std::nullopt},
      {"/a/{x}", "/a/1/2", std::nullopt},
      {"/path/{path}/sub/{sub}", "/path/p/sub/s", Variables{{"path", "p"}, {"sub", "s"}}},
      {"/path/{path}", "/unknown/path", std::nullopt},
      {"/b/*", "/b/x", Variables{}},
      {"/b/*", "/b/", Variables{}},
      {"/b/*", "/b", std::nullopt},
      {"/b/*", "/b/x/y", std::nullopt},
      {"/b/*.js", "/b/app.js", Variables{}},
      {"/b/*.js", "/b/app.css", std::nullopt},
      {"/b/a?c", "/b/abc", Variables{}},
      {"/b/a?c", "/b/ac", std::nullopt},
      {"/c/**", "/c", Variables{}},
      {"/c/**", "/c/", Variables{}},
      {"/c/**", "/c/x/y/z", Variables{}},
      {"/c/**", "/d/x", std::nullopt},
      {"/**/z", "/x/y/z", Variables{}},
      {"/**/z", "/z", Variables{}},
      {"/**/z", "/x/y", std::nullopt},
      {"/**/{x}/end", "/p/q/end", Variables{{"x", "q"}}},
      {"/a/**/b/**/c", "/a/b/x/b/y/c", Variables{}},
      {"/a/**/x", "/a/x/", Variables{}},
      {"/a/**/x", "/a/b/c/x/", Variables{}},
      {"/a/**/{id}", "/a/b/x/", Variables{{"id", "x"}}},
      {"/a/**/x", "/a/x/y/", std::nullopt},
      {"/a/**/b/**/c", "/a/x/y/c", std::nullopt},
      {"/o/{id:\\d+}", "/o/42", Variables{{"id", "42"}}},
      {"/o/{id:\\d+}", "/o/x", std::nullopt},
      {"/o/{id:\\d{2}}", "/o/42", Variables{{"id", "42"}}},
      {"/o/{name}.{ext}", "/o/a.b.c", Variables{{"name", "a.b"}, {"ext", "c"}}},
      {"/o/v{n:[0-9]+}-x", "/o/v12-x", Variables{{"n", "12"}}},
      {"/a.b/(x)", "/a.b/(x)", Variables{}},
      {"/a.*/(x)", "/azb/(x)", std::nullopt},
      {"/", "/", Variables{}},
      {"/a/", "/a/", Variables{}},
      {"/a/", "/a", std::nullopt},
  };
  for (const auto& c : cases) {
    const auto pattern = PathPattern::compile(c.pattern);
    ASSERT_TRUE(pattern) << c.pattern << ": " << pattern.error().message;
    EXPECT_EQ(pattern->match(c.path), c.result) << c.pattern << " on " << c.path;
  }
}

TEST(PathPattern, ManyStarsStayCheap) {
  std::string pattern = "/";
  std::string path;
  for (int i = 0; i < 30; ++i) pattern += "**/a/";
  for (int i = 0; i < 3000; ++i) path += "/a";
  EXPECT_FALSE(PathPattern::compile(pattern + "b")->match(path));
}

struct BadPathPattern {
  const char* pattern;
  std::size_t offset;
  const char* message;
};

TEST(PathPattern, Errors) {
  const std::vector<BadPathPattern> cases = {
      {"/a/{x", 3, "never closed"},
      {"/a/x}", 4, "} without {"},
      {"/a/{}", 3, "without a name"},
      {"/a/{*rest}", 3, "not supported"},
      {"/{x}/{x}", 5, "stands twice"},
      {"/{x:(a)}", 1, "must not capture"},
      {"/a/{x:[}", 6, "this class is never closed"},
      {"/a/{x:a)}", 7, "parenthesis"},
  };
  for (const auto& c : cases) {
    const auto pattern = PathPattern::compile(c.pattern);
    ASSERT_FALSE(pattern) << c.pattern;
    EXPECT_NE(pattern.error().message.find(c.message), std::string::npos)
        << c.pattern << ": " << pattern.error().message;
    EXPECT_EQ(offset_of(pattern.error(), c.pattern), c.offset) << c.pattern;
  }
}

/// What a segment of `?` and `*` means, one way after the other.
bool naive(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '*')
    return naive(pattern.substr(1), text) || (!text.empty() && naive(pattern, text.substr(1)));
  return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
         naive(pattern.substr(1), text.substr(1));
}

TEST(PathPattern, ASegmentOfWildcardsIsWhatItSays) {
  std::mt19937 random(7);
  const auto draw = [&random](std::string_view letters, std::size_t most) {
    std::string out;
    for (auto n = random() % most + 1; n > 0; --n) out += letters[random() % letters.size()];
    return out;
  };
  for (int i = 0; i < 20'000; ++i) {
    const auto pattern = "x" + draw("ab?*", 6), text = "x" + draw("ab", 8);
    const auto compiled = PathPattern::compile("/" + pattern).value();
    ASSERT_EQ(compiled.match("/" + text).has_value(), naive(pattern, text))
        << pattern << " " << text;
  }
  const auto one = PathPattern::compile("/a?c*d").value();
  EXPECT_TRUE(
      one.match("/a\xC3\xA9"
                "c\xE2\x82\xAC"
                "d"))
      << "a character, not a byte";
  EXPECT_FALSE(
      one.match("/a\xC3\xA9x"
                "cd"));
  EXPECT_TRUE(
      one.match("/a\xFF"
                "cd"))
      << "what is not UTF-8 is read as U+FFFD";
}

TEST(PathPattern, SegmentsOfWildcardsDrawFromTheWorkOfTheRequest) {
  const auto long_one = PathPattern::compile("/" + std::string(4000, '?') + "*b").value();
  const std::string stars = [] {
    std::string out;
    for (int i = 0; i < 40; ++i) out += "*a*";
    return out + "b";
  }();
  const auto starred = PathPattern::compile("/" + stars).value();
  const auto deep = PathPattern::compile("/**/x/" + std::string(200, 'a') + "/{b}/**").value();
  const std::string path = "/" + std::string(8000, 'a');
  const Work work(Work::Size::kInPassing);
  std::size_t asked = 0;
  for (; asked < 20'000 && !Work::is_short(); ++asked) {
    long_one.match(path);
    starred.match(path);
    deep.match(path);
  }
  EXPECT_LT(asked, 1000u);
  EXPECT_TRUE(Work::is_short());
}

TEST(PathPattern, ManySegmentsBehindTwoStarsGiveUp) {
  std::string pattern = "/**", path;
  for (int i = 0; i < 4000; ++i) {
    pattern += "/a";
    path += "/a";
  }
  const auto compiled = PathPattern::compile(pattern + "/b").value();
  EXPECT_TRUE(compiled.may_give_up());
  EXPECT_FALSE(PathPattern::compile("/**/a/b").value().may_give_up());
  const auto before = give_ups();
  std::size_t times = 0;
  const Work work;
  for (; times < 100 && give_ups() == before; ++times) EXPECT_FALSE(compiled.match(path + path));
  EXPECT_LT(times, 100u) << "one request does not pay for all of them";
}

}  // namespace
}  // namespace ricochet::match
