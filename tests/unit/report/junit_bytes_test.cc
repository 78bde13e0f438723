// Whatever bytes a service prints or a payload holds: the file stays well-formed, for two parsers,
// with one structure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <sstream>

#include "base/random.h"
#include "runner/report/junit_document.h"
#include "runner/result/clean_text.h"
#include "tests/unit/report/readers.h"
#include "tests/unit/report/xmllint.h"

namespace ricochet::runner::test {
namespace {

using ::testing::IsEmpty;

/// Bytes with a bias towards what breaks XML, UTF-8 and terminals.
std::string random_bytes(base::Random& random) {
  static const std::vector<std::string> kBad = {"]]>",
                                                "<",
                                                "&",
                                                "&#27;",
                                                "\x1b[31m",
                                                "\x1b]0;t\a",
                                                "\x1b",
                                                std::string(1, '\0'),
                                                "\r\n",
                                                "\r",
                                                "\n",
                                                "\t",
                                                "\"",
                                                "'",
                                                "\xEF\xBF\xBE",
                                                "\xED\xA0\x80",
                                                "\xC2\x85",
                                                "\xE2\x80\xA8",
                                                "\xF0\x9F\x98\x80",
                                                "<!--",
                                                "<?xml?>",
                                                "\xFF",
                                                "\xC0",
                                                " "};
  std::string out;
  for (auto n = random.below(40); n > 0; --n) {
    out += random.below(2) == 0 ? kBad[random.below(kBad.size())]
                                : std::string(1, static_cast<char>(random.below(256)));
  }
  return out;
}

base::Location random_place(base::Random& random) {
  base::Location where;
  where.file = random_bytes(random);
  where.line = random.below(3);
  where.column = random.below(60);
  where.length = random.below(60);
  where.pointer = random_bytes(random);
  where.source_line = random_bytes(random);
  return where;
}

Cause random_cause(base::Random& random) {
  Unmet unmet;
  awaits::Verdict verdict;
  base::Diag diag(random_bytes(random), random_bytes(random), random_bytes(random));
  diag.where = random_place(random);
  Trouble trouble;
  switch (random.below(6)) {
    case 0:
      return Remark(random_bytes(random), random_bytes(random));
    case 1:
      unmet.message = random_bytes(random);
      unmet.expected = random_bytes(random);
      unmet.actual.push_back({random_bytes(random), random_bytes(random)});
      unmet.help = random_bytes(random);
      return unmet;
    case 2:
      verdict.message = random_bytes(random);
      verdict.hints = {random_bytes(random)};
      return verdict;
    case 3:
      return StepOutcome::error_of(diag).cause;
    case 4:
      trouble.message = random_bytes(random);
      trouble.last_output = {random_bytes(random)};
      return Stopped{trouble, std::nullopt};
    default:
      return {};
  }
}

ScenarioResult random_scenario(base::Random& random) {
  ScenarioResult s;
  for (std::string* field : {&s.suite, &s.name, &s.file, &s.sut_output})
    *field = random_bytes(random);
  s.cause = random_cause(random);
  s.tags = {random_bytes(random)};
  s.warnings = {random_bytes(random)};
  s.outcome = static_cast<Outcome>(random.below(4));
  s.error = static_cast<ErrorKind>(random.below(6));
  s.line = random.below(100);
  s.where = random_place(random);
  s.took = base::Duration(random.below(1'000'000'000'000));
  for (auto n = random.below(4); n > 0; --n) {
    StepResult& step = s.steps.emplace_back();
    step.title = random_bytes(random);
    step.cause = random_cause(random);
    step.where = random_place(random);
    step.outcome = static_cast<Outcome>(random.below(4));
  }
  return s;
}

RunResult random_run(std::uint64_t seed) {
  base::Random random(seed);
  RunResult run;
  run.seed = seed;
  run.suites.resize(random.below(3));
  for (auto& suite : run.suites) {
    suite.path = random_bytes(random);
    for (auto n = random.below(4); n > 0; --n) suite.scenarios.push_back(random_scenario(random));
  }
  return run;
}

/// Elements, attributes in order and text, such that two parsers can be compared.
void flatten(pugi::xml_node node, std::string& out) {
  for (const auto child : node.children()) {
    if (child.type() == pugi::node_element) {
      out += std::string("<") + child.name();
      std::vector<std::string> attributes;  // canonical XML sorts them
      for (const auto a : child.attributes())
        attributes.push_back(std::string(a.name()) + "=" + a.value());
      std::sort(attributes.begin(), attributes.end());
      for (const auto& a : attributes) out += " " + a;
      out += ">";
      flatten(child, out);
      out += "</>";
    } else if (child.type() == pugi::node_pcdata) {
      out += child.value();
    }
  }
}

std::string structure(const std::string& xml) {
  pugi::xml_document document;
  const auto result = document.load_buffer(xml.data(), xml.size());
  EXPECT_TRUE(result) << result.description() << " at byte " << result.offset;
  std::string out;
  flatten(document, out);
  return out;
}

TEST(JunitBytes, AnyBytesGiveAFileThatAParserTakes) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    JunitOptions options;
    options.dialect = seed % 2 == 0 ? JunitDialect::kRich : JunitDialect::kStrict;
    const RunResult run = random_run(seed);
    const std::string xml = junit_xml(run, options);
    EXPECT_THAT(illegal_characters(xml), IsEmpty()) << "seed " << seed;
    std::size_t scenarios = 0;
    for (const auto& suite : run.suites) scenarios += suite.scenarios.size();
    pugi::xml_document document;
    ASSERT_TRUE(document.load_buffer(xml.data(), xml.size())) << "seed " << seed;
    EXPECT_EQ(document.select_nodes("//testcase").size(), std::max<std::size_t>(scenarios, 1))
        << "seed " << seed;
  }
}

TEST(JunitBytes, TextComesBackAsItWasCleaned) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    base::Random random(seed);
    RunResult run;
    auto& s = run.suites.emplace_back().scenarios.emplace_back();
    s.name = "x" + random_bytes(random);
    s.sut_output = "x" + random_bytes(random);
    pugi::xml_document document;
    const std::string xml = junit_xml(run, {});
    ASSERT_TRUE(document.load_buffer(xml.data(), xml.size()));
    const auto node = document.select_node("//testcase").node();
    EXPECT_EQ(node.attribute("name").value(), clean_text(s.name)) << "seed " << seed;
    EXPECT_EQ(node.child("system-out").child_value(), clean_text(s.sut_output)) << "seed " << seed;
  }
}

TEST(JunitBytes, TwoParsersSeeTheSame) {
  RICOCHET_NEEDS_XMLLINT();
  std::vector<std::string> files;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    JunitOptions options;
    options.dialect = seed % 2 == 0 ? JunitDialect::kRich : JunitDialect::kStrict;
    files.push_back(junit_xml(random_run(seed), options));
  }
  const auto all = xmllint({"--noout"}, files);
  EXPECT_EQ(all.exit_code, 0) << all.output;
  for (std::size_t i = 0; i < 30; ++i) {
    const auto canonical = xmllint({"--c14n"}, {files[i]});
    EXPECT_EQ(structure(canonical.output), structure(files[i])) << "seed " << i;
  }
}

}  // namespace
}  // namespace ricochet::runner::test
