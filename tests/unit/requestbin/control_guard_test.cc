// Which host a request asks for, and whether the control side answers to it.
#include "requestbin/control_guard.h"

#include <gmock/gmock.h>

#include "http/authority.h"

namespace ricochet::requestbin {
namespace {

match::Request request(const std::string& target, const std::string& host,
                       const std::string& method = "GET") {
  match::Request made;
  made.method = method;
  made.set_target(target);
  made.headers.push_back({"Host", host});
  return made;
}

int status(const match::Request& asked) {
  BinServerOptions options;
  options.hosts = {"bins.test"};
  const auto refused = refuse(asked, options);
  return refused ? refused->status : 0;
}

TEST(ControlGuard, AnAbsoluteTargetNamesTheHostWhateverHostSays) {
  EXPECT_EQ(status(request("/api/v2/bins", "localhost:8025")), 0);
  EXPECT_EQ(status(request("/api/v2/bins", "evil.test")), 403);
  EXPECT_EQ(status(request("http://evil.test/api/v2/bins", "localhost:8025")), 403);
  EXPECT_EQ(status(request("HTTP://EVIL.test:80/api/v2/bins", "bins.test")), 403);
  EXPECT_EQ(status(request("http://evil.test", "localhost")), 403);
  EXPECT_EQ(status(request("http://evil.test?x", "localhost")), 403);
  EXPECT_EQ(status(request("http://localhost:8025/api/v2/bins", "evil.test")), 0);
  EXPECT_EQ(status(request("http://bins.test/api/v2/bins", "")), 0);
  EXPECT_EQ(status(request("http://localhost.evil.test/", "localhost")), 403);
  EXPECT_EQ(status(request("evil.test:443", "localhost", "CONNECT")), 403);
  EXPECT_EQ(status(request("*", "evil.test", "OPTIONS")), 403);
  EXPECT_EQ(status(request("/a?u=http://localhost/", "evil.test")), 403);
}

TEST(ControlGuard, AnOriginIsComparedWithTheSameHost) {
  auto post = request("http://localhost:8025/api/v2/bins", "evil.test", "POST");
  post.headers.push_back({"Origin", "http://evil.test"});
  EXPECT_EQ(status(post), 403);
  post.headers.back().value = "http://localhost:8025";
  EXPECT_EQ(status(post), 0);
}

TEST(Authority, IsEmptyWhenTheRequestDoesNotSay) {
  match::Request none;
  none.set_target("/a");
  EXPECT_EQ(http::authority_of(none), "");
  EXPECT_EQ(http::authority_of(request("http://h:1/a", "x")), "h:1");
  EXPECT_EQ(http::authority_of(request("/a://b", "x")), "x");
}

}  // namespace
}  // namespace ricochet::requestbin
