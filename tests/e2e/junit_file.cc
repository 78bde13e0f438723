#include "tests/e2e/junit_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <pugixml.hpp>

namespace ricochet::e2e {

namespace {

JunitCase read_case(const pugi::xml_node& node) {
  JunitCase out;
  out.name = node.attribute("name").value();
  out.file = node.attribute("file").value();
  out.outcome = "passed";
  for (const char* outcome : {"failure", "error", "skipped"}) {
    const pugi::xml_node child = node.child(outcome);
    if (!child) continue;
    EXPECT_EQ(out.outcome, "passed") << out.name << " has two outcomes";
    out.outcome = outcome;
    out.type = child.attribute("type").value();
    out.message = child.attribute("message").value();
    out.text = child.text().get();
  }
  return out;
}

}  // namespace

std::size_t JunitFile::count(const std::string& outcome) const {
  return static_cast<std::size_t>(std::count_if(
      cases.begin(), cases.end(), [&](const JunitCase& c) { return c.outcome == outcome; }));
}

namespace {

std::string name_of_file(const JunitCase& one) { return one.file.substr(one.file.rfind('/') + 1); }

}  // namespace

std::set<std::string> JunitFile::files() const {
  std::set<std::string> out;
  for (const auto& one : cases) out.insert(name_of_file(one));
  return out;
}

std::set<std::string> JunitFile::red_files() const {
  std::set<std::string> out;
  for (const auto& one : cases) {
    if (one.outcome == "failure" || one.outcome == "error") out.insert(name_of_file(one));
  }
  return out;
}

std::string JunitFile::red_text() const {
  std::string out;
  for (const auto& one : cases) {
    if (one.outcome == "failure" || one.outcome == "error")
      out += one.message + "\n" + one.text + "\n";
  }
  return out;
}

JunitFile read_junit(const std::string& path) {
  JunitFile out;
  pugi::xml_document document;
  const auto loaded = document.load_file(path.c_str());
  EXPECT_TRUE(loaded) << path << ": " << loaded.description();
  const pugi::xml_node root = document.child("testsuites");
  EXPECT_TRUE(root) << path << " has no <testsuites>";
  for (const auto& suite : root.children("testsuite")) {
    for (const auto& one : suite.children("testcase")) out.cases.push_back(read_case(one));
  }
  EXPECT_EQ(root.attribute("tests").as_uint(), out.cases.size());
  EXPECT_EQ(root.attribute("failures").as_uint(), out.count("failure"));
  EXPECT_EQ(root.attribute("errors").as_uint(), out.count("error"));
  EXPECT_EQ(root.attribute("skipped").as_uint(), out.count("skipped"));
  return out;
}

}  // namespace ricochet::e2e
