// A server under TLS: certificates in every form, versions, client certificates, faults beneath it.
#include "http/server.h"
#include "tests/net/http/certificates.h"
#include "tests/net/http/server_fixture.h"
#include "tests/net/http/tls_client.h"
#include "tests/support/program.h"

namespace ricochet::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TlsServerTest : public ServerTest {
 protected:
  TlsClient::Wishes no_wishes_;
  std::unique_ptr<TlsClient> connect_tls() {
    return std::make_unique<TlsClient>(port_, pump(), no_wishes_);
  }
  /// The first line of the answer to a GET.
  std::string ask(TlsClient& client) {
    client.send(get("/x"));
    return client.read_until("GET /x ");
  }
  base::Diag cannot_start(const net::TlsOptions& tls) {
    ServerOptions options;
    options.name = "stub photos";
    options.tls = tls;
    Server server(loop_, options, *this);
    const auto result = server.start();
    EXPECT_FALSE(result);
    return result ? base::Diag() : result.error();
  }
  test::TempFolder folder_;
};

TEST_F(TlsServerTest, SpeaksTls13AndTls12AndNothingOlder) {
  start({}, net::TlsOptions());
  const auto newest = connect_tls();
  ASSERT_TRUE(newest->connected()) << newest->error();
  EXPECT_EQ(newest->version(), "TLSv1.3");
  EXPECT_THAT(ask(*newest), testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(ask(*newest), testing::StartsWith("HTTP/1.1 200 OK\r\n")) << "kept alive";
  no_wishes_.max_version = TLS1_2_VERSION;
  const auto older = connect_tls();
  ASSERT_TRUE(older->connected()) << older->error();
  EXPECT_EQ(older->version(), "TLSv1.2");
  EXPECT_THAT(ask(*older), testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  no_wishes_.max_version = TLS1_1_VERSION;
  EXPECT_FALSE(connect_tls()->connected());
  EXPECT_TRUE(run_until([&] { return !refused_.empty(); }));
  EXPECT_EQ(refused_[0].status, 0);
  EXPECT_THAT(refused_[0].refused->reason, HasSubstr("TLS handshake failed"));
}

TEST_F(TlsServerTest, AlpnOffersHttp11Only) {
  start({}, net::TlsOptions());
  no_wishes_.alpn = "\x02h2\x08http/1.1";
  EXPECT_EQ(connect_tls()->alpn(), "http/1.1");
  no_wishes_.alpn = "\x02h2";
  const auto other = connect_tls();
  EXPECT_TRUE(other->connected());
  EXPECT_EQ(other->alpn(), "");
}

TEST_F(TlsServerTest, TakesCertificatesInEveryForm) {
  const Certified own = certify("server.example");
  folder_.write("both.pem", own.key_pem() + own.certificate_pem());
  folder_.write("cert.pem", own.certificate_pem());
  folder_.write("key.pem", own.key_pem());
  folder_.write("secret.pem", own.key_pem("tiger"));
  folder_.write("store.p12", own.pkcs12("tiger"));
  const auto options = [&](const std::string& certificate, const std::string& key,
                           const std::string& password) {
    net::TlsOptions tls;
    tls.certificate_file = folder_ / certificate;
    if (!key.empty()) tls.key_file = folder_ / key;
    tls.password = password;
    return tls;
  };
  for (const auto& tls :
       {options("both.pem", "", ""), options("cert.pem", "key.pem", ""),
        options("cert.pem", "secret.pem", "tiger"), options("store.p12", "", "tiger")}) {
    start({}, tls);
    EXPECT_EQ(server_->certificate_pem(), own.certificate_pem());
    const auto client = connect_tls();
    EXPECT_TRUE(client->connected()) << tls.certificate_file << ' ' << client->error();
    EXPECT_THAT(ask(*client), testing::StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(TlsServerTest, SaysWhyItCannotStart) {
  const Certified own = certify("server.example");
  folder_.write("cert.pem", own.certificate_pem());
  folder_.write("other.pem", certify("server.example").key_pem());
  folder_.write("secret.pem", own.key_pem("tiger"));
  folder_.write("store.p12", own.pkcs12("tiger"));
  folder_.write("store.jks", std::string("\xfe\xed\xfe\xed\0\0\0\2", 8));
  folder_.write("text.pem", "-----BEGIN NOTHING-----\n");
  folder_.write("bytes", "no certificate at all");
  struct TlsServerCase {
    const char *certificate, *key, *password, *code, *message, *hint;
  };
  const TlsServerCase cases[] = {
      {"none.pem", "", "", "http/tls-file", "none.pem", ""},
      {"cert.pem", "none.pem", "", "http/tls-file", "none.pem", ""},
      {"cert.pem", "", "", "http/tls-file", "holds no private key", "key's own file"},
      {"cert.pem", "other.pem", "", "http/tls-key-mismatch", "is not the key of", "together"},
      {"cert.pem", "secret.pem", "", "http/tls-password", "no password is given", "openssl pkey"},
      {"cert.pem", "secret.pem", "lion", "http/tls-password", "does not open", "password"},
      {"store.p12", "", "lion", "http/tls-password", "does not open", "password"},
      {"store.p12", "", "", "http/tls-password", "none is given", "password"},
      {"store.jks", "", "", "http/tls-jks", "JKS", "keytool -importkeystore"},
      {"text.pem", "", "", "http/tls-file", "holds no certificate", "BEGIN CERTIFICATE"},
      {"bytes", "", "", "http/tls-file", "neither PEM nor PKCS#12", "openssl x509"},
  };
  for (const TlsServerCase& c : cases) {
    net::TlsOptions tls;
    tls.certificate_file = folder_ / c.certificate;
    if (*c.key != '\0') tls.key_file = folder_ / c.key;
    tls.password = c.password;
    const base::Diag diag = cannot_start(tls);
    EXPECT_EQ(diag.code, c.code) << c.certificate << ' ' << diag.message;
    EXPECT_THAT(diag.message,
                AllOf(testing::StartsWith("stub photos cannot speak TLS: "), HasSubstr(c.message)));
    EXPECT_THAT(diag.hint, HasSubstr(c.hint));
  }
  net::TlsOptions tls;
  tls.client_ca = folder_ / "bytes";
  EXPECT_THAT(cannot_start(tls).message, HasSubstr("client CA file"));
}

TEST_F(TlsServerTest, MayAskClientsForTheirCertificate) {
  const Certified ca = certify("ca", nullptr, true);
  const Certified known = certify("client", &ca);
  const Certified stranger = certify("client");
  folder_.write("ca.pem", ca.certificate_pem());
  folder_.write("known.pem", known.certificate_pem());
  folder_.write("known.key", known.key_pem());
  folder_.write("stranger.pem", stranger.certificate_pem());
  folder_.write("stranger.key", stranger.key_pem());
  net::TlsOptions tls;
  tls.client_ca = folder_ / "ca.pem";
  start({}, tls);
  no_wishes_.certificate = folder_ / "known.pem";
  no_wishes_.key = folder_ / "known.key";
  const auto good = connect_tls();
  EXPECT_THAT(ask(*good), testing::StartsWith("HTTP/1.1 200 OK\r\n")) << good->error();
  no_wishes_.certificate = folder_ / "stranger.pem";
  no_wishes_.key = folder_ / "stranger.key";
  EXPECT_EQ(ask(*connect_tls()), "");
  no_wishes_.certificate.clear();
  EXPECT_EQ(ask(*connect_tls()), "");
  EXPECT_EQ(seen_.size(), 1u);
  ASSERT_EQ(refused_.size(), 2u);
  EXPECT_THAT(refused_[1].refused->reason, HasSubstr("peer did not return a certificate"));
}

TEST_F(TlsServerTest, PlainHttpIsToldWhatToSpeak) {
  start({}, net::TlsOptions());
  const auto client = connect();
  client->send(get("/"));
  const auto answer = client->read_answer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("use https://"));
  ASSERT_EQ(refused_.size(), 1u);
}

TEST_F(TlsServerTest, AHandshakeHasToEndInTime) {
  Limits limits;
  limits.header_time = std::chrono::milliseconds(60);
  start(limits, net::TlsOptions());
  const auto client = connect();
  client->send("\x16\x03\x01");
  EXPECT_NE(client->wait_end(), test::End::kTimeout);
  ASSERT_EQ(refused_.size(), 1u);
  EXPECT_THAT(refused_[0].refused->reason, HasSubstr("--header-timeout"));
}

TEST_F(TlsServerTest, AConnectionThatAsksNothingEndsQuietly) {
  Limits limits;
  limits.header_time = std::chrono::milliseconds(60);
  start(limits, net::TlsOptions());
  const auto probe = connect();
  ASSERT_TRUE(run_until([&] { return server_->open_connections() == 1; }));
  probe->close();
  EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
  const auto silent = connect();
  EXPECT_NE(silent->wait_end(), test::End::kTimeout);
  EXPECT_TRUE(refused_.empty());
  const auto begun = connect();
  begun->send("\x16");
  begun->half_close();
  EXPECT_TRUE(run_until([&] { return !refused_.empty(); }));
  EXPECT_EQ(refused_.at(0).refused->code, "tls_handshake");
  EXPECT_TRUE(refused_.at(0).request.secure) << "shown as https";
}

TEST_F(TlsServerTest, AnEndIsAGoodbyeAndAFaultIsNot) {
  start({}, net::TlsOptions());
  auto client = connect_tls();
  client->send(get("/", "Connection: close\r\n"));
  EXPECT_THAT(client->read_all(), testing::EndsWith("GET / "));
  EXPECT_TRUE(client->said_goodbye());
  answer_ = [](match::Request, std::shared_ptr<Responder> r) { r->abort(false); };
  client = connect_tls();
  client->send(get("/"));
  EXPECT_EQ(client->read_all(), "");
  EXPECT_FALSE(client->said_goodbye() || client->was_reset());
  answer_ = [](match::Request, std::shared_ptr<Responder> r) { r->abort(true); };
  client = connect_tls();
  client->send(get("/"));
  EXPECT_EQ(client->read_all(), "");
  EXPECT_TRUE(client->was_reset()) << "a reset beneath TLS";
  client.reset();
  EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
}

TEST_F(TlsServerTest, ARefusedBodyIsReadToItsEnd) {
  Limits limits;
  limits.body_bytes = 10;
  start(limits, net::TlsOptions());
  auto client = connect_tls();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" +
               std::string(300'000, 'x'));
  EXPECT_THAT(client->read_all(), testing::StartsWith("HTTP/1.1 413 "));
  client.reset();
  EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
}

TEST_F(TlsServerTest, StreamsAndRawBytes) {
  start({}, net::TlsOptions());
  int taken = 0;
  answer_ = [&](match::Request, std::shared_ptr<Responder> r) {
    r->start_stream(Response(200));
    r->write(std::string(300'000, 'x'), [&taken](bool ok) { taken += ok ? 1 : 0; });
    r->write_raw("zz\r\n", [&taken](bool ok) { taken += ok ? 1 : 0; });
    r->end_raw();
  };
  const auto client = connect_tls();
  client->send(get("/"));
  const std::string all = client->read_all();
  EXPECT_GT(all.size(), 300'000u);
  EXPECT_THAT(all.substr(all.size() - 10), testing::EndsWith("xx\r\nzz\r\n"));
  // The client may have the bytes a turn of the loop before the server hears that they are gone.
  EXPECT_TRUE(run_until([&] { return taken == 2; }));
  EXPECT_TRUE(client->said_goodbye());
}

TEST_F(TlsServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start({}, net::TlsOptions());
  const auto client = connect_tls();
  client->send(get("/1") + get("/2") + get("/3"));
  for (const char* target : {"GET /1 ", "GET /2 ", "GET /3 "})
    EXPECT_THAT(client->read_until(target), testing::EndsWith(target));
}

TEST_F(TlsServerTest, StopEndsIt) {
  start({}, net::TlsOptions());
  const auto client = connect_tls();
  ask(*client);
  bool done = false;
  server_->stop(std::chrono::seconds(10), [&] { done = true; });
  EXPECT_TRUE(run_until([&] { return done; }));
  client->read_all();
  EXPECT_FALSE(TlsClient(port_, pump()).connected());
}

}  // namespace
}  // namespace ricochet::http
