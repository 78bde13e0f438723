#pragma once
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/e2e/e2e.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {

/// The exit code with which the program answers the signal.
inline int end_of(Program& program, int signal = SIGINT) {
  EXPECT_TRUE(program.signal(signal));
  return program.wait().exit_code;
}

/// A suite with a stub file, a bin and a service that notes each of its starts in a file.
struct ServedSuite : SmallSuite {
  explicit ServedSuite(const std::string& more = "")
      : SmallSuite(
            R"({ "stubs": { "shop": "shop.stub.json" }, "bins": ["hooks"], "env": ["API_KEY"],
          "sut": { "seller": { "command": ["./seller.sh"], "env": { "API_KEY": "${env.API_KEY}" },
                               "ready": { "log": "seller is up" } } })" +
            more + " }") {
    sell("first");
    folder.write("suite/seller.sh",
                 "#!/bin/sh\necho start >> starts.txt\necho \"seller is up with $API_KEY\"\n"
                 "while [ ! -e gone ]; do sleep 0.02; done\n");
    ::chmod((folder / "suite/seller.sh").c_str(), 0755);
  }
  /// What GET /price of the stub answers.
  void sell(const std::string& text) const {
    folder.write(
        "suite/shop.stub.json",
        R"([ { "request": { "uri": "/price" }, "response": { "text": ")" + text + R"(" } } ])");
  }
  /// A scenario that asks for the price and passes when it is this.
  void add_price(const std::string& file, const std::string& name, const std::string& price) const {
    folder.write("suite/" + file,
                 R"({ "scenario": ")" + name +
                     R"(", "steps": [ { "request": { "url": "${stubs.shop.url}/price",
          "expect": { "status": 200, "text": ")" +
                     price + R"(" } } } ] })");
  }
  std::size_t starts() const {
    std::ifstream in(folder / "suite/starts.txt");
    std::size_t n = 0;
    for (std::string line; std::getline(in, line);) ++n;
    return n;
  }
};

inline test::RawAnswer get(std::uint16_t port, const std::string& target,
                           const std::string& headers = "") {
  test::RawClient client(port);
  client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers +
              "\r\n");
  return client.read_answer();
}

inline nlohmann::json get_json(std::uint16_t port, const std::string& target) {
  return nlohmann::json::parse(get(port, target).body, nullptr, false);
}

}  // namespace ricochet::e2e
