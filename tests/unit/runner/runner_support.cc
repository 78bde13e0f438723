#include "tests/unit/runner/runner_support.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "base/json/document.h"
#include "tests/support/golden.h"

namespace ricochet::runner {

namespace fs = std::filesystem;

WorkFolder::WorkFolder() : before_(fs::current_path().string()) {
  std::string pattern = (fs::temp_directory_path() / "ricochet-runner-XXXXXX").string();
  EXPECT_NE(::mkdtemp(pattern.data()), nullptr) << "cannot make " << pattern;
  path_ = pattern;
  fs::current_path(path_);
}

WorkFolder::~WorkFolder() {
  std::error_code ec;
  fs::current_path(before_, ec);
  fs::remove_all(path_, ec);
}

void WorkFolder::write(const std::string& name, std::string_view content) const {
  const fs::path file = fs::path(path_) / name;
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  EXPECT_TRUE(out.flush()) << "cannot write " << file;
}

std::string golden_entry(std::string_view name, const base::DiagList& diags) {
  return "== " + std::string(name) + "\n" +
         (diags.all().empty() ? "(no findings)\n\n" : diags.render_all());
}

std::string golden_entry(std::string_view name, const std::vector<base::Diag>& diags) {
  base::DiagList list;
  for (const auto& diag : diags) list.add(diag);
  return golden_entry(name, list);
}

std::shared_ptr<const Suite> make_suite(const WorkFolder& folder, std::string_view text) {
  folder.write(kSuiteFileName, text);
  base::DiagList diags;
  auto suite = load_suite(kSuiteFileName, diags);
  EXPECT_NE(suite, nullptr) << diags.render_all();
  return suite;
}

std::shared_ptr<const Scenario> make_scenario(std::string_view text,
                                              std::shared_ptr<const Suite> suite,
                                              base::DiagList& diags) {
  auto document = base::JsonDocument::parse("s.json", std::string(text));
  if (!document) {
    ADD_FAILURE() << base::render(document.error()) << "\nin\n" << text;
    return nullptr;
  }
  return load_scenario(*document, std::move(suite), diags);
}

std::string ParsedStep::summary() const {
  return step != nullptr ? step->title() : codes(diags.all());
}

ParsedStep parse(std::string_view step, std::shared_ptr<const Suite> suite) {
  ParsedStep out;
  out.scenario = make_scenario(R"({ "scenario": "s", "steps": [)"
                               "\n    // one step\n    " +
                                   std::string(step) + "\n] }\n",
                               std::move(suite), out.diags);
  if (out.scenario == nullptr) return out;
  const auto steps = out.scenario->reader(out.diags).find("steps")->elements();
  out.step = parse_step(steps.at(0), *out.scenario);
  EXPECT_EQ(out.step == nullptr, out.diags.has_errors()) << out.diags.render_all();
  return out;
}

void expect_golden_steps(const std::string& golden, const std::vector<Case>& cases,
                         const std::shared_ptr<const Suite>& suite) {
  std::string all;
  for (const auto& c : cases) {
    const ParsedStep parsed = parse(c.text, suite);
    EXPECT_EQ(parsed.step, nullptr) << c.name << ": " << c.text;
    all += golden_entry(c.name, parsed.diags);
  }
  test::expect_golden(golden, all);
}

std::shared_ptr<const Suite> steps_suite(const WorkFolder& folder) {
  return make_suite(folder, R"({
  "topics": { "orders": {}, "photo-events": { "partitions": 3 } },
  "stubs": { "photos": [], "invoices": [] },
  "bins": ["webhooks"],
  "sut": { "photo-service": { "command": ["./photo"] }, "mailer": { "command": ["./mailer"] } },
  "defaults": { "within": "3s", "settle": "90ms", "for": "70ms" }
})");
}

std::string codes(const std::vector<base::Diag>& diags) {
  std::string out;
  for (const auto& diag : diags) out += (out.empty() ? "" : " ") + diag.code;
  return out;
}

}  // namespace ricochet::runner
