#include "busview/control/event_filter.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "http/api.h"

namespace ricochet::busview {

bool EventFilter::wants(const BusEvent& event) const {
  if (event.gseq <= after) return false;
  if (!kinds.empty() && !kinds.contains(event.kind)) return false;
  if (!topic.empty() && !event.names_topic(topic)) return false;
  if (!group.empty() && event.group != group) return false;
  return client.empty() || event.client.id == client || event.member.client.id == client;
}

base::Result<EventFilter> EventFilter::read(const match::Request& request, std::uint64_t newest,
                                            const std::vector<std::string>& more) {
  std::vector<std::string> known{"after", "type", "topic", "group", "client"};
  known.insert(known.end(), more.begin(), more.end());
  if (const auto fine = http::check_queries(request, known); !fine) return fine.error();
  const auto after = http::query_int(request, "after", 0, 0, INT64_MAX);
  if (!after) return after.error();
  if (static_cast<std::uint64_t>(*after) > newest)
    return base::Diag("bus/bad-event-id",
                      "there is no event " + std::to_string(*after) + ": the newest number is " +
                          std::to_string(newest),
                      "read the bus anew, GET /api/v2/bus, and go on from its cursor");
  EventFilter filter;
  filter.after = static_cast<std::uint64_t>(*after);
  const auto text = [&](const char* name, std::string& into) {
    if (const auto* given = http::query(request, name)) into = *given;
  };
  text("topic", filter.topic);
  text("group", filter.group);
  text("client", filter.client);
  const auto* types = http::query(request, "type");
  if (types == nullptr) return filter;
  for (const auto type : base::split(*types, ',')) {
    const auto& names = event_names();
    const auto it = std::find(names.begin(), names.end(), type);
    if (it == names.end())
      return base::Diag("http/bad-query",
                        "there is no event of the type " + base::in_quotes(base::shorten(type, 60)),
                        base::did_you_mean(type, names));
    filter.kinds.insert(static_cast<BusEvent::Kind>(it - names.begin()));
  }
  return filter;
}

}  // namespace ricochet::busview
