#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

TEST(Attachment, TextIsSentUnderItsName) {
  const auto decision = answer_of(R"({"attachment":{"filename":"a.txt","text":"x"}})");
  EXPECT_EQ(brief(decision), "200 x");
  EXPECT_EQ(header_of(decision, "Content-Disposition"), "attachment; filename=a.txt");
  EXPECT_EQ(header_of(decision, "Content-Type"), "text/plain; charset=utf-8");
}

TEST(Attachment, FileKeepsItsOwnType) {
  const test::TempFolder folder;
  folder.write("prices.json", "[1]");
  LoadOptions options;
  options.file_root = folder.path();
  options.resources = {folder.path()};
  for (const char* key : {"file", "path_resource"}) {
    const auto decision = answer_of(std::string(R"({"attachment":{"filename":"p.json",")") + key +
                                        R"(":"prices.json"},"status":201})",
                                    options);
    EXPECT_EQ(brief(decision), "201 [1]") << key;
    EXPECT_EQ(header_of(decision, "Content-Disposition"), "attachment; filename=p.json");
    EXPECT_EQ(header_of(decision, "Content-Type"), "application/json");
  }
}

TEST(Attachment, TemplateFillsItsText) {
  EXPECT_EQ(
      brief(answer_of(R"({"attachment":{"filename":"a","text":{"template":"${req.method}"}}})")),
      "200 GET");
}

TEST(Attachment, NumberIsANameToo) {
  EXPECT_EQ(
      header_of(answer_of(R"({"attachment":{"filename":7,"text":"x"}})"), "Content-Disposition"),
      "attachment; filename=7");
}

TEST(Attachment, NameThatIsNoTokenIsQuotedAndEncoded) {
  EXPECT_EQ(header_of(answer_of(R"({"attachment":{"filename":"my \"a\".txt","text":"x"}})"),
                      "Content-Disposition"),
            R"(attachment; filename="my \"a\".txt")");
  EXPECT_EQ(header_of(answer_of(R"({"attachment":{"filename":"é.txt","text":"x"}})"),
                      "Content-Disposition"),
            "attachment; filename=\"__.txt\"; filename*=UTF-8''%C3%A9.txt");
}

}  // namespace
}  // namespace ricochet::stubserver
