// Flags for bounds and TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/e2e/bin/bin_process.h"
#include "tests/e2e/e2e.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(LimitFlags, AreThoseOfTheServer) {
  Program bin(ricochet({"bin", "-p", "0", "--bin", "x", "--max-body", "1KB", "--max-header-count",
                        "3", "--idle-timeout", "50ms"}));
  ASSERT_TRUE(bin.wait_for("/x\n"));
  const auto port = port_after(bin.out(), "request bins at http://127.0.0.1:");
  test::RawClient large(port);
  large.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
  const auto answer = large.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("(--max-body)"));
  test::RawClient many(port);
  many.send("GET /x HTTP/1.1\r\nHost: a\r\nA: 1\r\nA: 2\r\nA: 3\r\n\r\n");
  EXPECT_EQ(many.read_answer().status, 431);
  EXPECT_EQ(test::RawClient(port).wait_end(), test::End::kFin) << "idle";
}

TEST(Refusals, AreSeenByEveryClientAndProveNoAbsence) {
  const BinProcess bin({"--max-body", "1KB"});
  test::RawClient large(bin.port());
  large.send("POST /x/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_EQ(large.read_answer().status, 413);
  const auto never = run_ricochet({"await", "x", "--never", "--for", "50ms", "--url", bin.url()});
  EXPECT_EQ(never.exit_code, 2) << "inconclusive\n" << never.out << never.err;
  EXPECT_THAT(never.out + never.err, HasSubstr("the server refused a call"));
  EXPECT_THAT(never.out + never.err, HasSubstr("413, the body is larger than 1000 B (--max-body)"));
  const auto exactly = run_ricochet({"await", "x", "--exactly", "1", "--url", bin.url()});
  EXPECT_EQ(exactly.exit_code, 2);
  EXPECT_THAT(exactly.out + exactly.err, Not(HasSubstr("nothing at all")));
  const auto lines = run_ricochet({"export", "x", "--format", "ndjson", "--url", bin.url()});
  EXPECT_THAT(lines.out, HasSubstr(R"("code":"body_too_large")"));
  EXPECT_THAT(bin.call("GET", "/metrics").body,
              HasSubstr(R"(ricochet_refused_calls_total{status="413",reason="body_too_large"} 1)"));
  test::RawClient utf8(bin.port());
  utf8.send("GET /x/caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(utf8.read_answer().status, 200);
  const auto path =
      run_ricochet({"await", "x", "--request", "{\"uri\":\"/x/caf\xc3\xa9\"}", "--url", bin.url()});
  EXPECT_EQ(path.exit_code, 0) << path.out << path.err;
}

TEST(LimitFlags, AcceptDelayHoldsEveryConnectionBackForSoLong) {
  const test::TempFolder folder;
  folder.write("foo.json", R"([ { "response": { "text": "bar" } } ])");
  Program stub(
      ricochet({"stub", "http", "-c", "foo.json", "--accept-delay", "150ms"}, folder.path()));
  ASSERT_TRUE(stub.wait_for("Random values"));
  const auto port = port_after(stub.out(), "Server is started at ");
  for (int i = 0; i < 2; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    test::RawClient client(port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.read_answer().body, "bar");
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(150));
  }
}

TEST(LimitFlags, RefuseWhatIsNoSizeOrTime) {
  const ProgramEnd size = run_ricochet({"bin", "--max-body", "ten"});
  EXPECT_EQ(size.exit_code, 2);
  EXPECT_THAT(size.err, HasSubstr("--max-body: \"ten\" is not a size; write 500KB, 10MB or 64KiB"));
  const ProgramEnd time = run_ricochet({"bin", "--idle-timeout", "0s"});
  EXPECT_EQ(time.exit_code, 2);
  EXPECT_THAT(time.err, HasSubstr("\"0s\" is not a time"));
  const ProgramEnd none = run_ricochet({"bin", "--max-connections", "0"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("--max-connections: \"0\" is not a whole number of at least 1"));
}

TEST(TlsFlags, MakeItHttps) {
  Program bin(ricochet({"bin", "-p", "0", "--bin", "x", "--tls"}));
  ASSERT_TRUE(bin.wait_for("/x\n"));
  const auto port = port_after(bin.out(), "request bins at https://127.0.0.1:");
  ASSERT_NE(port, 0) << bin.out();
  test::RawClient plain(port);
  plain.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(plain.read_all(), HasSubstr("this port speaks TLS"));
}

TEST(TlsFlags, SayWhatIsWrongWithAFile) {
  const ProgramEnd none = run_ricochet({"bin", "-p", "0", "--tls-cert", "none.pem"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("http/tls-file"));
  EXPECT_THAT(none.err, HasSubstr("none.pem"));
  EXPECT_EQ(run_ricochet({"bin", "-p", "0", "--tls-key", "key.pem"}).exit_code, 2);
}

}  // namespace
}  // namespace ricochet::e2e
