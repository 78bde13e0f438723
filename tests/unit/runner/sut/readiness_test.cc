#include "runner/sut/readiness.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <csignal>

#include "http/server.h"
#include "tests/unit/runner/sut/sut_fixture.h"

namespace ricochet::runner {
namespace {

using testing::Contains;
using testing::HasSubstr;

class ReadinessTest : public SutFixture {
 protected:
  base::Result<base::Duration> wait(std::unique_ptr<Probe> probe,
                                    base::Duration limit = kDeadline) {
    std::optional<base::Result<base::Duration>> result;
    Readiness readiness(loop_, *process_, "shop", std::move(probe));
    readiness.wait(limit, [&](base::Result<base::Duration> done) { result = std::move(done); });
    EXPECT_FALSE(result.has_value()) << "done ran inside the call";
    EXPECT_TRUE(wait_until([&] { return result.has_value(); }));
    return *result;
  }
};

/// A port that is taken but refuses, until listen().
class LatePort {
 public:
  LatePort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  void listen() { EXPECT_EQ(::listen(fd_.get(), 8), 0); }
  const std::string& address() const { return address_; }

 private:
  Fd fd_;
  std::string address_;
};

/// Answers with one status after the other, the last one for ever.
class Statuses final : public http::Handler {
 public:
  explicit Statuses(std::vector<int> statuses) : statuses_(std::move(statuses)) {}
  void handle(match::Request&&, std::shared_ptr<http::Responder> responder) override {
    responder->send(http::Response(statuses_[std::min(asked_++, statuses_.size() - 1)]));
  }
  std::size_t asked() const { return asked_; }

 private:
  std::vector<int> statuses_;
  std::size_t asked_ = 0;
};

TEST_F(ReadinessTest, ByALogLine) {
  start("echo booting; echo server listening on 80; exec sleep 1000");
  EXPECT_TRUE(wait(probe_log(*process_, "listening")));
  EXPECT_TRUE(process_->running());
}

TEST_F(ReadinessTest, ByALogLineThatWasPrintedBefore) {
  start("echo listening; exec sleep 1000");
  ASSERT_TRUE(wait_for_line("listening"));
  EXPECT_TRUE(wait(probe_log(*process_, "listening")));
}

TEST_F(ReadinessTest, ByALineWithoutAnEnd) {
  start("printf 'shop> '; exec sleep 1000");
  EXPECT_TRUE(wait(probe_log(*process_, "shop>")));
}

TEST_F(ReadinessTest, ByALineWithColoursInTheMiddle) {
  start(R"(printf 'server \033[32mlistening\033[0m on 80\n'; exec sleep 1000)");
  EXPECT_TRUE(wait(probe_log(*process_, "server listening on")));
}

TEST_F(ReadinessTest, ByACommandThatIsAskedAgain) {
  start("exec sleep 1000");
  // The first time it leaves a file and fails.
  SutCommand command = script("test -e seen && exit 0; touch seen; echo not yet; exit 2");
  command.cwd = folder_.path();
  EXPECT_TRUE(wait(probe_command(loop_, command)));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/seen"));
}

TEST_F(ReadinessTest, ACommandThatIsNotThereIsToldAtTheLimit) {
  start("exec sleep 1000");
  SutCommand command = script("");
  command.argv = {"no-such-program"};
  const auto result = wait(probe_command(loop_, command), std::chrono::milliseconds(100));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("\"no-such-program\" is in no folder of PATH"));
}

TEST_F(ReadinessTest, ByALogLineThatFitsAnExpression) {
  start("echo port 80; echo port 8080; exec sleep 1000");
  EXPECT_TRUE(wait(probe_log_regex(*process_, "port \\d{4}$").value()));
  const auto bad = probe_log_regex(*process_, "port (");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "match/bad-pattern");
}

TEST_F(ReadinessTest, ByAPortThatListensLater) {
  start("exec sleep 1000");
  LatePort port;
  auto probe = probe_tcp(loop_, port.address()).value();
  Probe& tries = *probe;
  bool listening = false;
  // It listens only once the probe was refused.
  std::function<void()> look = [&] {
    if (tries.last_try().empty()) {
      loop_.call_after(std::chrono::milliseconds(1), look);
      return;
    }
    EXPECT_EQ(tries.last_try(), "connection refused");
    listening = true;
    port.listen();
  };
  look();
  EXPECT_TRUE(wait(std::move(probe)));
  EXPECT_TRUE(listening);
}

TEST_F(ReadinessTest, AddressesThatAreNoneAreRefused) {
  for (const char* text : {"", "8080", ":8080", "localhost", "localhost:", "localhost:0",
                           "localhost:99999", "localhost:http", "::1:8080", "[]:80"}) {
    const auto probe = probe_tcp(loop_, text);
    ASSERT_FALSE(probe) << text;
    EXPECT_EQ(probe.error().code, "sut/bad-ready");
    EXPECT_THAT(probe.error().hint, HasSubstr("127.0.0.1:8080"));
  }
  EXPECT_TRUE(probe_tcp(loop_, "[::1]:8080"));
}

TEST_F(ReadinessTest, ByHttpWhenTheServerErrorsAreOver) {
  start("exec sleep 1000");
  Statuses statuses({503, 500, 404});
  http::Server server(loop_, {}, statuses);
  const std::string url = server.start().value().url();
  EXPECT_TRUE(wait(probe_http(loop_, url + "/health")));
  EXPECT_EQ(statuses.asked(), 3u);
}

TEST_F(ReadinessTest, ByHttpWithACertainStatus) {
  start("exec sleep 1000");
  Statuses statuses({404, 503, 204, 500});
  http::Server server(loop_, {}, statuses);
  const std::string url = server.start().value().url();
  EXPECT_TRUE(wait(probe_http(loop_, url + "/health", 204)));
  EXPECT_EQ(statuses.asked(), 3u);
}

TEST_F(ReadinessTest, WithoutAProbeAtOnce) {
  start("exec sleep 1000");
  EXPECT_TRUE(wait(nullptr));
}

TEST_F(ReadinessTest, EndsWithTheProcessAndShowsItsLastLines) {
  start("echo connecting; echo 'no database' >&2; exit 1");
  const auto result = wait(probe_log(*process_, "listening"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "sut/exited-early");
  EXPECT_EQ(result.error().message, "service \"shop\" exited with status 1 before it was ready");
  EXPECT_THAT(result.error().notes, testing::ElementsAre("shop: connecting", "shop: no database"));
}

TEST_F(ReadinessTest, ALineThatCameBeforeTheEndCounts) {
  start("echo listening; exit 3");
  // The line and the end are both there before the loop looks at either.
  ASSERT_TRUE(is_gone(process_->pid()));
  EXPECT_TRUE(wait(probe_log(*process_, "listening")));
}

TEST_F(ReadinessTest, OfOneThatHasEndedFailsToo) {
  start("kill -KILL $$");
  ASSERT_TRUE(wait_for_exit());
  const auto result = wait(probe_log(*process_, "listening"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "service \"shop\" was killed by SIGKILL before it was ready");
  EXPECT_THAT(result.error().notes, testing::ElementsAre("it printed nothing"));
}

TEST_F(ReadinessTest, ProcessThatEndsWhileAPortIsTriedEndsTheWait) {
  start("read line; exit 2");  // stdin is empty
  LatePort port;
  const auto result = wait(probe_tcp(loop_, port.address()).value());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "sut/exited-early");
}

TEST_F(ReadinessTest, LimitTellsWhatWasWaitedForAndWhatWasSeen) {
  start("echo booting; exec sleep 1000");
  ASSERT_TRUE(wait_for_line("booting"));
  const auto by_log = wait(probe_log(*process_, "listening"), std::chrono::milliseconds(50));
  ASSERT_FALSE(by_log);
  EXPECT_EQ(by_log.error().code, "sut/not-ready");
  EXPECT_EQ(by_log.error().message,
            "service \"shop\" was not ready within 50 ms: waited for a log line with "
            "\"listening\"; none of its "
            "1 line fits; it said last: \"booting\"");
  EXPECT_THAT(by_log.error().notes, Contains("shop: booting"));

  LatePort port;
  const auto by_tcp =
      wait(probe_tcp(loop_, port.address()).value(), std::chrono::milliseconds(200));
  ASSERT_FALSE(by_tcp);
  EXPECT_THAT(by_tcp.error().message, HasSubstr(port.address() + "; connection refused"));

  Statuses statuses({503});
  http::Server server(loop_, {}, statuses);
  const std::string url = server.start().value().url();
  const auto by_http = wait(probe_http(loop_, url), std::chrono::milliseconds(200));
  ASSERT_FALSE(by_http);
  EXPECT_THAT(by_http.error().message, HasSubstr("the status was 503"));
}

TEST_F(ReadinessTest, DestructionEndsTheWaitWithoutAWord) {
  start("exec sleep 1000");
  LatePort port;
  {
    Readiness readiness(loop_, *process_, "shop", probe_tcp(loop_, port.address()).value());
    readiness.wait(kDeadline, [](base::Result<base::Duration>) { FAIL() << "was destroyed"; });
  }
  bool stopped = false;
  process_->stop(SIGKILL, kDeadline, [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  loop_.run();  // nothing is left to do
}

/// A process that was killed is a member until its session is over.
TEST_F(ReadinessTest, ByAGroupWhoseMembersJoinedSinceTheStart) {
  start("exec sleep 1000");
  const auto view = [](const std::string& state, std::vector<bus::GroupView::Member> who) {
    bus::GroupView out;
    out.state = state;
    out.members = who.size();
    for (const auto& one : who) out.partitions += one.partitions;
    out.who = std::move(who);
    return out;
  };
  const std::vector<bus::GroupView> views{
      view("Stable", {{"old", 2}}), view("PreparingRebalance", {{"old", 2}, {"new", 0}}),
      view("Stable", {{"old", 2}, {"new", 0}}), view("Stable", {{"new", 2}})};
  std::size_t asked = 0;
  GroupsOfBus groups;
  groups.ask = [&](const std::string&, auto done) {
    loop_.post([&, done] { done(views[std::min(asked++, views.size() - 1)]); });
  };
  std::vector<std::string> looked_through;
  groups.drop_ended = [&](const std::string& group) { looked_through.push_back(group); };
  EXPECT_TRUE(wait(probe_group(loop_, "shop", "g", groups, {"old"})));
  EXPECT_EQ(asked, 4u);
  EXPECT_EQ(looked_through, std::vector<std::string>(4, "g"));
}

/// Two instances of a service start side by side, and the other is there first.
TEST_F(ReadinessTest, NotByTheMembersOfAnotherServiceInItsGroup) {
  start("exec sleep 1000");
  std::size_t asked = 0;
  GroupsOfBus groups;
  groups.ask = [&](const std::string&, auto done) {
    bus::GroupView out;
    out.state = "Stable";
    out.who = {{"another's", 2}};
    if (++asked == 3) out.who = {{"another's", 1}, {"mine", 1}};
    out.members = out.who.size();
    out.partitions = 2;
    loop_.post([done, out] { done(out); });
  };
  groups.owner_of = [](const std::string&, const std::string& member) {
    return member == "mine" ? "shop" : "shop-2";
  };
  EXPECT_TRUE(wait(probe_group(loop_, "shop", "g", groups)));
  EXPECT_EQ(asked, 3u);
}

}  // namespace
}  // namespace ricochet::runner
