#pragma once
#include <string>

namespace ricochet::cli {

/// The JSON Schema of a kind of file (runner::file_kinds()), as it is printed and written.
std::string schema_text(const std::string& kind);
/// The name of the file that holds it: "suite.schema.json".
std::string schema_file(const std::string& kind);

}  // namespace ricochet::cli
