#include "requestbin/transfer/send_target.h"

#include <gtest/gtest.h>

namespace ricochet::requestbin {
namespace {

std::string url(const std::string& target, const std::string& sent,
                journal::BinKind kind = journal::BinKind::kBin) {
  match::Request call;
  call.target = sent;
  const auto got = send_url(target, call, kind);
  return got ? *got : got.error().code;
}

TEST(SendTarget, WhatStandsBehindTheBinIsPutBehindTheTarget) {
  EXPECT_EQ(url("http://h:1", "/orders/v1/a%20b?x=%31&y"), "http://h:1/v1/a%20b?x=%31&y");
  EXPECT_EQ(url("http://h:1", "/orders"), "http://h:1/");
  EXPECT_EQ(url("http://h:1", "/orders?x"), "http://h:1/?x");
  EXPECT_EQ(url("http://h/in", "/orders"), "http://h/in");
  EXPECT_EQ(url("http://h/in", "/orders?x"), "http://h/in?x");
  EXPECT_EQ(url("http://h/in", "/orders//deep"), "http://h/in//deep");
}

TEST(SendTarget, ACallOfAStubKeepsItsPath) {
  EXPECT_EQ(url("http://h:1", "/maillot.jpg?size=1", journal::BinKind::kStub),
            "http://h:1/maillot.jpg?size=1");
  EXPECT_EQ(url("http://h:1", "http://proxied.test/a?b", journal::BinKind::kStub),
            "http://h:1/a?b");
  EXPECT_EQ(url("http://h:1", "http://proxied.test", journal::BinKind::kStub), "http://h:1/");
  EXPECT_EQ(url("http://h:1", "*", journal::BinKind::kStub), "http://h:1/");
}

TEST(SendTarget, TheHostIsNeverTheRequestsAffair) {
  EXPECT_EQ(url("http://h", "/orders/@evil.test/"), "http://h/@evil.test/");
  EXPECT_EQ(url("http://h", "//evil.test/x", journal::BinKind::kStub), "http://h//evil.test/x");
  EXPECT_EQ(url("http://h", "http://evil.test@x:1/y", journal::BinKind::kStub), "http://h/y");
  EXPECT_EQ(url("http://h", ".evil.test/", journal::BinKind::kStub), "http://h/");
}

TEST(SendTarget, NothingLeavesThePathOfTheTarget) {
  for (const char* sent : {"/orders/../admin", "/orders/a/%2e%2E/../x", "/orders/..%2fadmin",
                           "/orders/..\\admin", "/orders/%2e%2e"})
    EXPECT_EQ(url("http://h/in", sent), "bin/leaves-target") << sent;
  EXPECT_EQ(url("http://h/in", "/orders/a..b/...?x=/../"), "http://h/in/a..b/...?x=/../");
  EXPECT_EQ(url("http://h", "/orders/../admin"), "http://h/../admin")
      << "the whole host is allowed";
}

}  // namespace
}  // namespace ricochet::requestbin
