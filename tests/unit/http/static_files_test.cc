#include "http/static_files.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "tests/unit/http/web_assets.h"

namespace ricochet::http {
namespace {

match::Request asking(std::vector<match::Field> headers = {}) {
  match::Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(Embed, HoldsEveryByteOfEveryFile) {
  const auto assets = test::web_assets();
  ASSERT_EQ(assets.size(), 3u);
  for (const auto& asset : assets) {
    const auto path =
        std::string(RICOCHET_SOURCE_DIR "/tests/unit/http/web/") + std::string(asset.name);
    EXPECT_EQ(asset.bytes, base::read_file(path).value()) << asset.name;
    EXPECT_EQ(asset.etag.size(), 18u);
  }
}

TEST(StaticFiles, ServesByNameWithTypeAndSafetyHeaders) {
  const StaticFiles files(test::web_assets());
  const auto script = files.find("app/list.js", asking());
  ASSERT_TRUE(script);
  EXPECT_EQ(script->status, 200);
  EXPECT_EQ(*script->header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(*script->header("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(*script->header("Content-Security-Policy"),
              testing::StartsWith("default-src 'none'"));
  EXPECT_EQ(*files.find("bytes.bin", asking())->header("Content-Type"), "application/octet-stream");
}

TEST(StaticFiles, EmptyNameIsTheIndex) {
  const auto page = StaticFiles(test::web_assets()).find("", asking());
  ASSERT_TRUE(page);
  EXPECT_THAT(page->body, testing::StartsWith("<!doctype html>"));
}

TEST(StaticFiles, UnknownAndClimbingNamesAreNothing) {
  const StaticFiles files(test::web_assets());
  for (const char* name : {"nothing", "../index.html", "app", "app/", "/index.html"}) {
    EXPECT_FALSE(files.find(name, asking())) << name;
  }
}

TEST(StaticFiles, UnchangedIs304WithoutBody) {
  const StaticFiles files(test::web_assets());
  const std::string etag = *files.find("index.html", asking())->header("ETag");
  for (const std::string& list : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const auto response = files.find("index.html", asking({{"if-none-match", list}}));
    EXPECT_EQ(response->status, 304) << list;
    EXPECT_EQ(response->body, "");
    EXPECT_EQ(*response->header("ETag"), etag);
  }
  EXPECT_EQ(files.find("index.html", asking({{"If-None-Match", "\"x\""}}))->status, 200);
}

}  // namespace
}  // namespace ricochet::http
