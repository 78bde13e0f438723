#pragma once
#include <span>
#include <string>
#include <string_view>

namespace ricochet::runner::mask {

/// One way in which programs write a value down, whole and by itself. Base64 is none of these:
/// there a value looks different by what stands around it (Secrets finds it by its core).
struct Form {
  std::string_view name;
  std::string (*write)(std::string_view value);
};

/// All of them, the value itself first: what Secrets finds again. A form is one row here, and the
/// tests of all reports take it from there.
std::span<const Form> forms();

}  // namespace ricochet::runner::mask
