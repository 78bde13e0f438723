// Content codings that the client undoes when it is asked to.
#include <zlib.h>

#include "tests/net/http/client_fixture.h"

namespace ricochet::http {
namespace {

using testing::HasSubstr;

/// `window` as zlib's deflateInit2 has it: 15 zlib, 31 gzip, -15 raw.
std::string packed(const std::string& text, int window) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  return out;
}

class ClientCodingTest : public ClientFixture {
 protected:
  void answer_coded(const std::string& coding, const std::string& body) {
    answer_ = [=](match::Request, std::shared_ptr<Responder> r) {
      Response response(200, "text/plain", body);
      response.headers.push_back({"Content-Encoding", coding});
      r->send(std::move(response));
    };
  }
  ClientRequest decoding() {
    ClientRequest request = to("/");
    request.decode = true;
    return request;
  }
  const std::string text_ = "some text, " + std::string(100'000, 'x');
};

TEST_F(ClientCodingTest, UndoesEveryCodingItAsksFor) {
  start();
  const std::pair<std::string, int> codings[] = {
      {"gzip", 31}, {"x-gzip", 31}, {"GZip", 31}, {"deflate", 15}, {"deflate", -15}};
  for (const auto& [coding, window] : codings) {
    answer_coded(coding, packed(text_, window));
    const Response response = ask(decoding()).value();
    EXPECT_EQ(response.body, text_) << coding << window;
    EXPECT_EQ(response.header("Content-Encoding"), nullptr);
    EXPECT_EQ(*response.header("Content-Length"), std::to_string(text_.size()));
  }
  EXPECT_EQ(*seen_.back().header("Accept-Encoding"), "gzip, deflate");
}

TEST_F(ClientCodingTest, LeavesABodyAloneUnlessAsked) {
  start();
  const std::string body = packed(text_, 31);
  answer_coded("gzip", body);
  const Response response = ask(to("/")).value();
  EXPECT_EQ(response.body, body);
  EXPECT_EQ(*response.header("Content-Encoding"), "gzip");
  EXPECT_EQ(seen_.back().header("Accept-Encoding"), nullptr);
}

TEST_F(ClientCodingTest, LeavesAloneWhatItDoesNotKnow) {
  start();
  answer_coded("br", "not ours");
  EXPECT_EQ(ask(decoding()).value().body, "not ours");
  answer_coded("gzip, gzip", "twice");
  EXPECT_EQ(ask(decoding()).value().body, "twice");
  ClientRequest identity = decoding();
  identity.headers = {{"accept-encoding", "identity"}};
  answer_coded("gzip", "");
  EXPECT_EQ(ask(identity).value().body, "") << "no body has no coding";
  EXPECT_EQ(*seen_.back().header("Accept-Encoding"), "identity");
}

TEST_F(ClientCodingTest, SeveralGzipMembersAreOneBody) {
  start();
  answer_coded("gzip", packed("one ", 31) + packed("two", 31));
  EXPECT_EQ(ask(decoding()).value().body, "one two");
}

TEST_F(ClientCodingTest, IsBounded) {
  start();
  answer_coded("gzip", packed(std::string(8 << 20, '0'), 31));
  ClientRequest small = decoding();
  small.max_response_bytes = 1 << 20;
  const auto result = ask(small);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/bad-coding");
  EXPECT_THAT(result.error().message, HasSubstr("larger than 1.0 MiB when it is unpacked"));
}

TEST_F(ClientCodingTest, SaysWhatIsWrongWithTheData) {
  start();
  answer_coded("gzip", "plain text");
  auto result = ask(decoding());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/bad-coding");
  EXPECT_THAT(result.error().message, HasSubstr("the body is not gzip"));
  const std::string whole = packed(text_, 31);
  answer_coded("gzip", whole.substr(0, whole.size() / 2));
  result = ask(decoding());
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("ends in the middle"));
}

TEST_F(ClientCodingTest, AStreamIsUndonePieceByPiece) {
  start();
  const std::string bytes = packed(text_, 31);
  answer_ = [&](match::Request, std::shared_ptr<Responder> r) {
    Response head(200);
    head.headers = {{"Content-Encoding", "gzip"}};
    r->start_stream(head);
    for (const char c : bytes) r->write(std::string(1, c));
    r->end_stream();
  };
  std::string body;
  std::optional<base::Status> done;
  bool coded = true;
  StreamReader reader;
  reader.on_head = [&](const Response& head) {
    coded = head.header("Content-Encoding") != nullptr;
  };
  reader.on_piece = [&](std::string_view piece) { body += piece; };
  reader.done = [&](base::Status status) { done = status; };
  const auto stream = fetch_stream(loop_, decoding(), std::move(reader));
  ASSERT_TRUE(run_until([&] { return done.has_value(); }));
  EXPECT_TRUE(done->has_value());
  EXPECT_FALSE(coded);
  EXPECT_EQ(body, text_);
}

}  // namespace
}  // namespace ricochet::http
