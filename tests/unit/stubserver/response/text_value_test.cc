// Every key that takes a text takes each of its forms: one reader for all of them.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/text/text.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// What stands in a form, and what comes out of it: the same text in each.
struct Form {
  const char* name;
  const char* json;  ///< TEXT, FILE
};
constexpr Form kForms[] = {{"a string", R"("TEXT")"},
                           {"blanks around it", R"("  TEXT ")"},
                           {"text", R"({"text":"TEXT"})"},
                           {"template", R"({"template":"${'TEXT'}"})"},
                           {"vars", R"({"template":{"with":"${v}","vars":{"v":"TEXT"}}})"},
                           {"file", R"({"file":"FILE"})"},
                           {"file by name", R"({"file":{"name":"FILE"}})"},
                           {"file, a template", R"({"file":{"template":"FILE.ftl"}})"},
                           {"path_resource", R"({"path_resource":"FILE"})"}};

/// A key, and how its text shows in the answer.
struct Place {
  const char* name;
  const char* text;
  const char* session;  ///< with VALUE
  std::string (*shown)(const StubDecision& decision);
};
/// A body is the file to the byte, its last line break too.
std::string body_of(const StubDecision& decision) {
  return std::string(base::trim(decision.response.body));
}
/// The identifier that nothing is recorded under.
std::string identifier_of(const StubDecision& decision) {
  const std::string& body = decision.response.body;
  const auto begin = body.find("recorded as \"") + 13;
  return body.substr(begin, body.find('"', begin) - begin);
}
const Place kPlaces[] = {
    {"text", "hello", R"("response":{"text":VALUE})", body_of},
    {"attachment", "hello", R"("response":{"attachment":{"filename":"a","text":VALUE}})", body_of},
    {"version", "HTTP/1.0", R"("response":{"version":VALUE})",
     [](const StubDecision& decision) { return decision.response.version; }},
    {"a header", "v", R"("response":{"headers":{"X":VALUE}})",
     [](const StubDecision& decision) { return header_of(decision, "X"); }},
    {"a list of headers", "v", R"("response":{"headers":{"X":["a",VALUE]}})",
     [](const StubDecision& decision) { return headers_of(decision, "X").substr(2); }},
    {"a cookie", "v", R"("response":{"cookies":{"c":{"value":VALUE}}})",
     [](const StubDecision& decision) { return header_of(decision, "Set-Cookie").substr(2); }},
    {"a cookie alone", "v", R"("response":{"cookies":{"c":VALUE}})",
     [](const StubDecision& decision) { return header_of(decision, "Set-Cookie").substr(2); }},
    {"redirectTo", "/there", R"("redirectTo":VALUE)",
     [](const StubDecision& decision) { return header_of(decision, "Location"); }},
    {"replay", "i", R"("response":{"replay":{"identifier":VALUE}})", identifier_of}};

std::string replace(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

class EveryForm : public testing::TestWithParam<Place> {};
TEST_P(EveryForm, IsTakenAndSaysTheSame) {
  const Place& place = GetParam();
  const test::TempFolder folder;
  folder.write("a.txt", std::string(place.text) + "\n");
  folder.write("a.txt.ftl", "${'" + std::string(place.text) + "'}\n");
  LoadOptions options;
  options.file_root = folder.path();
  options.resources = {folder.path()};
  for (const auto& form : kForms) {
    SCOPED_TRACE(form.name);
    const std::string value = replace(replace(form.json, "TEXT", place.text), "FILE", "a.txt");
    const std::string session = replace(place.session, "VALUE", value);
    Stub stub(R"([{"request":{"uri":"/"},)" + session + "}]", options);
    EXPECT_EQ(place.shown(stub.ask("GET", "/")), place.text);
  }
}
INSTANTIATE_TEST_SUITE_P(Keys, EveryForm, testing::ValuesIn(kPlaces));

TEST(TextValues, WhatIsWrongWithAFormIsToldOnce) {
  const auto found = [](const std::string& value) {
    return findings_in(R"([{"request":{"uri":"/"},"redirectTo":)" + value + "}]");
  };
  EXPECT_NE(found(R"({"txt":"a"})").find("error[stub/unknown-key]"), std::string::npos);
  EXPECT_NE(found(R"({"text":"a","file":"b"})").find("has exactly one kind of content"),
            std::string::npos);
  EXPECT_NE(found("{}").find("has exactly one kind of content"), std::string::npos);
  EXPECT_NE(found("1").find("error[stub/wrong-type]"), std::string::npos);
  EXPECT_NE(found(R"({"file":"none"})").find("error[stub/file-not-found]"), std::string::npos);
  EXPECT_EQ(found(R"({"txt":"a"})").find("error[", 6), std::string::npos);
}

TEST(TextValues, AFormOfACookieStandsBesideItsAttributes) {
  const test::TempFolder folder;
  folder.write("a.txt", "v\n");
  LoadOptions options;
  options.file_root = folder.path();
  for (const std::string form : {R"("file":"a.txt")", R"("text":"v")", R"("template":"${'v'}")"}) {
    Stub stub(
        R"([{"request":{"uri":"/"},"response":{"cookies":{"c":{)" + form + R"(,"path":"/p"}}}}])",
        options);
    EXPECT_EQ(header_of(stub.ask("GET", "/"), "Set-Cookie"), "c=v; Path=/p") << form;
  }
  EXPECT_NE(findings_in(R"([{"response":{"cookies":{"c":{"text":"v","json":1}}}}])")
                .find("a cookie has exactly one kind of content"),
            std::string::npos);
}

TEST(TextValues, ATemplateThatIsTooLargeToReadIsNamed) {
  const test::TempFolder folder;
  folder.write("big.ftl", "");
  std::filesystem::resize_file(folder / "big.ftl", base::kMaxFileBytes + 1);  // takes no disk
  LoadOptions options;
  options.file_root = folder.path();
  const auto found = findings_in(R"([{"response":{"file":{"template":"big.ftl"}}}])", options);
  EXPECT_NE(found.find("error[stub/file-unreadable]"), std::string::npos) << found;
}

// Whose fault it is: what a file of ours holds (stub/bad-value) is not the client's.
TEST(TextValues, ATextThatCannotStandThereIsOursOrTheClients) {
  const test::TempFolder folder;
  folder.write("two-lines.txt", "a\nb");
  LoadOptions options;
  options.file_root = folder.path();
  Stub stub(R"([{"request":{"uri":"/ours"},"redirectTo":{"file":"two-lines.txt"}},
                {"request":{"uri":"/header"},"response":{"headers":{"X":{"file":"two-lines.txt"}}}},
                {"request":{"uri":"/cookie"},"response":{"cookies":{"c":{"file":"two-lines.txt"}}}},
                {"request":{"uri":"/theirs"},"redirectTo":{"template":"${req.queries['q']}"}}])",
            options);
  EXPECT_EQ(stub.ask("GET", "/ours").kind, StubDecision::Kind::kBrokenRule);
  EXPECT_EQ(stub.ask("GET", "/header").kind, StubDecision::Kind::kBrokenRule);
  EXPECT_EQ(stub.ask("GET", "/cookie").kind, StubDecision::Kind::kBrokenRule);
  EXPECT_EQ(stub.ask("GET", "/theirs?q=a%0Ab").kind, StubDecision::Kind::kBadRequest);
}

}  // namespace
}  // namespace ricochet::stubserver
