#include "runner/model/system_text.h"

#include "base/json/json.h"
#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

constexpr const char* kNameHint = R"(write a name such as "LOG_LEVEL")";

/// Empty: nothing is wrong.
std::string fault_of_name(const std::string& name) {
  if (name.empty()) return "the name of an environment variable must not be empty";
  if (name.find_first_of(std::string("=\0", 2)) == std::string::npos) return {};
  return base::in_quotes(name) + " is not the name of an environment variable: it has a " +
         (name.find('=') == std::string::npos ? "NUL" : "\"=\"");
}

}  // namespace

bool check_system_text(const base::JsonReader& text) {
  const auto& value = text.value();
  if (!value.is_string() || value.get_ref<const std::string&>().find('\0') == std::string::npos)
    return true;
  text.error("bad-text", "this text has a NUL, and the system would cut it there",
             "leave the \\u0000 out");
  return false;
}

bool check_variable_name(const base::JsonReader& at) {
  if (!at.value().is_string()) return false;  // which was told
  const std::string fault = fault_of_name(at.value().get<std::string>());
  if (fault.empty()) return true;
  at.error("bad-name", fault, kNameHint);
  return false;
}

bool check_variable(const base::JsonReader& member) {
  const std::string fault = fault_of_name(member.key());
  if (!fault.empty()) member.error_at_key("bad-name", fault, kNameHint);
  return check_system_text(member) && fault.empty();
}

}  // namespace ricochet::runner
