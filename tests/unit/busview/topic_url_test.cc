#include "busview/topic_url.h"

#include <gmock/gmock.h>

namespace ricochet::busview {
namespace {

using testing::HasSubstr;

TEST(TopicUrl, TakesItApart) {
  const auto one = parse_topic_url("kafka://broker:9092/captures.v1").value();
  EXPECT_EQ(one.bootstrap, "broker:9092");
  EXPECT_EQ(one.topic, "captures.v1");
  EXPECT_EQ(parse_topic_url("kafka://a:1,[::1]:2/t").value().bootstrap, "a:1,[::1]:2");
}

TEST(TopicUrl, SaysWhatIsWrong) {
  const auto why = [](const char* url) { return parse_topic_url(url).error().message; };
  EXPECT_THAT(why("http://a:1/t"), HasSubstr("does not begin with kafka://"));
  EXPECT_THAT(why("kafka://a:1"), HasSubstr("names no topic"));
  EXPECT_THAT(why("kafka://a/t"), HasSubstr("HOST:PORT"));
  EXPECT_THAT(why("kafka://a:1,:2/t"), HasSubstr("HOST:PORT"));
  EXPECT_THAT(why("kafka:///t"), HasSubstr("HOST:PORT"));
  EXPECT_THAT(why("kafka://a:1/"), HasSubstr("no topic name"));
  EXPECT_THAT(why("kafka://a:1/t/u"), HasSubstr("no topic name"));
  EXPECT_EQ(parse_topic_url("").error().code, "captures/bad-url");
}

}  // namespace
}  // namespace ricochet::busview
