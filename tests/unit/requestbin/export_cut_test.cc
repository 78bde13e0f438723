// An export that loses records on the way does not look whole, in any format.
#include "requestbin/transfer/export_format.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

class ExportCutTest : public ServerTest {
 protected:
  static constexpr int kCalls = 700;  // some slices

  Seen started(const std::string& format, const std::string& filter = {}) {
    serve({});
    bin("b", kCalls);
    for (int i = 0; i < kCalls; ++i) call("b", i % 2 == 0 ? "/even" : "/odd");
    auto seen = begin("GET", "/api/v2/bins/b/export?format=" + format + filter, "", {}, true);
    loop_.run_ready();
    EXPECT_FALSE(seen->ended);
    return seen;
  }
  void read_on(const Seen& seen) {
    seen->slow = false;
    for (auto& sent : std::exchange(seen->unsent, {})) sent(true);
    loop_.run_ready();
  }
  void expect_cut(const Seen& seen, const std::string& format, const std::string& missing) {
    read_on(seen);
    EXPECT_FALSE(seen->ended) << format;
    EXPECT_TRUE(seen->broken_off) << format;
    EXPECT_THAT(seen->stream, HasSubstr("export cut: " + missing + " of 700 records")) << format;
    if (format == "har") {
      EXPECT_EQ(base::parse_json_body(seen->stream), nullptr);
    }
    if (format == "ndjson") {
      bin("again", 2000);
      EXPECT_EQ(ask("POST", "/api/v2/bins/again/import", seen->stream).status, 400)
          << "what was cut is not taken for a whole export";
      log_.remove_bin("again");
    }
  }
  void tear_down() {
    log_.remove_bin("b");
    server_.reset();
  }
};

TEST_F(ExportCutTest, InEveryFormatAndByEveryLoss) {
  for (const auto& format : export_formats()) {
    const std::string name(format.name);
    auto seen = started(name);
    log_.remove("b", {500});
    expect_cut(seen, name, "1");
    tear_down();

    seen = started(name);
    call("b", "/new");  // the oldest of all made room, but it was exported already
    read_on(seen);
    EXPECT_TRUE(seen->ended) << name;
    EXPECT_FALSE(seen->broken_off) << name;
    tear_down();

    seen = started(name);
    for (int i = 0; i < 250; ++i) call("b", "/new");
    expect_cut(seen, name, "50");
    tear_down();

    seen = started(name);
    log_.clear("b");
    expect_cut(seen, name, "500");
    tear_down();

    seen = started(name);
    log_.remove_bin("b");
    expect_cut(seen, name, "500");
    server_.reset();

    seen = started(name);
    log_.remove_bin("b");
    bin("b", 2000);
    for (int i = 0; i < 900; ++i) call("b", "/of-another-bin");
    expect_cut(seen, name, "500");
    EXPECT_THAT(seen->stream, testing::Not(HasSubstr("of-another-bin")));
    tear_down();
  }
}

// Of what fits when the export begins; all that the filter still has to look at could.
TEST_F(ExportCutTest, WithAFilter) {
  const std::string filter = "&filter=%7B%22uri%22%3A%22/odd%22%7D";
  auto seen = started("har", filter);
  log_.clear("b");
  expect_cut(seen, "har", "250");
  tear_down();

  seen = started("ndjson", filter);
  log_.remove("b", {501});  // which is of /even
  read_on(seen);
  EXPECT_TRUE(seen->ended);
  tear_down();

  serve({});
  bin("b", kCalls);
  for (int i = 0; i < kCalls; ++i) call("b", "/even");
  seen = begin("GET", "/api/v2/bins/b/export?format=har" + filter, "", {}, true);
  log_.clear("b");
  loop_.run_ready();
  expect_cut(seen, "har", "500");
}

TEST_F(ExportCutTest, WithoutChunksTheConnectionIsReset) {
  serve({});
  bin("b", kCalls);
  for (int i = 0; i < kCalls; ++i) call("b");
  match::Request request;
  request.method = "GET";
  request.version = "HTTP/1.0";
  request.set_target("/api/v2/bins/b/export");
  auto seen = std::make_shared<FakeResponder::Seen>();
  seen->slow = true;
  server_->handle(std::move(request), std::make_shared<FakeResponder>(seen));
  log_.clear("b");
  read_on(seen);
  EXPECT_TRUE(seen->reset);
}

}  // namespace
}  // namespace ricochet::requestbin
