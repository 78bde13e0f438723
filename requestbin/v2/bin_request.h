#pragma once
#include <string>

#include "base/json/reader.h"
#include "journal/capture_log.h"
#include "requestbin/bin_server_options.h"

namespace ricochet::requestbin {

/// Most bytes of the labels of one bin, names and values together, and most of them.
inline constexpr std::size_t kMaxLabels = 64;
inline constexpr std::size_t kMaxLabelBytes = 16u << 10;

/// Reads the body of POST /api/v2/bins (`name` is filled in) and PATCH /api/v2/bins/{bin} (nullptr:
/// a name is an unknown key): {"name", "private", "ttl": "2h" or null, "ttl_mode": "fixed" or
/// "sliding", "max_records", "max_bytes", "labels": {..}, "group"}. What is not said stays as it is
/// in `bin`. False: the reader's list says why.
bool read_bin_request(const base::JsonReader& body, std::string* name, journal::BinOptions& bin);

}  // namespace ricochet::requestbin
