#include "tests/unit/report/readers.h"

#include <algorithm>
#include <cstdlib>
#include <pugixml.hpp>
#include <set>

#include "base/text/utf8.h"

namespace ricochet::runner::test {

namespace {

using pugi::xml_node;

/// The parsers of all four collapse to this: an attribute or nothing.
std::string attr(xml_node node, const char* name) { return node.attribute(name).value(); }

std::string outcome_of(xml_node c) {
  if (c.child("error")) return "error";
  if (c.child("failure")) return "failed";
  return c.child("skipped") ? "skipped" : "passed";
}

xml_node verdict_of(xml_node c) {
  for (const char* name : {"error", "failure", "skipped"}) {
    if (const auto child = c.child(name)) return child;
  }
  return {};
}

ReadCase basics(xml_node c) {
  ReadCase out;
  out.outcome = outcome_of(c);
  const auto verdict = verdict_of(c);
  out.message = attr(verdict, "message");
  out.body = verdict.child_value();
  out.file = attr(c, "file");
  out.line = std::atoi(attr(c, "line").c_str());
  out.seconds = std::strtod(attr(c, "time").c_str(), nullptr);
  return out;
}

/// `0` in the form stands for a digit, anything else for itself.
bool has_form(const std::string& text, std::string_view form) {
  return text.size() == form.size() &&
         std::equal(text.begin(), text.end(), form.begin(),
                    [](char c, char f) { return f == '0' ? c >= '0' && c <= '9' : c == f; });
}

bool plain_seconds(const std::string& time) {
  const auto point = time.find('.');
  if (point == std::string::npos || point == 0) return false;
  return has_form(time, std::string(point, '0') + ".000");
}

int count(xml_node node, const char* name) {
  int n = 0;
  for (auto child = node.child(name); child; child = child.next_sibling(name)) ++n;
  return n;
}

bool parse(const std::string& xml, pugi::xml_document& document, ReadReport& report) {
  const auto result = document.load_buffer(xml.data(), xml.size());
  if (!result) report.complaints.push_back(std::string("not well-formed: ") + result.description());
  for (auto& complaint : illegal_characters(xml)) report.complaints.push_back(std::move(complaint));
  return static_cast<bool>(result);
}

}  // namespace

std::vector<std::string> illegal_characters(const std::string& xml) {
  std::vector<std::string> out;
  if (!base::is_utf8(xml)) out.push_back("invalid UTF-8");
  for (const char c : xml) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x20 && c != '\n' && c != '\t' && c != '\r')
      out.push_back("control byte " + std::to_string(u));
  }
  if (xml.find("\xEF\xBF\xBE") != std::string::npos) out.push_back("U+FFFE");
  if (xml.find("\xEF\xBF\xBF") != std::string::npos) out.push_back("U+FFFF");
  for (std::size_t at = 0; (at = xml.find("&#", at)) != std::string::npos; ++at) {
    const bool hex = xml[at + 2] == 'x';
    const long value = std::strtol(xml.c_str() + at + (hex ? 3 : 2), nullptr, hex ? 16 : 10);
    if (value < 32 && value != 9 && value != 10 && value != 13) {
      out.push_back("reference to character " + std::to_string(value));
    }
  }
  return out;
}

ReadReport read_as_jenkins(const std::string& xml) {
  ReadReport report;
  pugi::xml_document document;
  if (!parse(xml, document, report)) return report;
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    const std::string package = attr(suite, "package");
    const std::string name = (package.empty() ? "" : package + ".") + attr(suite, "name");
    if (!suite.child("testcase"))
      report.complaints.push_back("suite without a testcase is dropped: " + name);
    if (suite.child("error"))
      report.complaints.push_back("<error> under a suite becomes a test <init>");
    if (!has_form(attr(suite, "timestamp"), "0000-00-00T00:00:00")) {
      report.complaints.push_back("timestamp needs the form YYYY-MM-DDThh:mm:ss: " +
                                  attr(suite, "timestamp"));
    }
    for (const auto c : suite.children("testcase")) {
      ReadCase read = basics(c);
      const std::string class_name = attr(c, "classname").empty() ? name : attr(c, "classname");
      // The package in Jenkins' tree is everything up to the last dot.
      if (class_name.find('.') == std::string::npos)
        report.complaints.push_back("no package in " + class_name);
      if (attr(c, "name").empty()) report.complaints.push_back("testcase without a name");
      if (!plain_seconds(attr(c, "time"))) report.complaints.push_back("time " + attr(c, "time"));
      read.id = class_name + "/" + attr(c, "name");
      report.cases.push_back(read);
    }
  }
  return report;
}

ReadReport read_as_gitlab(const std::string& xml) {
  ReadReport report;
  pugi::xml_document document;
  if (!parse(xml, document, report)) return report;
  if (xml.size() >= 30'000'000) report.complaints.push_back("30 MB or more");
  // ActiveSupport's converter takes some words in `type` for orders about the element's content.
  const std::set<std::string> magic = {"yaml",  "symbol", "integer",  "file",   "array",
                                       "float", "date",   "datetime", "boolean"};
  std::set<std::string> seen;
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    for (const auto c : suite.children("testcase")) {
      ReadCase read = basics(c);
      read.id = attr(c, "classname") + "/" + attr(c, "name");
      if (!seen.insert(read.id).second)
        report.complaints.push_back("only the first counts: " + read.id);
      if (count(c, "failure") + count(c, "error") + count(c, "skipped") > 1) {
        report.complaints.push_back("several verdicts are shown as an array: " + read.id);
      }
      if (magic.count(attr(verdict_of(c), "type")) > 0)
        report.complaints.push_back("type is an order: " + read.id);
      if (read.outcome != "passed" && read.body.empty())
        report.complaints.push_back("nothing to show: " + read.id);
      const std::string output = c.child("system-out").child_value();
      if (output.find("[[ATTACHMENT|") != std::string::npos)
        report.complaints.push_back("attachment in " + read.id);
      report.cases.push_back(read);
    }
  }
  return report;
}

ReadReport read_as_dorny(const std::string& xml) {
  ReadReport report;
  pugi::xml_document document;
  if (!parse(xml, document, report)) return report;
  if (!document.child("testsuites")) report.complaints.push_back("throws: no testsuites element");
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    if (!suite.attribute("name")) report.complaints.push_back("throws: testsuite without name");
    if (suite.child("testsuite")) report.complaints.push_back("nested suites are not seen");
    if (!plain_seconds(attr(suite, "time"))) report.complaints.push_back("NaN: time of a suite");
    for (const auto c : suite.children("testcase")) {
      if (!c.attribute("name")) report.complaints.push_back("throws: testcase without name");
      if (!plain_seconds(attr(c, "time"))) report.complaints.push_back("NaN: time of a case");
      ReadCase read = basics(c);
      // A group of its own when the class name is not the suite's.
      const std::string group =
          attr(c, "classname") == attr(suite, "name") ? "" : attr(c, "classname") + "/";
      read.id = group + attr(c, "name");
      report.cases.push_back(read);
    }
  }
  return report;
}

ReadReport read_as_mikepenz(const std::string& xml) {
  ReadReport report;
  pugi::xml_document document;
  if (!parse(xml, document, report)) return report;
  std::set<std::string> seen;
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    for (const auto c : suite.children("testcase")) {
      ReadCase read = basics(c);
      if (read.file.empty()) read.file = attr(suite, "file");
      read.id = attr(c, "classname") + "/" + attr(c, "name");
      const bool annotated = read.outcome == "failed" || read.outcome == "error";
      if (annotated && read.file.empty())
        report.complaints.push_back("globs for a file: " + read.id);
      if (annotated && read.line == 0)
        report.complaints.push_back("annotation at line 0: " + read.id);
      if (count(c, "failure") + count(c, "error") > 1)
        report.complaints.push_back("two annotations: " + read.id);
      if (!seen.insert(read.id + "@" + read.file).second)
        report.complaints.push_back("taken for a retry: " + read.id);
      if (c.attribute("status")) report.complaints.push_back("status may mean skipped: " + read.id);
      report.cases.push_back(read);
    }
  }
  return report;
}

}  // namespace ricochet::runner::test
