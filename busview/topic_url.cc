#include "busview/topic_url.h"

#include "base/text/printable.h"
#include "base/text/text.h"
#include "journal/capture_log.h"

namespace ricochet::busview {

base::Result<TopicUrl> parse_topic_url(std::string_view url) {
  const auto bad = [url](const std::string& why) {
    return base::Diag(base::Diag::Kind::kUsage, "captures/bad-url",
                      base::in_quotes(base::shorten(url, 200)) + " " + why,
                      "write kafka://HOST:PORT/TOPIC");
  };
  constexpr std::string_view kScheme = "kafka://";
  if (!url.starts_with(kScheme)) return bad("does not begin with kafka://");
  const auto rest = url.substr(kScheme.size());
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) return bad("names no topic");
  TopicUrl parts{std::string(rest.substr(0, slash)), std::string(rest.substr(slash + 1))};
  for (const auto address : base::split(parts.bootstrap, ',')) {
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == address.size())
      return bad("has no HOST:PORT before the topic");
  }
  const auto name = journal::CaptureLog::check_name(parts.topic, journal::BinKind::kTopic);
  if (!name) return bad("ends in no topic name: " + name.error().message);
  return parts;
}

}  // namespace ricochet::busview
