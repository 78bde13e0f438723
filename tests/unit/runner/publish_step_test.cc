#include <gtest/gtest.h>

#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

TEST(PublishStep, EachKindOfValue) {
  const Case cases[] = {
      {R"(publish to orders: {"n":1})",
       R"({ "publish": { "topic": "orders", "json": { "n": 1 } } })"},
      {"publish to orders: null", R"({ "publish": { "topic": "orders", "json": null } })"},
      {R"(publish to orders: "x")", R"({ "publish": { "topic": "orders", "json": "x" } })"},
      {"publish to orders: hello", R"({ "publish": { "topic": "orders", "text": "hello" } })"},
      {"publish to orders: ", R"({ "publish": { "topic": "orders", "text": "" } })"},
      {"publish to orders: hi", R"({ "publish": { "topic": "orders", "hex": "6869" } })"},
      {"publish to orders: hi", R"({ "publish": { "topic": "orders", "base64": "aGk=" } })"},
      {"publish to orders: from a file",
       R"({ "publish": { "topic": "orders", "file": "value.txt" } })"},
      {"publish to orders: a tombstone", R"({ "publish": { "topic": "orders", "null": true } })"},
      {R"(publish to orders: \x00\x1b)", R"({ "publish": { "topic": "orders", "hex": "001b" } })"},
  };
  WorkFolder folder;
  folder.write("value.txt", "from a file");
  const auto suite = steps_suite(folder);
  for (const auto& c : cases) EXPECT_EQ(parse(c.text, suite).summary(), c.name) << c.text;
}

TEST(PublishStep, KeyHeadersPartitionAndTimestampAreTaken) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  const char* const accepted[] = {
      R"("key": "k")",
      R"("key": 17)",
      R"("key": null)",
      R"("partition": 0)",
      R"("timestamp": 1)",
      R"("timestamp": 253402300799999)",
      R"("headers": { "trace": "1", "none": null })",
      R"("headers": {})",
      R"("headers": { "trace": ["1", "2", null, { "hex": "ff00" }] })",
      R"("key": { "hex": "00ff" })",
      R"("key": { "base64": "AP8=" })",
  };
  for (const char* more : accepted) {
    const auto parsed = parse(
        R"({ "publish": { "topic": "orders", "text": "x", )" + std::string(more) + " } }", suite);
    EXPECT_EQ(parsed.summary(), "publish to orders: x") << more;
  }
}

TEST(PublishStream, EveryErrorHasItsPlaceAndCure) {
  WorkFolder folder;
  folder.write("good.ndjson", "{ \"topic\": \"orders\", \"text\": \"x\" }\n");
  folder.write("empty.ndjson", "\n \n");
  folder.write("bad.ndjson",
               "{ \"topic\": \"orders\", \"text\": \"x\" }\n\n{ \"topik\": \"orders\", \"text\": "
               "\"x\" }\n{ \"text\": }\n"
               "{ \"topic\": \"order\", \"text\": \"x\", \"null\": true }\n");
  std::string many;
  for (int i = 0; i <= 100'000; ++i) many += "{\"topic\":\"orders\",\"text\":\"\"}\n";
  folder.write("many.ndjson", many);
  const auto suite = steps_suite(folder);
  EXPECT_EQ(parse(R"({ "publish": { "ndjson": "good.ndjson", "rate": 5 } })", suite).summary(),
            "publish 1 record of good.ndjson at 5 a second");
  expect_golden_steps(
      "runner/publish_stream_errors.txt",
      {
          {"not there", R"({ "publish": { "ndjson": "nothing.ndjson" } })"},
          {"no record", R"({ "publish": { "ndjson": "empty.ndjson" } })"},
          {"bad lines", R"({ "publish": { "ndjson": "bad.ndjson" } })"},
          {"too-many-records", R"({ "publish": { "ndjson": "many.ndjson" } })"},
          {"bad rate", R"({ "publish": { "ndjson": "good.ndjson", "rate": 0 } })"},
          {"unknown topic", R"({ "publish": { "ndjson": "good.ndjson", "topic": "order" } })"},
          {"unknown key", R"({ "publish": { "ndjson": "good.ndjson", "key": "a" } })"},
      },
      suite);
}

TEST(PublishStep, DeliveriesAndBatchesShowInTheTitle) {
  const Case cases[] = {
      {"publish to orders: x",
       R"({ "publish": { "topic": "orders", "text": "x", "deliveries": 1 } })"},
      {"publish to orders: x, 2 times",
       R"({ "publish": { "topic": "orders", "text": "x", "deliveries": 2 } })"},
      {"publish to orders: x, 10000 times",
       R"({ "publish": { "topic": "orders", "text": "x", "deliveries": 10000 } })"},
      {"publish to orders: x", R"({ "publish": [ { "topic": "orders", "text": "x" } ] })"},
      {"publish to orders: x, 2 times and 2 more records",
       R"({ "publish": [ { "topic": "orders", "text": "x", "deliveries": 2 }, { "topic": "photo-events", "text": "y" },
                         { "topic": "orders", "null": true } ] })"},
  };
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  for (const auto& c : cases) EXPECT_EQ(parse(c.text, suite).summary(), c.name) << c.text;
}

TEST(PublishStep, ALongValueIsShortenedInTheTitle) {
  WorkFolder folder;
  const auto parsed =
      parse(R"({ "publish": { "topic": "orders", "text": ")" + std::string(200, 'x') + R"(" } })",
            steps_suite(folder));
  EXPECT_LT(parsed.summary().size(), 110u);
  EXPECT_TRUE(parsed.summary().ends_with("...")) << parsed.summary();
}

TEST(PublishStep, EveryErrorHasItsPlaceAndCure) {
  WorkFolder folder;
  expect_golden_steps(
      "runner/publish_errors.txt",
      {
          {"not an object", R"({ "publish": "orders" })"},
          {"null", R"({ "publish": null })"},
          {"misspelt topic", R"({ "publish": { "topc": "orders", "text": "x" } })"},
          {"misspelt value", R"({ "publish": { "topic": "orders", "jsn": {} } })"},
          {"unknown key", R"({ "publish": { "topic": "orders", "jsn": {}, "text": "x" } })"},
          {"no topic", R"({ "publish": { "text": "x" } })"},
          {"empty topic", R"({ "publish": { "topic": "", "text": "x" } })"},
          {"unknown topic", R"({ "publish": { "topic": "order", "text": "x" } })"},
          {"unknown topic, nothing near",
           R"({ "publish": { "topic": "customers", "text": "x" } })"},
          {"no value", R"({ "publish": { "topic": "orders" } })"},
          {"two values", R"({ "publish": { "topic": "orders", "text": "x", "json": 1 } })"},
          {"json null and a tombstone",
           R"({ "publish": { "topic": "orders", "json": null, "null": true } })"},
          {"text is not text", R"({ "publish": { "topic": "orders", "text": 1 } })"},
          {"null false", R"({ "publish": { "topic": "orders", "null": false } })"},
          {"null is not a bool", R"({ "publish": { "topic": "orders", "null": "yes" } })"},
          {"hex of odd length", R"({ "publish": { "topic": "orders", "hex": "abc" } })"},
          {"hex of other letters", R"({ "publish": { "topic": "orders", "hex": "zz" } })"},
          {"hex is not text", R"({ "publish": { "topic": "orders", "hex": 12 } })"},
          {"base64 broken", R"({ "publish": { "topic": "orders", "base64": "a?" } })"},
          {"no such file", R"({ "publish": { "topic": "orders", "file": "gone.bin" } })"},
          {"empty file name", R"({ "publish": { "topic": "orders", "file": "" } })"},
          {"key is not text", R"({ "publish": { "topic": "orders", "text": "x", "key": true } })"},
          {"partition negative",
           R"({ "publish": { "topic": "orders", "text": "x", "partition": -1 } })"},
          {"timestamp negative",
           R"({ "publish": { "topic": "orders", "text": "x", "timestamp": -1 } })"},
          {"timestamp zero",
           R"({ "publish": { "topic": "orders", "text": "x", "timestamp": 0 } })"},
          {"headers: not an object",
           R"({ "publish": { "topic": "orders", "text": "x", "headers": ["a"] } })"},
          {"headers: no text",
           R"({ "publish": { "topic": "orders", "text": "x", "headers": { "a": 1 } } })"},
          {"deliveries zero",
           R"({ "publish": { "topic": "orders", "text": "x", "deliveries": 0 } })"},
          {"deliveries too many",
           R"({ "publish": { "topic": "orders", "text": "x", "deliveries": 10001 } })"},
          {"deliveries half",
           R"({ "publish": { "topic": "orders", "text": "x", "deliveries": 1.5 } })"},
          {"empty batch", R"({ "publish": [] })"},
          {"batch: each element",
           R"({ "publish": [ { "topic": "orders" }, { "topic": "orders", "text": "x" }, { "topic": "nope", "text": "x" }, 7 ] })"},
      },
      steps_suite(folder));
}

TEST(PublishStep, ASuiteWithoutTopicsIsToldToDeclareThem) {
  expect_golden_steps("runner/publish_no_topics.txt",
                      {{"publish", R"({ "publish": { "topic": "orders", "text": "x" } })"},
                       {"expect", R"({ "expect": { "event": "orders" } })"}},
                      default_suite("."));
}

}  // namespace
}  // namespace ricochet::runner
