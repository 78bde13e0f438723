#pragma once
#include <span>

#include "http/static_files.h"

namespace ricochet::requestbin {

/// Everything below requestbin/web/, embedded at build time: the live page.
std::span<const http::Asset> web_assets();

}  // namespace ricochet::requestbin
