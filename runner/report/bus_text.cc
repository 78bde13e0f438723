#include "runner/report/bus_text.h"

#include "base/text/text.h"

namespace ricochet::runner {

namespace {

std::string name_of(const bus::Position& where) {
  std::string name = "record " + std::to_string(where.offset) + " of " + where.topic;
  if (where.partition != 0) name += " partition " + std::to_string(where.partition);
  return name;
}

std::string line_of(const RecordProgress& record) {
  std::string line = name_of(record.where);
  if (record.unseen)
    return line + ": whether group " + record.group +
           " fetched it cannot be seen: " + record.broken;
  if (!record.fetched && !record.committed) return line + " was never fetched: " + record.broken;
  if (record.published) line += " published at " + base::humanize(*record.published) + ",";
  if (record.fetched)
    line += " fetched by " + record.group + " at " + base::humanize(*record.fetched) + ",";
  if (record.committed)
    return line + " committed" + (record.fetched ? "" : " by " + record.group) + " at " +
           base::humanize(*record.committed);
  return line + " not committed";
}

}  // namespace

std::string text_of(const BusStory& story, BusLines lines) {
  std::string out;
  const bool open = lines == BusLines::kOpen;
  if (!story.unseen.empty()) return open ? "bus:      " + story.unseen + "\n" : out;
  for (const auto& record : story.records) {
    if (record.committed.has_value() != open) out += "bus:      " + line_of(record) + "\n";
  }
  if (story.more > 0 && !open)
    out += "          and " + base::plural(story.more, "earlier record") + "\n";
  return out;
}

}  // namespace ricochet::runner
