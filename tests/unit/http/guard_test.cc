#include "http/guard.h"

#include <gmock/gmock.h>

namespace ricochet::http {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

struct GuardCase {
  const char* name;
  std::string head;
  int status;          // 0: accepted
  const char* reason;  // part of it
};

std::string get(const std::string& headers, const std::string& version = "HTTP/1.1") {
  return "GET / " + version + "\r\n" + headers + "\r\n";
}

class GuardTable : public testing::TestWithParam<GuardCase> {};

TEST_P(GuardTable, Decides) {
  const GuardCase& c = GetParam();
  const auto problem = check_head(c.head);
  if (c.status == 0) {
    EXPECT_FALSE(problem) << problem->reason;
    return;
  }
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->status, c.status);
  EXPECT_THAT(problem->reason, HasSubstr(c.reason));
}

INSTANTIATE_TEST_SUITE_P(
    Accepted, GuardTable,
    testing::Values(
        GuardCase{"plain", get("Host: a\r\n"), 0, ""},
        GuardCase{"http10_needs_no_host", get("", "HTTP/1.0"), 0, ""},
        GuardCase{"empty_host", get("Host:\r\n"), 0, ""},
        GuardCase{"ipv6_host", get("Host: [::1]:80\r\n"), 0, ""},
        GuardCase{"chunked", get("Host: a\r\nTransfer-Encoding: chunked\r\n"), 0, ""},
        GuardCase{"chunked_case_and_space", get("Host: a\r\ntransfer-encoding:  CHUNKED \r\n"), 0,
                  ""},
        GuardCase{"length", get("Host: a\r\nContent-Length: 3\r\n"), 0, ""},
        GuardCase{"unknown_method", "PROPFIND /x HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"lower_case_method", "get /x HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"absolute_form", "GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"options_star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"connect_authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"tab_and_high_bytes_in_a_value", get("Host: a\r\nX: a\t\xc3\xa4\r\n"), 0, ""},
        GuardCase{"empty_value", get("Host: a\r\nX:\r\n"), 0, ""}),
    [](const auto& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Framing, GuardTable,
    testing::Values(
        GuardCase{"no_host", get("X: 1\r\n"), 400, "no Host"},
        GuardCase{"two_hosts", get("Host: a\r\nhost: a\r\n"), 400, "more than one Host"},
        GuardCase{"host_list", get("Host: a, b\r\n"), 400, "is not a host"},
        GuardCase{"host_with_path", get("Host: a/b\r\n"), 400, "is not a host"},
        GuardCase{"gzip_then_length",
                  get("Host: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 3\r\n"), 400,
                  "only chunked"},
        GuardCase{"xchunked", get("Host: a\r\nTransfer-Encoding: xchunked\r\n"), 400,
                  "only chunked"},
        GuardCase{"chunked_identity", get("Host: a\r\nTransfer-Encoding: chunked, identity\r\n"),
                  400, "only chunked"},
        GuardCase{"identity", get("Host: a\r\nTransfer-Encoding: identity\r\n"), 400,
                  "only chunked"},
        GuardCase{"chunked_twice", get("Host: a\r\nTransfer-Encoding: chunked, chunked\r\n"), 400,
                  "only chunked"},
        GuardCase{"gzip_chunked", get("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"), 501,
                  "only chunked"},
        GuardCase{"empty_transfer_encoding", get("Host: a\r\nTransfer-Encoding:\r\n"), 400,
                  "only chunked"},
        GuardCase{"two_transfer_encodings",
                  get("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                  400, "more than one Transfer-Encoding"},
        GuardCase{"chunked_and_length",
                  get("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400,
                  "both"},
        GuardCase{"length_and_chunked",
                  get("Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400,
                  "both"},
        GuardCase{"chunked_on_http10", get("Host: a\r\nTransfer-Encoding: chunked\r\n", "HTTP/1.0"),
                  400, "HTTP/1.0"},
        GuardCase{"folded", get("Host: a\r\nX: 1\r\n 2\r\n"), 400, "folding"},
        GuardCase{"folded_transfer_encoding", get("Host: a\r\nTransfer-Encoding:\r\n\tchunked\r\n"),
                  400, "only chunked"},
        GuardCase{"leading_space_on_first_field", get(" Host: a\r\n"), 400, "folding"},
        GuardCase{"space_before_colon", get("Host: a\r\nTransfer-Encoding : chunked\r\n"), 400,
                  "not a token"},
        GuardCase{"no_colon", get("Host: a\r\nnonsense\r\n"), 400, "without a colon"},
        GuardCase{"empty_name", get("Host: a\r\n: x\r\n"), 400, "not a token"},
        GuardCase{"nul_in_value", get("Host: a\r\nX: a\0b\r\n"s), 400, "control byte"},
        GuardCase{"bare_cr_in_value", get("Host: a\r\nX: a\rb\r\n"), 400, "control byte"}),
    [](const auto& p) { return p.param.name; });

INSTANTIATE_TEST_SUITE_P(
    RequestLine, GuardTable,
    testing::Values(
        GuardCase{"http2", "PRI * HTTP/2.0\r\n\r\n", 505, "HTTP/2.0"},
        GuardCase{"http12", get("Host: a\r\n", "HTTP/1.2"), 505, "HTTP/1.2"},
        GuardCase{"http09", get("Host: a\r\n", "HTTP/0.9"), 505, "HTTP/0.9"},
        GuardCase{"lower_case_version", get("Host: a\r\n", "http/1.1"), 400, "http/1.1"},
        GuardCase{"long_version", get("Host: a\r\n", "HTTP/1.10"), 400, "HTTP/1.10"},
        GuardCase{"no_version", "GET /\r\nHost: a\r\n\r\n", 400, "no target or no version"},
        GuardCase{"one_word", "GET\r\nHost: a\r\n\r\n", 400, "not a request line"},
        GuardCase{"no_target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400, "no target"},
        GuardCase{"space_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "percent-encode"},
        GuardCase{"control_in_target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400,
                  "control byte"},
        GuardCase{"del_in_target", "GET /a\x7f HTTP/1.1\r\nHost: a\r\n\r\n", 400, "control byte"},
        GuardCase{"high_byte_in_target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "0xc3"},
        GuardCase{"relative_target", "GET a/b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "neither a path"},
        GuardCase{"get_star", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, "neither a path"},
        GuardCase{"bad_method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not a token"},
        GuardCase{"leading_space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not a token"},
        GuardCase{"not_ended", "GET / HTTP/1.1\r\nHost: a\r\n", 400, "empty line"},
        GuardCase{"nothing", "", 400, "empty line"}),
    [](const auto& p) { return p.param.name; });

TEST(HeadScanner, FindsTheEndHoweverTheBytesArrive) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string bytes = "\r\n\r\n" + head + "next";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    HeadScanner scanner(100, 100, 200);
    bool found = false;
    for (std::size_t n = step; !found; n += step) {
      found = scanner.scan(std::string_view(bytes).substr(0, n));
      ASSERT_FALSE(scanner.problem());
      ASSERT_LT(n, bytes.size() + step);
    }
    EXPECT_EQ(bytes.substr(scanner.begin(), scanner.end() - scanner.begin()), head);
  }
}

TEST(HeadScanner, RefusesAnotherProtocolAtOnce) {
  HeadScanner scanner(100, 100, 200);
  EXPECT_FALSE(scanner.scan("_SHUTDOWN_MOCO_KEY\r"));
  EXPECT_FALSE(scanner.problem());
  EXPECT_FALSE(scanner.scan("_SHUTDOWN_MOCO_KEY\r\n"));
  ASSERT_TRUE(scanner.problem());
  EXPECT_EQ(scanner.problem()->status, 400);
  EXPECT_THAT(scanner.problem()->reason, HasSubstr("not a request line: \"_SHUTDOWN_MOCO_KEY\""));
}

TEST(HeadScanner, RefusesBareLfAtOnce) {
  HeadScanner scanner(100, 100, 200);
  EXPECT_FALSE(scanner.scan("GET / HTTP/1.1\nHost: a\n\n"));
  ASSERT_TRUE(scanner.problem());
  EXPECT_EQ(scanner.problem()->status, 400);
  HeadScanner first(100, 100, 200);
  EXPECT_FALSE(first.scan("\nGET"));
  EXPECT_TRUE(first.problem());
}

TEST(HeadScanner, RefusesALongRequestLineBeforeItEnds) {
  HeadScanner scanner(20, 100, 200);
  EXPECT_FALSE(scanner.scan("GET /345678901234567"));
  EXPECT_FALSE(scanner.problem());
  EXPECT_FALSE(scanner.scan("GET /34567890123456789"));
  ASSERT_TRUE(scanner.problem());
  EXPECT_EQ(scanner.problem()->status, 414);
  EXPECT_THAT(scanner.problem()->reason, HasSubstr("limits.request_line_bytes = 20"));
}

TEST(HeadScanner, CountsAllHeadersTogether) {
  HeadScanner fits(20, 24, 200);
  EXPECT_TRUE(fits.scan("GET / HTTP/1.1\r\nA: 1234567\r\nB: 1234567\r\n\r\n"));
  HeadScanner over(20, 22, 200);
  EXPECT_FALSE(over.scan("GET / HTTP/1.1\r\nA: 1234567\r\nB: 1234567\r\n\r\n"));
  ASSERT_TRUE(over.problem());
  EXPECT_EQ(over.problem()->status, 431);
  EXPECT_THAT(over.problem()->reason, HasSubstr("limits.header_bytes = 22"));
}

TEST(HeadScanner, TakesSomeEmptyLinesFirstButNotForEver) {
  HeadScanner scanner(100, 100, 200);
  EXPECT_FALSE(scanner.scan("\r\n\r\n\r\n\r\n"));
  EXPECT_FALSE(scanner.problem());
  EXPECT_FALSE(scanner.scan("\r\n\r\n\r\n\r\n\r\n"));
  EXPECT_TRUE(scanner.problem());
}

}  // namespace
}  // namespace ricochet::http
