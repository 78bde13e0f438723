// https:// and whom the client trusts.
#include "net/tls_context.h"

#include "tests/net/http/certificates.h"
#include "tests/net/http/client_fixture.h"
#include "tests/support/program.h"

namespace ricochet::http {
namespace {

using testing::HasSubstr;

class ClientTlsTest : public ClientFixture {
 protected:
  std::string trusted() {
    folder_.write("ca.pem", server_->certificate_pem());
    return folder_ / "ca.pem";
  }
  ClientRequest trusting(const std::string& path) {
    ClientRequest request = to(path);
    request.tls.ca_file = trusted();
    return request;
  }
  test::TempFolder folder_;
};

TEST_F(ClientTlsTest, TrustsTheCertificateOfTheFile) {
  start({}, net::TlsOptions());
  const Response response = ask(trusting("/x")).value();
  EXPECT_EQ(response.body, "GET /x ");
  EXPECT_THAT(server_->endpoint().url(), testing::StartsWith("https://127.0.0.1:"));
  ClientRequest by_name = trusting("/");
  by_name.url = "https://localhost:" + std::to_string(port_) + "/";
  EXPECT_EQ(ask(by_name).value().status, 200) << "the certificate is for both";
}

TEST_F(ClientTlsTest, TrustsNobodyElseByDefault) {
  start({}, net::TlsOptions());
  const auto result = ask(to("/"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/tls");
  EXPECT_THAT(result.error().message, HasSubstr("self-signed certificate"));
  EXPECT_THAT(result.error().hint, HasSubstr("ca_file"));
  EXPECT_TRUE(seen_.empty());
}

TEST_F(ClientTlsTest, InsecureTakesAnyCertificateOfAnyName) {
  const Certified other = certify("elsewhere.example");
  folder_.write("server.pem", other.certificate_pem() + other.key_pem());
  net::TlsOptions tls;
  tls.certificate_file = folder_ / "server.pem";
  start({}, tls);
  ClientRequest insecure = to("/");
  insecure.tls.insecure = true;
  EXPECT_EQ(ask(insecure).value().status, 200);
  const auto strict = ask(trusting("/"));
  ASSERT_FALSE(strict) << "trusted, but not for this address";
  EXPECT_THAT(strict.error().message, HasSubstr("mismatch"));
}

TEST_F(ClientTlsTest, SaysWhatIsWrongWithTheCaFile) {
  start({}, net::TlsOptions());
  ClientRequest request = to("/");
  request.tls.ca_file = folder_ / "none.pem";
  auto result = ask(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/tls-file");
  EXPECT_THAT(result.error().message, HasSubstr("none.pem"));
  folder_.write("none.pem", "nothing of this kind");
  result = ask(request);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("holds no certificate"));
}

TEST_F(ClientTlsTest, APlainPortIsNamed) {
  start();
  ClientRequest request = to("/");
  request.url.replace(0, 4, "https");
  const auto result = ask(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/tls");
  EXPECT_THAT(result.error().hint, HasSubstr("plain http"));
}

TEST_F(ClientTlsTest, LargeBodiesBothWays) {
  start({}, net::TlsOptions());
  answer_ = [](match::Request request, std::shared_ptr<Responder> r) {
    r->send(Response(200, "x/y", request.body));
  };
  ClientRequest request = trusting("/");
  request.method = "PUT";
  request.body = std::string(3 << 20, 'z');
  EXPECT_EQ(ask(request).value().body, request.body);
}

TEST_F(ClientTlsTest, AnAnswerWithoutLengthNeedsAGoodbye) {
  start({}, net::TlsOptions());
  answer_ = [](match::Request, std::shared_ptr<Responder> r) {
    r->send_raw("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  };
  EXPECT_EQ(ask(trusting("/")).value().body, "until the end");
  answer_ = [](match::Request, std::shared_ptr<Responder> r) {
    r->write_raw("HTTP/1.0 200 OK\r\n\r\nuntil", [r](bool) { r->abort(false); });
  };
  const auto cut = ask(trusting("/"));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, "http/bad-response");
  EXPECT_THAT(cut.error().message, HasSubstr("close_notify"));
}

TEST_F(ClientTlsTest, AResetIsAReset) {
  start({}, net::TlsOptions());
  answer_ = [](match::Request, std::shared_ptr<Responder> r) { r->abort(true); };
  const auto result = ask(trusting("/"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/reset");
}

TEST_F(ClientTlsTest, StreamsToo) {
  start({}, net::TlsOptions());
  answer_ = [](match::Request, std::shared_ptr<Responder> r) {
    r->start_stream(Response(200));
    r->write("a");
    r->write("b");
    r->end_stream();
  };
  std::string body;
  std::optional<base::Status> done;
  StreamReader reader;
  reader.on_piece = [&](std::string_view piece) { body += piece; };
  reader.done = [&](base::Status status) { done = status; };
  const auto stream = fetch_stream(loop_, trusting("/"), std::move(reader));
  ASSERT_TRUE(run_until([&] { return done.has_value(); }));
  EXPECT_TRUE(done->has_value());
  EXPECT_EQ(body, "ab");
}

TEST(ClientTls, WhatTheSystemTrustsIsReadOnce) {
  // Tens of milliseconds in which nothing else is served.
  const auto first = net::make_client_tls({}), again = net::make_client_tls({});
  ASSERT_TRUE(first && again);
  EXPECT_EQ(*first, *again);
  net::TlsTrust anybody;
  anybody.insecure = true;
  EXPECT_NE(net::make_client_tls(anybody).value(), *first);
}

}  // namespace
}  // namespace ricochet::http
