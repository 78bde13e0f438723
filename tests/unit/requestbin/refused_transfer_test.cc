// Refused calls in exports and imports: what was read of them need not be right.
#include <random>

#include "base/text/text.h"
#include "http/guard.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

class RefusedTransfer : public ServerTest {
 protected:
  void SetUp() override { bin("b"); }

  /// As a listener keeps what it refuses.
  void refused(const std::string& bytes) {
    auto why = std::make_shared<http::Refused>();
    why->code = "malformed_header";
    why->reason = "a header is not right";
    why->listener = "capture";
    why->head = bytes.substr(0, 1024);
    http::Exchange call = exchange("b", "/b/x");
    call.request = http::read_partial_head(bytes).request;
    call.status = 400;
    call.refused = std::move(why);
    log_.append(std::move(call));
  }
  std::string exported(const std::string& format, const std::string& from = "b") {
    return begin("GET", "/api/v2/bins/" + from + "/export?format=" + format)->stream;
  }
  /// The bin "c", in which the export of "b" was put.
  void expect_back(const std::string& format, const std::string& what) {
    log_.remove_bin("c");
    bin("c");
    const auto answer = ask("POST", "/api/v2/bins/c/import?format=" + format, exported(format));
    ASSERT_EQ(answer.status, 200) << what << "\n" << answer.body;
    const auto before = log_.read("b"), after = log_.read("c");
    ASSERT_EQ(after.size(), before.size()) << what;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto &was = *before[i]->request(), &is = *after[i]->request();
      EXPECT_EQ(is.method, was.method) << what;
      EXPECT_EQ(is.target, was.target) << what;
      EXPECT_EQ(is.version, was.version) << what;
      EXPECT_EQ(is.headers, was.headers) << what;
      EXPECT_EQ(is.body, was.body) << what;
      EXPECT_EQ(after[i]->truncated(), before[i]->truncated()) << what;
      ASSERT_EQ(after[i]->refused != nullptr, before[i]->refused != nullptr) << what;
      if (!before[i]->refused) continue;
      EXPECT_EQ(after[i]->refused->head, before[i]->refused->head) << what;
      EXPECT_EQ(after[i]->refused->reason, before[i]->refused->reason) << what;
    }
  }
};

TEST_F(RefusedTransfer, ComesBackAsItWas) {
  const std::string heads[] = {"GET /b/r HTTP/1.1\r\nHost: x\r\nX @: 1\r\n\r\n",
                               std::string("GET /b HTTP/1.1\r\nX: a\0b\x1b\r\n\r\n", 29),
                               "GET /b HTTP/1.1\r\nX\rY: 1\r\n\r\n",
                               "GET /b HTTP/1.1\r\n:x: 1\r\n: 2\r\n\r\n",
                               "GET /b\x01/a b HTTP/1.1\r\nHost: x\r\n\r\n",
                               "G(T /b HTTP/1.1\r\n\r\n",
                               "\x16\x03\x01\x02\xff",
                               "",
                               "G\xe9T /\xe9 HTTP/1.\xe9\r\nX\xe9: \xe9\r\nY\xe9: z\r\n\r\n",
                               "POST /b HTTP/1.1\r\nContent-Length: 70000\r\n\r\n"};
  for (const auto& head : heads) {
    log_.clear("b");
    ask("POST", "/b/good", "hello", {{"Host", "h"}});
    refused(head);
    for (const std::string format : {"har", "ndjson"}) expect_back(format, format + ": " + head);
  }
}

TEST_F(RefusedTransfer, WhateverCameComesBack) {
  std::mt19937 random(7);
  const std::string words[] = {"GET", " ",  "/b", "HTTP/1.1", "\r\n", "\n", "\r", ":",      "X",
                               "###", "\"", "\\", "\xe9",     "é",    "{{", "\t", "Host: h"};
  for (int round = 0; round < 300; ++round) {
    std::string head;
    for (auto n = random() % 14; n > 0; --n) {
      const auto at = random() % (std::size(words) + 2);
      head += at < std::size(words) ? words[at] : std::string(1, static_cast<char>(random()));
    }
    log_.clear("b");
    refused(head);
    for (const std::string format : {"har", "ndjson"}) expect_back(format, format + ": " + head);
  }
}

/// The lines of the file as programs cut it: each line end ends one.
std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < file.size();) {
    const auto end = std::min(file.find_first_of("\r\n", at), file.size());
    all.push_back(file.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

TEST_F(RefusedTransfer, IsToldInCommentsOnlyToPrograms) {
  refused("GET /b/r HTTP/1.1\r\nHost: x\r\n###: 1\r\nGET /admin/delete: x\r\n\r\n");
  refused("GET /b/r HTTP/1.1\r\nX: a\r###\rDELETE http://evil/ HTTP/1.1\r\r\n\r\n");
  refused("@name x\r###\rDELETE /b HTTP/1.1\r\n\r\n");
  for (const std::string format : {"http", "curl"}) {
    const auto file = exported(format);
    EXPECT_EQ(base::split(file, '\n').size(), format == "http" ? 13u : 4u) << file;
    for (const auto& line : lines_of(file))
      EXPECT_TRUE(line.empty() || line.starts_with("#")) << line;
  }
  EXPECT_THAT(exported("http"), HasSubstr("not written as a request: the server refused it"));
}

/// A header or a method that a server takes, but a program for such files reads as a comment, a
/// separator or a part of the URL.
TEST_F(RefusedTransfer, NoHeadOfACallThatWasTakenIsReadAsAnother) {
  ask("GET", "/b/x", "", {{"Host", "h"}, {"###", "1"}, {"DELETE", "x"}});
  ask("GET", "/b/x", "", {{"Host", "h"}, {"#x", "1"}});
  ask("GET", "/b/x", "", {{"&x", "1"}, {"Host", "h"}});
  ask("###", "/b/x", "", {{"Host", "h"}});
  for (const auto& line : lines_of(exported("http")))
    EXPECT_TRUE(line.empty() || line.starts_with("#")) << line;
  for (const std::string format : {"har", "ndjson"}) expect_back(format, format);
}

}  // namespace
}  // namespace ricochet::requestbin
