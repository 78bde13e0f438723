#include "http/outbound.h"

#include <gmock/gmock.h>

namespace ricochet::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Outbound, NamesDoNotLeadToLinkLocalAddresses) {
  for (const char* address : {"169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0",
                              "febf::1", "::ffff:169.254.169.254"})
    EXPECT_TRUE(is_refused_address(address)) << address;
}

TEST(Outbound, OthersAreForTheTestToChoose) {
  for (const char* address : {"127.0.0.1", "10.0.0.1", "192.168.1.1", "169.253.0.1", "169.255.0.1",
                              "8.8.8.8", "::1", "fec0::1", "2001:db8::1"})
    EXPECT_FALSE(is_refused_address(address)) << address;
}

TEST(Outbound, LoopbackIsKnownByItsName) {
  for (const char* host : {"localhost", "LocalHost", "127.0.0.1", "127.9.9.9", "::1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host :
       {"127.0.0.1.evil.test", "localhost.evil.test", "128.0.0.1", "10.0.0.1", "::2", "", "127"})
    EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(OutboundTargets, AreHttpUrlsWithoutQuery) {
  OutboundTargets targets;
  ASSERT_TRUE(targets.add("http://localhost:8080"));
  ASSERT_TRUE(targets.add("https://h.test/hooks//"));
  EXPECT_THAT(targets.urls(), ElementsAre("http://localhost:8080", "https://h.test/hooks"));
  for (const char* bad : {"localhost:8080", "ftp://h", "http://", "http://u:p@h", "http://h/?a=b",
                          "http://h/#a", "http://h:99999", "file:///etc/passwd"}) {
    const auto got = targets.add(bad);
    ASSERT_FALSE(got) << bad;
    EXPECT_EQ(got.error().code, "http/bad-target");
    EXPECT_THAT(got.error().message, HasSubstr(bad));
    EXPECT_NE(got.error().hint, "");
  }
}

TEST(OutboundTargets, AllowAPlaceAndWhatIsBelowItsPath) {
  OutboundTargets targets;
  ASSERT_TRUE(targets.add("http://h.test"));
  ASSERT_TRUE(targets.add("https://api.test:8443/hooks"));
  for (const char* url : {"http://h.test", "http://H.test:80/a/../b", "http://h.test?x",
                          "https://api.test:8443/hooks", "https://api.test:8443/hooks/a?x=../",
                          "https://api.test:8443/hooks?x"})
    EXPECT_TRUE(targets.allow(url)) << url;
  for (const char* url :
       {"https://h.test/", "http://h.test:81/", "http://h.test.evil.test/",
        "http://evil.test/h.test", "http://u@h.test/", "https://api.test:8443/",
        "https://api.test:8443/hooksmith", "https://api.test:8443/hooks/../admin",
        "https://api.test:8443/hooks/%2e%2E/admin", "https://api.test:8443/hooks/..%5cadmin",
        "http://127.0.0.1/", "not a url"})
    EXPECT_FALSE(targets.allow(url)) << url;
  targets.add_loopback();
  EXPECT_TRUE(targets.allow("http://127.0.0.1:1/"));
  EXPECT_TRUE(targets.allow("https://localhost/"));
  EXPECT_FALSE(targets.allow("http://10.0.0.1/"));
}

}  // namespace
}  // namespace ricochet::http
