#include "runner/world/trail/last_work.h"

#include "awaits/verdict.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMostOfValue = 120;

/// What one group did with one record.
struct Progress {
  const Trail::Sent* sent = nullptr;
  std::optional<base::TimePoint> fetched, committed;
};

/// A fetch that waits is answered inside the publish, before the log has the record: so the
/// numbers of both say nothing.
Progress progress_of(const Trail& trail, const Trail::Sent& sent, const busview::BusFeed& feed,
                     const std::function<bool(const std::string&)>& may_be) {
  Progress progress;
  progress.sent = &sent;
  for (auto it = feed.after(trail.start); it != feed.events().end(); ++it) {
    if (it->group.empty() || !may_be(it->group)) continue;
    if (gave(*it, sent.where)) progress.fetched = it->at;
    if (progress.fetched && !progress.committed && committed_past(*it, sent.where))
      progress.committed = it->at;
  }
  return progress;
}

}  // namespace

std::string words_of_record(const bus::Position& where, const match::Event* event) {
  std::string text = "record " + std::to_string(where.offset) + " of " + where.topic;
  if (where.partition != 0) text += " partition " + std::to_string(where.partition);
  if (event == nullptr) return text;
  return text + (event->null_value
                     ? ", a tombstone"
                     : ": " + base::shorten(base::printable(event->body), kMostOfValue));
}

LastWork last_work(const Trail& trail, const busview::BusFeed& feed, base::TimePoint ended,
                   const std::function<bool(const std::string& group)>& may_be) {
  Progress done, open;
  for (const auto& sent : trail.published) {
    const Progress one = progress_of(trail, sent, feed, may_be);
    if (!one.fetched) continue;
    if (!one.committed && (!open.fetched || *one.fetched < *open.fetched)) open = one;
    if (one.committed && (!done.committed || *one.committed >= *done.committed)) done = one;
  }
  LastWork last;
  if (done.sent != nullptr) {
    last.had = done.sent->where;
    last.lines.push_back(words_of_record(done.sent->where, done.sent->record->event()));
    last.lines.back() +=
        ": committed " + awaits::span_text(ended - *done.committed) + " before its end";
  }
  if (open.sent != nullptr) {
    last.had = open.sent->where;
    last.lines.push_back(words_of_record(open.sent->where, open.sent->record->event()) +
                         ": fetched " + awaits::span_text(ended - *open.fetched) +
                         " before its end, not committed");
  }
  return last;
}

}  // namespace ricochet::runner
