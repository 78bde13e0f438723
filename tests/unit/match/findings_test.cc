// What a subject keeps of what was found out about it, and searches that are bounded in work.
#include "match/part/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "base/json/document.h"
#include "match/give_up.h"
#include "match/matcher.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<const Matcher> matcher(const std::string& text) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("test", text).value();
  auto compiled = Matcher::compile(base::JsonReader(document, diags, "match"));
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
  return compiled;
}

Request request_with(std::string body) {
  Request request;
  request.method = "POST";
  request.set_target("/a");
  request.body = std::move(body);
  return request;
}

std::string nested(const std::string& open, const std::string& close, int depth) {
  std::string out;
  for (int i = 0; i < depth; ++i) out += open;
  out += "1";
  for (int i = 0; i < depth; ++i) out += close;
  return out;
}

/// Each says the same with and without them, asked once and asked again.
TEST(Findings, ChangeNothingThatIsSaid) {
  const std::vector<std::string> matchers = {
      R"({"uri":"/a","json_paths":{"$.a":"1","$.b":{"exist":"true"}}})",
      R"({"text":{"contain":"a"},"not":{"json":{"a":2}}})",
      R"({"any":[{"uri":"/b"},{"json":{"a":1}}],"all":[{"method":"post"},{"text":{"match":".*1.*"}}]})",
      R"({"xpaths":{"//a":"1"}})",
      R"({"not":{"json_paths":{"$..a..a..a..a":"x"}}})",
      R"({"uri":"/other","text":"x"})"};
  for (const auto& body : {std::string(R"({"a":1})"), std::string("<r><a>1</a></r>"), std::string(),
                           nested(R"({"a":)", "}", 100)}) {
    const auto request = request_with(body);
    for (const auto& text : matchers) {
      const auto compiled = matcher(text);
      const Subject plain(request);
      Subject keeping(request);
      keep_findings(keeping);
      for (int i = 0; i < 2; ++i) {
        SCOPED_TRACE(text + " on " + body + (i == 0 ? "" : ", again"));
        const auto before = give_ups();
        const bool fits = compiled->matches(plain);
        const auto gave_up = give_ups() - before;
        EXPECT_EQ(compiled->matches(keeping), fits);
        EXPECT_EQ((give_ups() - before - gave_up) > 0, gave_up > 0);
        const auto a = compiled->explain_unless_path_fails(plain);
        const auto b = compiled->explain_unless_path_fails(keeping);
        ASSERT_EQ(a.size(), b.size());
        for (std::size_t k = 0; k < a.size(); ++k) {
          EXPECT_EQ(a[k].name, b[k].name);
          EXPECT_EQ(a[k].ok, b[k].ok);
          EXPECT_EQ(a[k].actual, b[k].actual);
          EXPECT_EQ(a[k].detail, b[k].detail);
        }
        EXPECT_EQ(compiled->misfit(plain).failed, compiled->misfit(keeping).failed);
      }
    }
  }
}

TEST(Findings, AskedAgainNothingIsSearched) {
  const auto compiled = matcher(R"({"text":{"match":".*a.*b"},"json_paths":{"$..x":"1"}})");
  const auto request = request_with("[\"" + std::string(2000, 'a') + "\"]");
  Subject subject(request);
  keep_findings(subject);
  const Work work;
  compiled->matches(subject);
  compiled->explain(subject);
  const auto used = Work::used();
  EXPECT_GT(used, 0u);
  compiled->matches(subject);
  compiled->explain(subject);
  EXPECT_EQ(Work::used(), used);
}

TEST(InPassing, PartThatNeedsALargeBodyIsNotAsked) {
  const auto request = request_with(std::string(kLargeBody, '1'));
  const Subject subject(request);
  EXPECT_TRUE(subject.is_large());
  const Work work(Work::Size::kInPassing);
  EXPECT_TRUE(matcher(R"({"uri":"/a"})")->matches(subject));
  EXPECT_FALSE(Work::is_short());
  EXPECT_FALSE(matcher(R"({"uri":"/b","text":"1"})")->matches(subject));
  EXPECT_FALSE(Work::is_short()) << "the path failed before";
  EXPECT_FALSE(matcher(R"({"text":{"match":"1*"}})")->matches(subject));
  EXPECT_TRUE(Work::is_short());
  EXPECT_EQ(subject.parses(), 0u);
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(InPassing, CodedBodyIsLargeWhenItGrowsLarge) {
  for (const auto& [size, large] : {std::pair{std::size_t{10}, false},
                                    {kLargeBody - 1, false},
                                    {kLargeBody, true},
                                    {std::size_t{1} << 20, true}}) {
    auto request = request_with(gzip(std::string(size, 'a')));
    request.headers.push_back({"Content-Encoding", "gzip"});
    EXPECT_EQ(Subject(request).is_large(), large) << size;
    const Subject decoded(request);
    decoded.body();
    EXPECT_EQ(decoded.is_large(), large) << size;
  }
}

std::string repeated(std::size_t n, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

/// However small each is, many sessions that look at one body come to an end.
TEST(InPassing, EveryComparisonDraws) {
  const std::string list = "[" + repeated(6000, "{\"a\":1},") + "1]";
  const struct {
    std::string matcher, body;
  } cases[] = {
      {R"({"struct":{"json":[{"a":1}]}})", list},
      {R"({"struct":{"xml":"<r><a/></r>"}})", "<r>" + repeated(6000, "<a>1</a>") + "</r>"},
      {R"({"text":{"xml":"<r>)" + repeated(3000, "<a>1</a>") + R"(</r>"}})",
       "<r>" + repeated(6000, "<a>1</a>") + "</r>"},
      {R"({"json":)" + list + "}", list},
      {R"({"json":[],"json_ignore":{"array_order":true}})", list},
      {R"({"schema":{"items":{"type":"object"}}})", "[" + repeated(6000, "{\"a\":1},") + "{}]"},
      {R"({"text":{"contain":")" + repeated(30000, "a") + "b\"}}", repeated(60000, "a")},
      {R"({"xpaths":{"//a[.='2']":"1"}})", "<r>" + repeated(6000, "<a>1</a>") + "</r>"},
      {R"({"json_paths":{"$[*].a":"2"}})", list},
  };
  for (const auto& c : cases) {
    const auto request = request_with(c.body);
    ASSERT_LT(request.body.size(), kLargeBody);
    const auto compiled = matcher(c.matcher);
    const Subject subject(request);
    const Work work(Work::Size::kInPassing);
    int looks = 0;
    for (; looks < 1000 && !Work::is_short(); ++looks) compiled->matches(subject);
    EXPECT_LT(looks, 200) << c.matcher.substr(0, 60);
  }
}

/// What the scope is, it bounds all searches together, whatever they search with.
TEST(WorkOfPaths, ScopeBoundsJsonPathsTogether) {
  const auto request = request_with(nested(R"({"a":)", "}", 100));
  const auto compiled = matcher(R"({"json_paths":{"$..a..a..a..a":"x"}})");
  const Work work;
  const auto limit = kWorkAtLeast + kWorkPerByte * request.body.size();
  for (int i = 0; i < 50; ++i) {
    const Subject subject(request);
    EXPECT_FALSE(compiled->matches(subject));
    EXPECT_LE(Work::used(), limit + 50 * 8 * request.body.size());
  }
  const Subject subject(request);
  EXPECT_THAT(compiled->explain(subject)[0].detail, HasSubstr("gave up"));
  EXPECT_FALSE(matcher(R"({"not":{"json_paths":{"$..a..a..a..a":"x"}}})")->matches(subject))
      << "not known is not the opposite";
}

TEST(WorkOfPaths, LookUpInALargeObjectCostsWhatItPasses) {
  std::string body = R"({"list":[)";
  for (int i = 0; i < 3000; ++i) body += i == 0 ? "1" : ",1";
  body += "]";
  for (int i = 0; i < 3000; ++i) body += ",\"k" + std::to_string(i) + "\":1";
  const auto request = request_with(body + ",\"last\":1}");
  const Subject subject(request);
  const Work work;
  // For each of 3,000 elements a look through 3,000 members.
  matcher(R"({"json_paths":{"$.list[?(@ == $.last)]":"1"}})")->matches(subject);
  EXPECT_GT(Work::used(), 3000u * 3000u);
}

TEST(WorkOfPaths, XPathThatWouldTakeForEverGivesUp) {
  std::string body = "<r>";
  for (int i = 0; i < 20000; ++i) body += "<a/>";
  const auto request = request_with(body + "</r>");
  const Subject subject(request);
  const Work work;
  const auto compiled = matcher(R"({"xpaths":{"//a[count(//a[count(//a) > 1]) > 1]":"x"}})");
  EXPECT_FALSE(compiled->matches(subject));
  const auto conditions = compiled->explain(subject);
  EXPECT_FALSE(conditions[0].ok);
  EXPECT_THAT(conditions[0].detail, HasSubstr("gave up"));
  EXPECT_FALSE(matcher(R"({"not":{"xpaths":{"//a[count(//a[count(//a) > 1]) > 1]":"x"}}})")
                   ->matches(subject));
  EXPECT_TRUE(matcher(R"x({"xpaths":{"//a":{"exist":"true"}}})x")->matches(subject))
      << "what is cheap goes on";
}

}  // namespace
}  // namespace ricochet::match
