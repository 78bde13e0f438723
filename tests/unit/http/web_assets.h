#pragma once
#include <span>

#include "http/static_files.h"

namespace ricochet::test {
std::span<const http::Asset> web_assets();
}
