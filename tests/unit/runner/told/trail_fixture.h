#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "busview/bus_feed.h"
#include "runner/world/trail/trail.h"
#include "tests/support/fake_loop.h"

namespace ricochet::runner {

/// What a scenario published and what came of it, put down by hand, a millisecond each.
class TrailFixture : public testing::Test {
 protected:
  TrailFixture() {
    journal::BinOptions options;
    options.kind = journal::BinKind::kTopic;
    log_.create_bin("orders", options).value();
    log_.create_bin("told", options).value();
    log_.create_bin("payments").value();
  }

  void tick() { loop_.advance(std::chrono::milliseconds(1)); }
  void event(const std::string& topic, std::int64_t offset, const std::string& key,
             const std::string& body) {
    match::Event made;
    made.topic = topic;
    made.offset = offset;
    made.key = key;
    made.body = body;
    log_.append(std::move(made), loop_.now(), loop_.wall_now());
    tick();
  }
  void publish(std::int64_t offset, const std::string& key, const std::string& body) {
    published_.push_back({"orders", 0, offset});
    event("orders", offset, key, body);
  }
  void call(const std::string& target, const std::string& body = "") {
    http::Exchange exchange;
    exchange.bin = "payments";
    exchange.request.method = "POST";
    exchange.request.set_target(target);
    exchange.request.body = body;
    exchange.received = loop_.now();
    exchange.status = 201;
    exchange.matched = true;
    log_.append(std::move(exchange));
    tick();
  }
  Trail trail() const { return trail_of(0, published_, log_.timeline(nullptr, 0, SIZE_MAX)); }

  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  busview::BusFeed feed_{loop_, log_};
  std::vector<bus::Position> published_;
};

}  // namespace ricochet::runner
