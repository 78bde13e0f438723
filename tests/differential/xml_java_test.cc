// Which XML we take, beside the parser of the Java on this machine.
#include <gtest/gtest.h>

#include <fstream>
#include <pugixml.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/utf8.h"
#include "judge.h"
#include "match/xml_compare.h"
#include "tests/support/golden.h"

namespace ricochet {
namespace {

std::optional<std::vector<std::string>> java_on(const std::vector<std::string>& documents,
                                                std::string& why_not) {
  std::string question;
  for (const auto& document : documents) question += "." + base::hex_encode(document) + "\n";
  return judge::ask("XmlJudge.java", "", question, why_not);
}

/// The rows that unit_match holds us to are what Java says. UPDATE_GOLDEN=1 writes what it says
/// now.
TEST(XmlBesideJava, RowsOfTheGoldenFile) {
  std::ifstream file(test::golden_path("match/xml_java.json"));
  auto rows = base::Json::parse(file);
  std::vector<std::string> documents;
  for (const auto& row : rows) {
    const auto hex = row.value("hex", "");
    documents.push_back(hex.empty() ? row.at("xml").get<std::string>()
                                    : base::hex_decode(hex).value());
  }
  std::string why_not;
  const auto answers = java_on(documents, why_not);
  if (!answers) GTEST_SKIP() << why_not;
  ASSERT_EQ(answers->size(), rows.size());
  std::string text = "[";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i]["java"] = (*answers)[i];
    text += (i == 0 ? "\n  " : ",\n  ") + rows[i].dump(-1, ' ', true);
  }
  test::expect_golden("match/xml_java.json", text + "\n]\n");
}

/// Documents that are well-formed but for a few places.
class SpoiltXml {
 public:
  explicit SpoiltXml(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    for (;;) {
      auto out = one();
      if (base::is_utf8(out)) return out;
    }
  }

 private:
  std::string one() {
    std::string out = kWhole[below(std::size(kWhole))];
    for (auto n = below(3); n > 0; --n) {
      const auto at = below(out.size() + 1);
      switch (below(3)) {
        case 0:
          out.insert(at, kPieces[below(std::size(kPieces))]);
          break;
        case 1:
          out.erase(at, 1 + below(3));
          break;
        default:
          out.replace(at, std::min<std::size_t>(1, out.size() - at),
                      kPieces[below(std::size(kPieces))]);
      }
    }
    return out;
  }

  static constexpr const char* kWhole[] = {"<a><b x='1' y=\"2\">t</b><!-- c --><c/></a>",
                                           "<a>&lt;&#65;&#x42;<![CDATA[<&]]></a>",
                                           "<?xml version='1.0'?><a x='&amp;'> t </a>",
                                           "<?p i?><a><?q r?>x</a><!-- d -->",
                                           "<a\n x = '1'\t>\r\n<b\n/></a \n>",
                                           "<a>\xC3\xA4<\xC3\xB6 \xC3\xBC='1'/></a>"};
  static constexpr const char* kPieces[] = {
      "<",    ">",         "&",     "'",    "\"",       "/",    "=",      "!",     "?",    "-",
      " ",    "a",         "b",     "1",    ";",        "#",    "]]>",    "--",    "<b>",  "</b>",
      "<b/>", "&lt;",      "&x;",   "\n",   "\t",       "&#0;", "&#x1F;", "<!-- ", " -->", "<?",
      "?>",   "<![CDATA[", "x='1'", "\x01", "\xC3\xA4", ".",    "_"};
  std::size_t below(std::size_t n) { return random_() % n; }
  std::mt19937 random_;
};

TEST(XmlBesideJava, SpoiltDocuments) {
  SpoiltXml spoilt(20'261'201);
  std::vector<std::string> documents(20'000);
  for (auto& document : documents) document = spoilt.next();
  std::string why_not;
  const auto answers = java_on(documents, why_not);
  if (!answers) GTEST_SKIP() << why_not;
  ASSERT_EQ(answers->size(), documents.size());
  std::size_t taken = 0, shown = 0;
  for (std::size_t i = 0; i < documents.size() && shown < 30; ++i) {
    const bool java = (*answers)[i] == "taken";
    taken += java ? 1 : 0;
    std::string why;
    if ((match::parse_xml(documents[i], &why) != nullptr) == java) continue;
    ++shown;
    ADD_FAILURE() << "Java: " << (*answers)[i] << ", ours: " << (java ? "refused " : "taken ")
                  << why << "\n  " << documents[i];
  }
  EXPECT_GT(taken, documents.size() / 5);
  EXPECT_GT(documents.size() - taken, documents.size() / 5);
}

}  // namespace
}  // namespace ricochet
