#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::busview {

/// A topic of a cluster.
struct TopicUrl {
  std::string bootstrap;  ///< host:port[,host:port]
  std::string topic;
};

/// Reads kafka://host:port[,host:port]/topic. Error: captures/bad-url, with what is wrong with it.
base::Result<TopicUrl> parse_topic_url(std::string_view url);

}  // namespace ricochet::busview
