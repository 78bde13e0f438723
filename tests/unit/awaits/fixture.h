#pragma once
#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "awaits/engine.h"
#include "journal/capture_log.h"
#include "tests/support/fake_loop.h"

namespace ricochet::awaits {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Fits requests whose method and path are these; counts how often it was asked.
class PathMatcher : public match::Matcher {
 public:
  explicit PathMatcher(std::string path, std::string method = {})
      : path_(std::move(path)), method_(std::move(method)) {}
  bool matches(const match::Subject& subject) const override {
    ++asked;
    return subject.request() != nullptr && subject.request()->path == path_ &&
           (method_.empty() || subject.request()->method == method_);
  }
  std::vector<match::Condition> explain(const match::Subject& subject) const override {
    std::vector<match::Condition> all;
    if (subject.request() == nullptr) return {condition("uri", path_, "absent")};
    const auto& call = *subject.request();
    if (!method_.empty()) {
      all.push_back(condition("method", method_, call.method));
      all.back().aspect = match::Aspect::kMethod;
    }
    all.push_back(condition("uri", path_, call.path));
    all.back().aspect = match::Aspect::kPath;
    return all;
  }
  std::string describe() const override { return method_.empty() ? path_ : method_ + " " + path_; }
  match::SelectiveKey selective_key() const override {
    match::SelectiveKey key;
    key.paths = std::vector{match::ValueKey::literal(path_)};
    if (!method_.empty()) key.methods = std::vector{method_};
    return key;
  }
  bool needs_body() const override { return false; }
  std::map<std::string, std::string> path_variables(const match::Subject&) const override {
    return {};
  }

  mutable int asked = 0;

 private:
  static match::Condition condition(const std::string& name, const std::string& wanted,
                                    const std::string& was) {
    match::Condition c;
    c.name = name;
    c.ok = wanted == was;
    c.expected = '"' + wanted + '"';
    c.actual = '"' + was + '"';
    c.difference = match::difference_of(wanted, was);
    return c;
  }
  std::string path_;
  std::string method_;
};

/// Fits requests whose body is this one.
class BodyMatcher : public match::Matcher {
 public:
  explicit BodyMatcher(std::string body) : body_(std::move(body)) {}
  bool matches(const match::Subject& subject) const override {
    return subject.message().body == body_;
  }
  std::vector<match::Condition> explain(const match::Subject& subject) const override {
    match::Condition c;
    c.name = "text";
    c.ok = matches(subject);
    c.expected = '"' + body_ + '"';
    c.actual = '"' + subject.message().body + '"';
    match::Condition method;
    method.name = "method";
    method.ok = subject.request() != nullptr && subject.request()->method == "POST";
    return {method, c};
  }
  std::string describe() const override { return "text"; }
  bool needs_body() const override { return true; }
  std::map<std::string, std::string> path_variables(const match::Subject&) const override {
    return {};
  }

 private:
  std::string body_;
};

/// A log with time in the test's hand.
class LogTest : public testing::Test {
 protected:
  http::Exchange exchange(const std::string& bin, const std::string& target,
                          const std::string& method = "GET", const std::string& body = {}) {
    http::Exchange made;
    made.bin = bin;
    made.request.method = method;
    made.request.set_target(target);
    made.request.body = body;
    made.request.peer_address = "127.0.0.1";
    made.received = loop_.now();
    made.received_wall = loop_.wall_now();
    made.status = 200;
    return made;
  }
  journal::RecordPtr call(const std::string& bin, const std::string& target = "/a",
                          const std::string& method = "GET", const std::string& body = {}) {
    return log_.append(exchange(bin, target, method, body));
  }
  journal::BinInfo bin(const std::string& name, std::size_t records = 100,
                       std::size_t bytes = 1 << 20) {
    journal::BinOptions options;
    options.limits = {records, bytes};
    return log_.create_bin(name, std::move(options)).value();
  }
  Expectation expect(Count count, const std::string& path = "/a", const std::string& name = "b") {
    Expectation expectation;
    expectation.sources.push_back({name, 0});
    expectation.selector = std::make_shared<PathMatcher>(path);
    expectation.count = count;
    expectation.within = seconds(5);
    expectation.settle = milliseconds(100);
    return expectation;
  }

  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
};

}  // namespace ricochet::awaits
