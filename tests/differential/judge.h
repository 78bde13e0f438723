#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::judge {

/// Runs a Java program of this folder with `input` on its standard input; the lines that it
/// printed. `jars` is a folder of libraries, or empty. nullopt: `why_not` says what is missing
/// here; one that ends with an error fails the test.
std::optional<std::vector<std::string>> ask(const std::string& program, const std::string& jars,
                                            const std::string& input, std::string& why_not);

/// The environment variable, or nothing.
std::string environment(const char* name);

}  // namespace ricochet::judge
