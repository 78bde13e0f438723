#pragma once
#include <cstdint>

namespace ricochet::match {

/// Expressions and directives that templates of this thread have evaluated so far, and one for each
/// 64 bytes of texts and lists that they made on the way. 20,000 take some milliseconds.
std::uint64_t& rendering_steps();

/// What one is in units of match::Work. In passing a rendering draws them: where they do not
/// suffice it ends with template/limit, and the scope falls short.
inline constexpr std::uint64_t kWorkOfRenderingStep = 200;

}  // namespace ricochet::match
