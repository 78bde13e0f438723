#include "http/url.h"

#include <gmock/gmock.h>

#include "http/server.h"

namespace ricochet::http {
namespace {

TEST(Url, TakesItApart) {
  const Url url = parse_url("HTTP://Host:8080/a%20b?x=1#part").value();
  EXPECT_EQ(url.host, "Host");
  EXPECT_EQ(url.port, 8080);
  EXPECT_EQ(url.target, "/a%20b?x=1");
  EXPECT_EQ(url.authority, "Host:8080");
  EXPECT_EQ(parse_url("http://a").value().target, "/");
  EXPECT_EQ(parse_url("http://a?x").value().target, "/?x");
  EXPECT_EQ(parse_url("http://a:/").value().port, 80);
  EXPECT_FALSE(url.tls);
  EXPECT_EQ(parse_url("HTTPS://a/").value().port, 443);
  EXPECT_EQ(parse_url("https://a:8443/").value().port, 8443);
  EXPECT_TRUE(parse_url("https://a/").value().tls);
  const Url v6 = parse_url("http://[::1]:81/").value();
  EXPECT_EQ(v6.host, "::1");
  EXPECT_EQ(v6.port, 81);
  EXPECT_EQ(v6.authority, "[::1]:81");
}

TEST(Url, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"localhost:80/", "no scheme"},   {"ftp://a/", "neither an http://"},
      {"http://", "no host"},           {"http://:80/", "no host"},
      {"http://a:0/", "valid port"},    {"http://a:99999/", "valid port"},
      {"http://a:8x/", "valid port"},   {"http://[::1/", "no ]"},
      {"http://u:p@a/", "user name"},   {"http://a/b c", "space"},
      {"http://a/\r\nX: y", "control"}, {"http://[::1]x/", "valid port"}};
  for (const auto& [text, what] : cases) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, "http/bad-url");
    EXPECT_THAT(url.error().message, testing::HasSubstr(what)) << text;
    EXPECT_FALSE(url.error().hint.empty());
  }
}

TEST(Endpoint, UrlIsOneToConnectTo) {
  EXPECT_EQ((net::Endpoint{"127.0.0.1", 8025}.url()), "http://127.0.0.1:8025");
  EXPECT_EQ((net::Endpoint{"::1", 80}.url()), "http://[::1]:80");
  EXPECT_EQ((net::Endpoint{"0.0.0.0", 80}.url()), "http://127.0.0.1:80");
  EXPECT_EQ((net::Endpoint{"::", 80}.url()), "http://[::1]:80");
  EXPECT_EQ((net::Endpoint{"127.0.0.1", 443, true}.url()), "https://127.0.0.1:443");
}

}  // namespace
}  // namespace ricochet::http
