// One table of calls, tests/golden/copy: what the server exports for them is what the page copies
// (tests/web/copy_cases_test.js).
#include "base/file.h"
#include "base/json/reader.h"
#include "journal/record_reader.h"
#include "requestbin/transfer/formats/formats.h"
#include "tests/support/golden.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

/// The same without walls of text: `x{1025}` for so many of one letter.
std::string folded(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_not_of(text[at], at), text.size());
    if (end - at > 100) {
      out += std::string(1, text[at]) + "{" + std::to_string(end - at) + "}";
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

TEST(CopyCases, TheCommandsAreThoseOfTheTable) {
  const auto cases = base::JsonDocument::load(test::golden_path("copy/cases.json"));
  ASSERT_TRUE(cases) << base::render(cases.error());
  base::DiagList diags;
  std::string all;
  for (const auto& one : base::JsonReader(*cases, diags, "copy").elements()) {
    const auto name = one.find("name")->string().value_or("");
    auto exchange = journal::read_record(*one.find("record"));
    ASSERT_TRUE(exchange) << name;
    ExportPlace place;
    place.origin = one.find("origin")->string().value_or("");
    all += "# " + name + "\n" + folded(to_curl(journal::Record(std::move(*exchange), ""), place)) +
           "\n";
  }
  test::expect_golden("copy/curl.txt", all);
}

}  // namespace
}  // namespace ricochet::requestbin
