// The table of export formats, and all that names them beside it.
#include "requestbin/transfer/export_format.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/text/text.h"
#include "requestbin/server/web_assets.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

std::string page_module(std::string_view name) {
  for (const auto& asset : web_assets()) {
    if (asset.name == name) return std::string(asset.bytes);
  }
  ADD_FAILURE() << "the page has no " << name;
  return {};
}

/// The words in quotes between `[` behind `mark` and the next `]`.
std::set<std::string> listed(const std::string& text, const std::string& mark) {
  std::set<std::string> words;
  const auto begin = text.find(mark);
  if (begin == std::string::npos) return words;
  const auto list =
      base::split(std::string_view(text).substr(begin, text.find(']', begin) - begin), '\'');
  for (std::size_t i = 1; i < list.size(); i += 2) words.emplace(list[i]);
  return words;
}

std::set<std::string> names() {
  const auto all = export_format_names();
  return {all.begin(), all.end()};
}

class ExportFormatTest : public ServerTest {
 protected:
  void SetUp() override {
    bin("b");
    ask("POST", "/b/x", "hi", {{"Host", "h"}});
  }
};

TEST_F(ExportFormatTest, EachRowIsFoundByItsNameAndIsServed) {
  for (const auto& format : export_formats()) {
    const std::string name(format.name);
    EXPECT_EQ(find_export_format(name), &format);
    const auto seen = begin("GET", "/api/v2/bins/b/export?format=" + name);
    ASSERT_TRUE(seen->answer) << name;
    EXPECT_EQ(header(*seen->answer, "Content-Type"), format.content_type);
    EXPECT_THAT(header(*seen->answer, "Content-Disposition"),
                HasSubstr("\"b." + std::string(format.extension) + "\""));
    EXPECT_THAT(seen->stream, HasSubstr("/b/x")) << name;
  }
  EXPECT_EQ(find_export_format("pdf"), nullptr);
  EXPECT_EQ(names().size(), export_formats().size()) << "two formats of one name";
}

TEST_F(ExportFormatTest, EventsHaveTheFormatsThatTakeThem) {
  match::Event event;
  event.topic = "t";
  log_.append(event, loop_.now(), loop_.wall_now());
  for (const auto& format : export_formats()) {
    const auto seen = begin("GET", "/api/v2/bins/t/export?format=" + std::string(format.name));
    ASSERT_TRUE(seen->answer);
    EXPECT_EQ(seen->answer->status, format.events ? 200 : 400) << format.name;
  }
}

TEST_F(ExportFormatTest, TheOpenApiDocumentNamesThem) {
  const auto document = json(ask("GET", "/api/openapi.json"));
  std::set<std::string> served;
  for (const auto& format : export_formats())
    served.emplace(format.content_type.substr(0, format.content_type.find(';')));
  for (const char* method : {"get", "post"}) {
    const auto& operation = document["paths"]["/api/v2/bins/{bin}/export"][method];
    const auto& parameters = operation["parameters"];
    const auto parameter = std::find_if(parameters.begin(), parameters.end(),
                                        [](const auto& one) { return one["name"] == "format"; });
    ASSERT_NE(parameter, parameters.end()) << method;
    EXPECT_EQ((*parameter)["schema"]["enum"].get<std::set<std::string>>(), names()) << method;
    std::set<std::string> types;
    for (const auto& [type, schema] : operation["responses"]["200"]["content"].items())
      types.insert(type);
    EXPECT_EQ(types, served) << method;
  }
}

TEST_F(ExportFormatTest, ThePageOffersThem) {
  EXPECT_EQ(listed(page_module("js/source/server_source.js"), "exports = ["), names());
  const auto dialog = page_module("js/bins/bin_dialogs.js");
  for (const auto& name : names()) EXPECT_THAT(dialog, HasSubstr("\n  ['" + name + "', '"));
}

TEST_F(ExportFormatTest, TheReferenceNamesThem) {
  const auto docs = base::read_file(RICOCHET_SOURCE_DIR "/docs/bins.md");
  ASSERT_TRUE(docs);
  const std::string mark = "`GET bins/{bin}/export?format=";
  const auto begin = docs->find(mark);
  ASSERT_NE(begin, std::string::npos);
  const auto rest = std::string_view(*docs).substr(begin + mark.size());
  std::set<std::string> told;
  for (const auto name : base::split(rest.substr(0, rest.find('&')), '|'))
    told.emplace(name.ends_with('\\') ? name.substr(0, name.size() - 1) : name);
  EXPECT_EQ(told, names());
}

}  // namespace
}  // namespace ricochet::requestbin
