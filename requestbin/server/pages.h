#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "journal/capture_log.h"

namespace ricochet::requestbin {

// The pages without script, for browsers that run none and for curl. The live page is web/.

/// /ui/bins: create a bin, and the newest public ones.
std::string home_page(const std::vector<journal::BinInfo>& bins);
/// One bin, its newest calls or events first. `base_url` is where senders reach the server.
std::string inspect_page(const journal::BinInfo& bin,
                         const std::vector<journal::RecordPtr>& newest_first,
                         const std::string& base_url, base::TimePoint now);
/// The style sheet of both, served as /static/bin.css.
std::string_view page_css();

/// Most records that an inspect page shows; the page says when there are more.
inline constexpr std::size_t kPageRecords = 100;

}  // namespace ricochet::requestbin
