#pragma once
#include <string>
#include <string_view>

namespace ricochet::runner {

/// What reports put around text for a terminal (ECMA-48, SGR).
inline constexpr std::string_view kRed = "\x1b[1;31m", kGreen = "\x1b[32m", kYellow = "\x1b[33m",
                                  kBold = "\x1b[1m", kDim = "\x1b[2m", kReset = "\x1b[0m";

/// `text` in the colour of `code`, or as it is.
inline std::string paint(bool colour, std::string_view code, std::string text) {
  return colour ? std::string(code) + text + std::string(kReset) : text;
}

}  // namespace ricochet::runner
