#pragma once
#include <cstdint>
#include <string>

#include "runner/report/junit_options.h"
#include "runner/result/result.h"

namespace ricochet::runner {

/// What one testcase element is made of.
struct JunitCase {
  const ScenarioResult* scenario = nullptr;
  std::string name, class_name, file;
  std::string output;  ///< cleaned
};

/// The element in two levels of indentation, with its newline.
std::string junit_case_xml(const JunitCase& one, const JunitOptions& options, std::uint64_t seed);
/// ` name="value"`, escaped.
std::string xml_attribute(const char* name, const std::string& value);
/// For the inside of an element.
std::string xml_text(const std::string& text);
/// Exactly three decimals and a point, whatever the locale; never negative.
std::string junit_seconds(base::Duration d);
/// UTC, no zone and no fraction: the one form that every schema and reader takes.
std::string junit_timestamp(base::WallTime t);
/// Output of a service in which no line asks a reader to attach a file of its choice.
std::string without_attachments(std::string text);

inline constexpr std::size_t kJunitPropertyBytes = 500;

}  // namespace ricochet::runner
