#pragma once
#include <span>

#include "http/static_files.h"

namespace ricochet::requestbin {

/// The files of requestbin/api, inside the program.
std::span<const http::Asset> api_assets();

}  // namespace ricochet::requestbin
