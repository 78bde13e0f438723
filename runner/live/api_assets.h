#pragma once
#include <span>

#include "http/static_files.h"

namespace ricochet::runner {

/// live/api, embedded by cmake/embed.cmake.
std::span<const http::Asset> api_assets();

}  // namespace ricochet::runner
