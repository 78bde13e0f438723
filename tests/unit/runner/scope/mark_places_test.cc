#include "runner/world/mark_places.h"

#include <gtest/gtest.h>

#include "match/work.h"

namespace ricochet::runner {
namespace {

using Values = std::vector<std::string>;

constexpr const char* kMark = "0123456789abcdef0123456789abcdef";

ScopeSpec everywhere() {
  ScopeSpec spec;
  spec.header = "X-Test";
  spec.key = true;
  spec.json_path = "$.order.tenant";
  spec.uri = "^/tenants/([^/?]+)";
  return spec;
}

ScopeSpec trace() {
  ScopeSpec spec;
  spec.header = ScopeSpec::kTraceHeader;
  return spec;
}

std::string header_of(const bus::Record& record, const std::string& name) {
  for (const auto& header : record.headers) {
    if (header.name == name) return header.value.value_or("(null)");
  }
  return "(none)";
}

TEST(MarkPlaces, ARecordGetsTheMarkWhereNothingStands) {
  bus::Record record;
  record.value = R"({"order":{"id":10000000000000000000001}})";
  EXPECT_EQ(MarkPlaces(everywhere()).put(kMark, record), Values());
  EXPECT_EQ(record.key, kMark);
  EXPECT_EQ(header_of(record, "X-Test"), kMark);
  EXPECT_EQ(*record.value,
            std::string(R"({"order":{"id":10000000000000000000001,"tenant":")") + kMark + R"("}})");
}

TEST(MarkPlaces, WhatStandsThereStaysAndIsAMark) {
  bus::Record record;
  record.key = "7";
  record.headers.push_back({"X-Test", "mine"});
  record.value = R"( {"order": {"tenant": 42}} )";
  EXPECT_EQ(MarkPlaces(everywhere()).put(kMark, record), (Values{"mine", "7", "42"}));
  EXPECT_EQ(record.value, R"( {"order": {"tenant": 42}} )");
  EXPECT_EQ(record.headers.size(), 1u);
}

TEST(MarkPlaces, ANumberOfAnyLengthIsAMark) {
  ScopeSpec spec;
  spec.json_path = "$.order.tenant";
  bus::Record record;
  record.value = R"({"order":{"tenant":12345678901234567890123}})";
  EXPECT_TRUE(MarkPlaces::has_place(spec, *record.value));
  EXPECT_EQ(MarkPlaces(spec).put(kMark, record), (Values{"12345678901234567890123"}));
}

TEST(MarkPlaces, WhatHasNoSuchPlaceIsLeftAsItIs) {
  ScopeSpec spec;
  spec.json_path = "$.order.tenant";
  const MarkPlaces places(spec);
  for (const char* value :
       {"not json", "[1]", R"({"order":7})", R"({"order":{"tenant":[1]}})", ""}) {
    bus::Record record;
    record.value = value;
    EXPECT_EQ(places.put(kMark, record), Values()) << value;
    EXPECT_EQ(*record.value, value);
  }
  bus::Record tombstone;
  EXPECT_EQ(places.put(kMark, tombstone), Values());
  EXPECT_FALSE(tombstone.value);
}

TEST(MarkPlaces, ObjectsOnTheWayAreMade) {
  ScopeSpec spec;
  spec.json_path = "$.order.tenant";
  bus::Record record;
  record.value = "{}";
  MarkPlaces(spec).put(kMark, record);
  EXPECT_EQ(*record.value, std::string(R"({"order":{"tenant":")") + kMark + R"("}})");
}

TEST(MarkPlaces, ARequestIsMarkedToo) {
  http::ClientRequest request;
  request.url = "http://127.0.0.1:1/tenants/t-1?x=1";
  request.headers.push_back({"x-test", "mine"});
  EXPECT_EQ(MarkPlaces(everywhere()).put(kMark, request), (Values{"mine", "t-1"}));
  EXPECT_EQ(request.headers.size(), 1u);
  EXPECT_EQ(request.body, "");
  http::ClientRequest bare;
  bare.url = "http://127.0.0.1:1/";
  EXPECT_EQ(MarkPlaces(everywhere()).put(kMark, bare), Values());
  ASSERT_EQ(bare.headers.size(), 1u);
  EXPECT_EQ(bare.headers[0].value, kMark);
}

TEST(MarkPlaces, TraceparentHoldsTheMarkAsItsTraceId) {
  http::ClientRequest request;
  EXPECT_EQ(MarkPlaces(trace()).put(kMark, request), Values());
  ASSERT_EQ(request.headers.size(), 1u);
  EXPECT_EQ(request.headers[0].value, "00-" + std::string(kMark) + "-fedcba9876543210-01");
  http::ClientRequest own;
  own.headers.push_back({"Traceparent", "00-aaaabbbbccccddddaaaabbbbccccdddd-1111222233334444-00"});
  EXPECT_EQ(MarkPlaces(trace()).put(kMark, own), Values{"aaaabbbbccccddddaaaabbbbccccdddd"});
}

TEST(MarkPlaces, FindsWhatStandsAtEachPlace) {
  match::Request call;
  call.method = "POST";
  call.set_target("/tenants/t-1/orders");
  call.headers.push_back({"X-Test", "h"});
  call.body = R"({"order":{"tenant":"j"}})";
  EXPECT_EQ(MarkPlaces(everywhere()).values_of(match::Subject(call)), (Values{"h", "j", "t-1"}));
  match::Event event;
  event.key = "k";
  event.headers.push_back({"X-Test", "h"});
  EXPECT_EQ(MarkPlaces(everywhere()).values_of(match::Subject(event)), (Values{"h", "k"}));
  match::Request bare;
  bare.set_target("/");
  EXPECT_EQ(MarkPlaces(everywhere()).values_of(match::Subject(bare)), Values());
}

TEST(MarkPlaces, FindsTheTraceIdOfAService) {
  match::Event event;
  event.headers.push_back({"traceparent", "00-" + std::string(kMark) + "-ffffffffffffffff-01"});
  EXPECT_EQ(MarkPlaces(trace()).values_of(match::Subject(event)), Values{kMark});
  event.headers[0].value = "nonsense";
  EXPECT_EQ(MarkPlaces(trace()).values_of(match::Subject(event)), Values());
}

TEST(MarkPlaces, InPassingALargeBodyIsNotLookedInto) {
  match::Request request;
  request.body = R"({"order":{"tenant":"t"},"pad":")" + std::string(match::kLargeBody, 'x') + "\"}";
  const match::Subject subject(request);
  {
    const match::Work work(match::Work::Size::kInPassing);
    EXPECT_EQ(MarkPlaces(trace()).values_of(subject), Values());
    EXPECT_FALSE(match::Work::is_short()) << "no place is in the body";
    EXPECT_EQ(MarkPlaces(everywhere()).values_of(subject), Values());
    EXPECT_TRUE(match::Work::is_short());
  }
  EXPECT_EQ(subject.parses(), 0u);
  EXPECT_EQ(MarkPlaces(everywhere()).values_of(subject), Values{"t"});
}

}  // namespace
}  // namespace ricochet::runner
