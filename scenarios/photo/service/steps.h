#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "downloader.h"
#include "events.h"
#include "retry_policy.h"

namespace photo {

/// The steps between an event's arrival and its commit.
struct Steps {
  std::function<Download(const std::string& url)> download;
  std::function<void(const Outcome&)> publish;
  std::function<void(const Outcome&)> post_to_webhook;
  std::function<void(const std::string& what)> skip_malformed;
};

/// Handles one message; false when a stop request came first and the message must come again.
using Handle = std::function<bool(std::string_view payload)>;
/// Commits the message that is being handled.
using Commit = std::function<void()>;

}  // namespace photo
