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

/// A whole head that asks for the target.
std::string asking(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
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
        GuardCase{"http10_empty_host", get("Host:\r\n", "HTTP/1.0"), 0, ""},
        GuardCase{"absolute_form_needs_no_host_value", "GET http://a/x HTTP/1.1\r\nHost:\r\n\r\n",
                  0, ""},
        GuardCase{"connect_needs_no_host_value", "CONNECT a:443 HTTP/1.1\r\nHost:\r\n\r\n", 0, ""},
        GuardCase{"absolute_form_foreign_to_host", asking("http://b/x"), 0, ""},
        GuardCase{"raw_utf8_in_target", asking("/caf\xc3\xa9"), 0, ""},
        GuardCase{"raw_utf8_in_query", asking("/?q=\xe4\xb8\xad"), 0, ""},
        GuardCase{"raw_emoji_in_target", asking("/\xf0\x9f\x98\x80"), 0, ""},
        GuardCase{"ipv6_host", get("Host: [::1]:80\r\n"), 0, ""},
        GuardCase{"chunked", get("Host: a\r\nTransfer-Encoding: chunked\r\n"), 0, ""},
        GuardCase{"chunked_case_and_space", get("Host: a\r\ntransfer-encoding:  CHUNKED \r\n"), 0,
                  ""},
        GuardCase{"length", get("Host: a\r\nContent-Length: 3\r\n"), 0, ""},
        GuardCase{"unknown_method", "PROPFIND /x HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"lower_case_method", "get /x HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"absolute_form", asking("http://a/x?y"), 0, ""},
        GuardCase{"options_star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"connect_authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 0, ""},
        GuardCase{"tab_and_high_bytes_in_a_value", get("Host: a\r\nX: a\t\xc3\xa4\r\n"), 0, ""},
        GuardCase{"empty_value", get("Host: a\r\nX:\r\n"), 0, ""}),
    [](const auto& p) { return p.param.name; });

/// RFC 9112 section 3.2 with RFC 3986 section 3.2.2.
TEST(GuardHost, IsAHostWithOrWithoutAPort) {
  for (const char* host : {"a", "a:80", "a:", "a:0", "a:65535", "a:00080", "127.0.0.1:80",
                           "my_service", "a.b-c~d", "a!$&'()*+;=", "%41b", "[::1]", "[::1]:80",
                           "[::1]:", "[::ffff:1.2.3.4]", "[v1.a:b]", "999.999.999.999"}) {
    EXPECT_FALSE(check_head(get(std::string("Host: ") + host + "\r\n"))) << host;
    EXPECT_FALSE(check_head(asking(std::string("http://") + host + "/x"))) << host;
  }
  for (const char* host : {":80",
                           ":",
                           "[::1",
                           "::1",
                           "[::1]:80evil",
                           "[::1]80",
                           "[]",
                           "[1.2.3.4]",
                           "[fe80::1%25lo]",
                           "[v.a]",
                           "[v1.]",
                           "a:x",
                           "a:65536",
                           "a:99999999999999999999",
                           "a:-1",
                           "a:+1",
                           "127.0.0.1:80:90",
                           "a:80:",
                           "u@a",
                           "a,b",
                           "a b",
                           "a%",
                           "a%4",
                           "a%zz",
                           "a{b}",
                           "a|b",
                           "a^b",
                           "a`b",
                           "a\\b",
                           "a<b>",
                           "[::1]]",
                           "[[::1]]",
                           "a[::1]",
                           "caf\xc3\xa9"}) {
    const auto problem = check_head(get(std::string("Host: ") + host + "\r\n"));
    ASSERT_TRUE(problem) << host;
    EXPECT_EQ(problem->status, 400) << host;
    EXPECT_EQ(problem->code, "bad_host") << host;
    EXPECT_TRUE(check_head(asking(std::string("http://") + host + "/x"))) << host;
  }
}

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
        GuardCase{"space_in_target", asking("/a b"), 400, "percent-encode"},
        GuardCase{"control_in_target", asking("/a\tb"), 400, "control byte"},
        GuardCase{"del_in_target", asking("/a\x7f"), 400, "control byte"},
        GuardCase{"latin1_in_target", asking("/caf\xe9"), 400, "not UTF-8"},
        GuardCase{"half_a_character_in_target", asking("/\xc3"), 400, "not UTF-8"},
        GuardCase{"overlong_in_target", asking("/\xc0\xaf"), 400, "not UTF-8"},
        GuardCase{"surrogate_in_target", asking("/\xed\xa0\x80"), 400, "not UTF-8"},
        GuardCase{"c1_control_in_target", asking("/\xc2\x85"), 400, "control character"},
        GuardCase{"nul_in_target", asking("/a\0b"s), 400, "control byte"},
        GuardCase{"absolute_without_host", asking("http:///x"), 400, "names no host"},
        GuardCase{"absolute_with_port_alone", asking("http://:80/x"), 400, "names no host"},
        GuardCase{"absolute_with_user", asking("http://u@a/x"), 400, "not a host"},
        GuardCase{"empty_host", get("Host:\r\n"), 400, "Host header is empty"},
        GuardCase{"blank_host", get("Host: \t \r\n"), 400, "Host header is empty"},
        GuardCase{"empty_host_of_options_star", "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n", 400,
                  "Host header is empty"},
        GuardCase{"relative_target", asking("a/b"), 400, "neither a path"},
        GuardCase{"get_star", asking("*"), 400, "neither a path"},
        GuardCase{"bad_method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not a token"},
        GuardCase{"leading_space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "not a token"},
        GuardCase{"not_ended", "GET / HTTP/1.1\r\nHost: a\r\n", 400, "empty line"},
        GuardCase{"nothing", "", 400, "empty line"}),
    [](const auto& p) { return p.param.name; });

TEST(HeadScanner, FindsTheEndHoweverTheBytesArrive) {
  const std::string head = asking("/");
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

TEST(HeadScanner, RefusesAFirstLineThatCanNoLongerBecomeRight) {
  for (const std::string& begin :
       {"\x80\x2e\x01"s, "\x01"s, "\0"s, "GET /\x07"s, "GET /\r "s, "{\"a\":1"s, "G(T"s,
        "GET /\r\n"s, "GET / HTTP/2.0\r\nHost"s, "GET a HTTP/1.1\r\n"s, "\r\n\x7f"s}) {
    HeadScanner scanner(100, 100, 200);
    EXPECT_FALSE(scanner.scan(begin));
    EXPECT_TRUE(scanner.problem()) << begin;
  }
}

TEST(HeadScanner, WaitsForEveryBeginningOfARightHead) {
  const std::string head = "M-SEARCH /\xc3\xa9?x HTTP/1.1\r\nHost: a\r\nX: \xff\r\n\r\n";
  for (std::size_t n = 0; n < head.size(); ++n) {
    HeadScanner scanner(100, 100, 200);
    EXPECT_FALSE(scanner.scan(head.substr(0, n)));
    EXPECT_FALSE(scanner.problem()) << n << scanner.problem()->reason;
  }
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
  EXPECT_THAT(scanner.problem()->reason, HasSubstr("(--max-request-line)"));
}

TEST(HeadScanner, CountsAllHeadersTogether) {
  HeadScanner fits(20, 24, 200);
  EXPECT_TRUE(fits.scan("GET / HTTP/1.1\r\nA: 1234567\r\nB: 1234567\r\n\r\n"));
  HeadScanner over(20, 22, 200);
  EXPECT_FALSE(over.scan("GET / HTTP/1.1\r\nA: 1234567\r\nB: 1234567\r\n\r\n"));
  ASSERT_TRUE(over.problem());
  EXPECT_EQ(over.problem()->status, 431);
  EXPECT_THAT(over.problem()->reason, HasSubstr("(--max-header)"));
}

TEST(HeadScanner, TakesSomeEmptyLinesFirstButNotForEver) {
  HeadScanner scanner(100, 100, 200);
  EXPECT_FALSE(scanner.scan("\r\n\r\n\r\n\r\n"));
  EXPECT_FALSE(scanner.problem());
  EXPECT_FALSE(scanner.scan("\r\n\r\n\r\n\r\n\r\n"));
  EXPECT_TRUE(scanner.problem());
}

TEST(PartialHead, TellsWhatWasRead) {
  const auto whole = read_partial_head("POST /b/x?y HTTP/1.1\r\nHost: a\r\nX:  1 \r\n\r\nbody");
  EXPECT_EQ(whole.request.method, "POST");
  EXPECT_EQ(whole.request.target, "/b/x?y");
  EXPECT_EQ(whole.request.path, "/b/x");
  EXPECT_EQ(whole.request.version, "HTTP/1.1");
  EXPECT_EQ(whole.request.headers, (std::vector<match::Field>{{"Host", "a"}, {"X", "1"}}));
  EXPECT_TRUE(whole.target_read);
  EXPECT_TRUE(read_partial_head("GET /a b HTTP/1.1\r\n").target_read);
  EXPECT_EQ(read_partial_head("GET /a b HTTP/1.1\r\n").request.target, "/a b");
}

TEST(PartialHead, KnowsWhetherTheBinIsNamed) {
  const auto known = [](std::string_view bytes) { return read_partial_head(bytes).target_read; };
  EXPECT_TRUE(known("GET /bin/" + std::string(100, 'a')));
  EXPECT_TRUE(known("GET /bin?a"));
  EXPECT_TRUE(known("GET http://h/bin/a"));
  EXPECT_TRUE(known("GET /bin HTTP/9.9\r\n"));
  EXPECT_TRUE(known("GET /bin\r\n"));
  EXPECT_FALSE(known("GET /bi")) << "more of the name may follow";
  EXPECT_FALSE(known("GET http://h/bi"));
  EXPECT_FALSE(known("GET http://h"));
  EXPECT_FALSE(known("GET"));
  EXPECT_FALSE(known("GET bin HTTP/1.1\r\n"));
  EXPECT_FALSE(known("\x16\x03\x01"));
  EXPECT_FALSE(known(""));
}

TEST(CouldBeChunk, TakesEveryBeginningOfARightBody) {
  for (const std::string body :
       {"1a\r\n", "00001\r\n", "3;a=\"b c\"\r\n", "0\r\n\r\n", "0\r\nA: b\r\nC: d\r\n\r\nGET /",
        "000000000000000000000001\r\n", "ffffffffffffffff\r\n"}) {
    for (std::size_t n = 0; n <= body.size(); ++n) {
      EXPECT_TRUE(could_be_chunk(body.substr(0, n), true)) << body.substr(0, n);
      EXPECT_TRUE(could_be_chunk(("\r\n" + body).substr(0, n + 2), false)) << body.substr(0, n);
    }
  }
  EXPECT_TRUE(could_be_chunk("\r", false));
}

TEST(CouldBeChunk, RefusesWhatCanNoLongerBecomeRight) {
  for (const std::string& body :
       {"x"s, "g"s, "\n"s, "-1"s, "+1"s, " 3"s, "3 "s, "0x"s, "3\n"s, "3\rx"s, "3;a\n"s, "3;\x01"s,
        "10000000000000000"s, "0\r\n :"s, "0\r\nA b"s, "0\r\nA\r\n"s, "0\r\n\n"s}) {
    EXPECT_FALSE(could_be_chunk(body, true)) << body;
  }
  EXPECT_TRUE(could_be_chunk("0\r\nA", true)) << "its colon may still come";
  EXPECT_FALSE(could_be_chunk("\r", true));
  EXPECT_FALSE(could_be_chunk("3\r\n", false)) << "the line end of the chunk before is missing";
  EXPECT_FALSE(could_be_chunk("\n3", false));
  EXPECT_FALSE(could_be_chunk("\rx", false));
}

}  // namespace
}  // namespace ricochet::http
