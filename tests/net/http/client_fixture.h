#pragma once
#include <optional>
#include <string>
#include <utility>

#include "http/client.h"
#include "tests/net/http/server_fixture.h"

namespace ricochet::http {

/// A server to ask, and the client that asks it, on one loop.
class ClientFixture : public ServerTest {
 protected:
  base::Result<Response> ask(ClientRequest request) {
    std::optional<base::Result<Response>> result;
    const auto handle =
        fetch(loop_, std::move(request), [&](base::Result<Response> r) { result = std::move(r); });
    EXPECT_FALSE(result) << "never inside the call";
    EXPECT_TRUE(run_until([&] { return result.has_value(); }));
    return result ? std::move(*result) : base::Diag("test/none", "no result");
  }
  ClientRequest to(const std::string& path) {
    ClientRequest request;
    request.url = server_->endpoint().url() + path;
    return request;
  }
  void answer_bytes(std::string bytes) {
    answer_ = [bytes = std::move(bytes)](match::Request, std::shared_ptr<Responder> r) {
      r->send_raw(bytes);
    };
  }
};

}  // namespace ricochet::http
