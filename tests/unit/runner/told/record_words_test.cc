// Calls and events in the words of a line.
#include "runner/world/told/record_words.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

journal::Record call(int status, const std::string& fault = {}) {
  journal::Record record;
  record.bin = "photos";
  match::Request request;
  request.method = "GET";
  request.set_target("/a.jpg");
  record.content = std::move(request);
  record.answer.status = status;
  record.answer.fault = fault;
  return record;
}

journal::Record event(const std::string& body) {
  journal::Record record;
  record.bin = "orders";
  match::Event made;
  made.body = body;
  record.content = std::move(made);
  return record;
}

TEST(RecordWords, ACallHasWhatBecameOfIt) {
  EXPECT_EQ(in_words(call(503), 80), "GET /a.jpg to photos -> 503");
  EXPECT_EQ(in_words(call(0), 80), "GET /a.jpg to photos -> no answer");
  EXPECT_EQ(in_words(call(200, "reset"), 80), "GET /a.jpg to photos -> fault reset");
  auto refused = call(413);
  refused.refused = std::make_shared<http::Refused>();
  EXPECT_EQ(in_words(refused, 80), "GET /a.jpg to photos -> refused");
}

TEST(RecordWords, OfALongTargetTheEndOfTheLineIsKept) {
  auto record = call(200);
  std::get<match::Request>(record.content).set_target("/" + std::string(200, 'x'));
  const auto words = in_words(record, 60);
  EXPECT_EQ(words.size(), 60u + std::string("...").size());
  EXPECT_TRUE(words.ends_with(" to photos -> 200")) << words;
}

TEST(RecordWords, AnEventHasItsTypeOrTheBeginningOfItsValue) {
  EXPECT_EQ(in_words(event(R"({"type":"OrderPaid"})"), 80), "OrderPaid");
  EXPECT_EQ(in_words(event(R"({"event_type":"Paid","type":7})"), 80), "Paid");
  EXPECT_EQ(in_words(event(R"(["a"])"), 80), R"(["a"])");
  EXPECT_EQ(in_words(event("a\x1b[31mb"), 80).find('\x1b'), std::string::npos);
  auto tombstone = event("");
  std::get<match::Event>(tombstone.content).null_value = true;
  EXPECT_EQ(in_words(tombstone, 80), "a tombstone");
  match::Event large;
  large.body = R"({"type":"X","more":")" + std::string(70'000, 'x') + "\"}";
  EXPECT_EQ(type_of(large), "") << "too large to be parsed for a name";
}

}  // namespace
}  // namespace ricochet::runner
