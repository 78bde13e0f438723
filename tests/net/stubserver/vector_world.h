#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/asio_loop.h"
#include "base/json/json.h"
#include "stubserver/serve/server.h"
#include "stubserver/serve/socket_server.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"

namespace ricochet::stubserver {

/// What one vector of moco_vectors/ needs (its README.md says what they are made of): a folder that
/// is the working directory, the server of its group, maybe a second one that the first calls, and
/// clients. What does not hold fails the running test.
class VectorWorld {
 public:
  VectorWorld();
  ~VectorWorld();

  /// Writes the group's files and starts its servers.
  void serve(const base::Json& group);
  /// One element of a vector.
  void step(const base::Json& step);

 private:
  using Json = base::Json;
  struct Client {
    std::unique_ptr<test::RawClient> connection;
    bool websocket = false;
  };

  void start_target(const Json& sessions);
  std::uint16_t start_server(const std::string& kind);
  void write_stubs(const Json& group);
  std::shared_ptr<const RuleSet> load(const Json& group, base::DiagList& diags);

  void exchange(const Json& step);
  void check_answer(const test::RawAnswer& answer, const Json& expect) const;
  test::RawAnswer ask(const match::Request& request, bool target);
  test::RawAnswer ask_over_tls(const match::Request& request);
  void refused(const Json& step);
  void received(const Json& step);
  void file(const Json& step) const;
  void converse(const Json& step);
  void open(Client& client, const std::string& uri);

  /// Puts values in the place of `${name}`; other `${...}` are templates of the stubs.
  std::string fill(std::string text) const;
  Json fill(const Json& json) const { return Json::parse(fill(json.dump())); }
  std::unique_ptr<test::RawClient> connect(std::uint16_t port);
  void wait_until(const std::function<bool()>& done);

  test::TempFolder folder_;
  std::filesystem::path before_;
  base::AsioLoop loop_;
  std::map<std::string, std::string> values_;
  ListSink received_;          ///< by the target
  std::size_t looked_at_ = 0;  ///< of received_
  std::unique_ptr<StubServer> target_;
  std::unique_ptr<StubServer> server_;  ///< one of both
  std::unique_ptr<SocketServer> socket_;
  std::uint16_t port_ = 0;
  std::map<std::string, Client> clients_;  ///< gone before the servers
};

}  // namespace ricochet::stubserver
