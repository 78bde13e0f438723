#pragma once
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/e2e/e2e.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {

/// `ricochet bin` with the bin "x" on a free port.
class BinProcess {
 public:
  explicit BinProcess(std::vector<std::string> more_args = {})
      : program_(start(std::move(more_args))) {
    if (!program_.wait_for("bin x: ") || !program_.wait_for("/x\n")) return;
    port_ = port_after(program_.out(), "request bins at http://127.0.0.1:");
    EXPECT_NE(port_, 0) << program_.out();
  }
  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  Program& program() { return program_; }

  test::RawAnswer call(const std::string& method, const std::string& target,
                       const std::string& body = "") const {
    test::RawClient client(port_);
    client.send(request(method, target, body, "Connection: close\r\n"));
    return client.read_answer();
  }
  nlohmann::json get(const std::string& target) const {
    return nlohmann::json::parse(call("GET", target).body, nullptr, false);
  }
  static std::string request(const std::string& method, const std::string& target,
                             const std::string& body = "", const std::string& headers = "") {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

 private:
  static ProgramStart start(std::vector<std::string> more_args) {
    std::vector<std::string> args = {"bin", "-p", "0", "--bin", "x"};
    args.insert(args.end(), more_args.begin(), more_args.end());
    auto made = ricochet(args);
    made.env["MAX_REQUESTS"] = "100000";
    return made;
  }
  Program program_;
  std::uint16_t port_ = 0;
};

}  // namespace ricochet::e2e
