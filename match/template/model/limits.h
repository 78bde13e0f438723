#pragma once
#include <cstddef>
#include <string>

namespace ricochet::match {

struct RenderLimits {
  std::size_t max_output = 16u << 20;  ///< bytes, also of every string made on the way
  std::size_t max_steps = 1'000'000;   ///< expressions and directives evaluated
};

/// Directives in a template, and parentheses in an expression, inside one another.
inline constexpr std::size_t kMaxTemplateNesting = 64;

/// A variable or function that a template names, for checks ahead of time. Its own variables,
/// macros and functions are not among them.
struct TemplateReference {
  std::string name;
  std::size_t offset;
  bool function;
};

}  // namespace ricochet::match
