#include "match/text/path_pattern.h"

#include <gtest/gtest.h>

#include "match/text/error.h"

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

}  // namespace
}  // namespace ricochet::match
