// docs/templates.md lists what there is and what is refused: neither more nor less than the tables
// of the code.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "match/template/model/builtin.h"
#include "match/template/syntax/directives.h"
#include "match/template/syntax/specials.h"
#include "template_support.h"

namespace ricochet::match {
namespace {

/// A section of the page, cut at its table "not supported".
struct Section {
  std::string there, refused;
};

Section section(const std::string& title) {
  std::ifstream file(std::string(RICOCHET_SOURCE_DIR) + "/docs/templates.md");
  std::stringstream page;
  page << file.rdbuf();
  const auto text = page.str();
  const auto begin = text.find("\n## " + title + "\n");
  EXPECT_NE(begin, std::string::npos) << title;
  const auto whole = text.substr(begin, text.find("\n## ", begin + 1) - begin);
  const auto cut = std::min(whole.find("| not supported"), whole.size());
  return {whole.substr(0, cut), whole.substr(cut)};
}

/// What stands in backticks and is a plain word; of the first column, or of all.
std::set<std::string> words(const std::string& table, bool first_column, const std::string& form) {
  std::set<std::string> out;
  std::stringstream lines(table);
  const std::regex word("`(" + form + ")`");
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| ")) continue;
    if (first_column) line = line.substr(0, line.find(" |", 1));
    for (std::sregex_iterator it(line.begin(), line.end(), word), end; it != end; ++it)
      out.insert((*it)[1]);
  }
  return out;
}

std::set<std::string> set_of(const std::vector<std::string>& names,
                             const std::string& prefix = "") {
  std::set<std::string> out;
  for (const auto& name : names) out.insert(prefix + name);
  return out;
}

TEST(TemplateDocs, ListEveryDirective) {
  const auto directives = section("Directives");
  EXPECT_EQ(words(directives.there, true, "[a-z]+"), set_of(tpl::directive_names()));
  EXPECT_EQ(words(directives.refused, true, "[a-z]+"), set_of(tpl::refused_directive_names()));
  for (const auto& setting : tpl::setting_names())
    EXPECT_NE(directives.there.find("`" + setting + "`"), std::string::npos) << setting;
}

TEST(TemplateDocs, ListEveryBuiltIn) {
  const auto built_ins = section("Built-ins");
  EXPECT_EQ(words(built_ins.there, false, "[a-z][a-z_]*"), set_of(tpl::builtin_names()));
  EXPECT_EQ(words(built_ins.refused, true, "[a-z_]+"), set_of(tpl::refused_builtin_names()));
}

TEST(TemplateDocs, ListEverySpecialVariable) {
  const auto specials = section("Special variables");
  EXPECT_EQ(words(specials.there, true, "\\.[a-z_]+"), set_of(tpl::special_names(), "."));
  EXPECT_EQ(words(specials.refused, true, "\\.[a-z_]+"), set_of(tpl::refused_special_names(), "."));
}

/// FreeMarker 2.3.34's own lists (Configuration.getSupportedBuiltInNames and its sibling).
TEST(TemplateDocs, NothingOfFreeMarkerIsForgotten) {
  const auto count = tpl::builtin_names().size() + tpl::refused_builtin_names().size();
  EXPECT_EQ(count, 183u);
  EXPECT_EQ(tpl::directive_names().size() + tpl::refused_directive_names().size(), 45u);
  for (const auto& name : tpl::refused_builtin_names())
    EXPECT_EQ(tpl::find_builtin(name), nullptr) << name;
}

TEST(TemplateRefusals, FailAtLoadByNameWithPlaceAndHint) {
  const auto refusal = [](const std::string& text) {
    const auto parsed = Template::parse(text, Dialect::kMoco);
    EXPECT_FALSE(parsed) << text;
    if (parsed) return base::Diag();
    EXPECT_EQ(parsed.error().code, "template/syntax");
    EXPECT_EQ(parsed.error().where.line, 2u) << text;
    EXPECT_FALSE(parsed.error().hint.empty()) << text;
    return parsed.error();
  };
  for (const auto& name : tpl::refused_builtin_names()) {
    const auto error = refusal("a\n${x?" + name + "}");
    EXPECT_EQ(error.message, "?" + name + " is not supported");
    EXPECT_EQ(error.where.column, 5u);
  }
  for (const auto& name : tpl::refused_directive_names()) {
    const auto error = refusal("a\n <#" + name + " x>");
    EXPECT_EQ(error.message, "<#" + name + "> is not supported");
    EXPECT_EQ(error.where.column, 2u);
  }
  for (const auto& name : tpl::refused_special_names())
    EXPECT_EQ(refusal("\n${." + name + "}").message, "." + name + " is not supported");
}

TEST(TemplateRefusals, FormatsAndPatternsThatAreWrittenOutFailAtLoad) {
  for (const char* text :
       {"${x?string('0.0.0')}", "${x?string.computr}", "${x?string['Qq']}", "${x?matches('[')}",
        "${x?replace('(', 'b', 'r')}", "${x?split('a', 'q')}", "${x?keep_after('(', 'r')}",
        "${x?ensure_starts_with('(', 'a')}", "<#setting locale = 'de'>", "<#setting nope = 1>",
        "<#ftl output_format='HTML'>", "[#ftl]", "<#assign x = 1 in ns>", "${x?index}", "${a.b(1)}",
        "${'in ${x?eval} it'}", "<#list xs as x>${x?eval}</#list>",
        "<#macro m>${.template_name}</#macro>"}) {
    const auto parsed = Template::parse(text, Dialect::kMoco);
    ASSERT_FALSE(parsed) << text;
    EXPECT_FALSE(parsed.error().message.empty());
    EXPECT_GT(parsed.error().where.column, 0u);
  }
  for (const char* text : {"${x?string('0.00')}", "${x?string.short}", "${x?string('yyyy-MM-dd')}",
                           "${x?string.iso_nz}", "${x?matches('a+')}", "${x?replace('(', 'b')}",
                           "${x?string.currency}", "${x?leftPad(3)}"})
    EXPECT_TRUE(Template::parse(text, Dialect::kMoco)) << text;
}

}  // namespace
}  // namespace ricochet::match
