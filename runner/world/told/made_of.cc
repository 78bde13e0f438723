#include "runner/world/told/made_of.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/world/told/record_words.h"

namespace ricochet::runner {

namespace {

using Kind = busview::BusEvent::Kind;
using Values = std::vector<std::string>;
using Fields = std::map<std::string, std::string>;  ///< by name, as JSON

constexpr std::size_t kMostOfTitle = 60;
constexpr std::size_t kMostOfLabel = 40;
constexpr std::size_t kMostOfField = 24;
constexpr std::size_t kFieldsOfEvent = 3;
constexpr std::size_t kFieldsOfCall = 2;
constexpr std::size_t kMostParsedForFields = 64u << 10;

bool covers(const busview::BusEvent& event, const bus::Position& where) {
  return event.where.topic == where.topic && event.where.partition == where.partition &&
         event.from <= where.offset && where.offset < event.upto;
}

bool commits(const busview::BusEvent& event, const bus::Position& where) {
  return std::any_of(event.commits.begin(), event.commits.end(), [&](const auto& commit) {
    return commit.where.topic == where.topic && commit.where.partition == where.partition &&
           commit.offset > where.offset;
  });
}

bool same_event(const Trail::Sent& a, const Trail::Sent& b) {
  const auto *one = a.record->event(), *other = b.record->event();
  return a.where.topic == b.where.topic && one->key == other->key && one->body == other->body;
}

std::size_t asked_values(const awaits::Verdict& verdict, const Values& values) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(),
                    [&verdict](const auto& value) { return asks_for(verdict, {value}); }));
}

/// Empty where it is not a JSON object.
base::Json object_of(const std::string& body) {
  if (body.size() > kMostParsedForFields) return base::Json::object();
  const auto parsed = base::parse_json_body(body);
  return parsed != nullptr && parsed->is_object() ? *parsed : base::Json::object();
}

/// The published records that are one event, and what came of them.
class Maker {
 public:
  Maker(const Trail& trail, const busview::BusFeed& feed, const Trail::Sent& wanted)
      : trail_(trail), feed_(feed) {
    for (const auto& sent : trail.published) {
      if (same_event(sent, wanted)) group_.push_back(&sent);
    }
    read_fields();
  }

  MadeOf made() {
    add_feed();
    for (const auto& record : trail_.came) {
      if (is_of(*record)) add_record(*record);
    }
    std::stable_sort(moments_.begin(), moments_.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    MadeOf out;
    out.record = label();
    out.parts = texts();
    return out;
  }
  bool fetched() const { return fetched_; }
  bool has_record() const { return has_record_; }
  /// Whether any call at all came since it was published.
  bool called_since() const {
    return std::any_of(trail_.came.begin(), trail_.came.end(), [this](const auto& record) {
      return record->request() != nullptr && record->gseq > group_.front()->record->gseq;
    });
  }

 private:
  struct Clause {
    std::uint64_t at = 0;
    std::string head;    ///< of a call what was called, else all of it
    std::string tail;    ///< of a call who, and the answer
    bool again = false;  ///< says something only behind something else
  };

  std::string label() const {
    const auto& first = *group_.front();
    std::string text = name_of_place(first.where) + " " + in_words(*first.record, kMostOfLabel);
    return group_.size() == 1 ? text
                              : text + ", published " + std::to_string(group_.size()) + " times";
  }

  void read_fields() {
    for (const auto& sent : trail_.published) {
      const base::Json body = object_of(sent.record->event()->body);
      Fields& fields = sent_fields_.emplace_back();
      for (const auto& [name, value] : body.items()) {
        fields.emplace(name, base::compact_json(value));
        known_.insert(base::compact_json(value));
      }
      if (&sent == group_.front()) fields_ = fields;
    }
  }

  /// It is of the record of whose values most stands in it, of equals of the one with which it has
  /// most fields in common, and of equals again of the one published last before.
  bool is_of(const journal::Record& record) const {
    const base::Json body = object_of(record.message().body);
    const Trail::Sent* best = nullptr;
    std::pair<std::size_t, std::size_t> most{1, 0};
    for (std::size_t i = 0; i < trail_.published.size(); ++i) {
      const auto& sent = trail_.published[i];
      if (sent.record->gseq >= record.gseq) continue;
      std::pair<std::size_t, std::size_t> common{0, 0};
      for (const auto& value : sent.values)
        common.first += carries(record, {value}) ? value.size() : 0;
      for (const auto& [name, value] : body.items()) {
        const auto same = sent_fields_[i].find(name);
        common.second +=
            same != sent_fields_[i].end() && same->second == base::compact_json(value) ? 1 : 0;
      }
      if (common < most) continue;
      most = common;
      best = &sent;
    }
    return best != nullptr && same_event(*best, *group_.front());
  }

  void add_feed() {
    std::set<std::pair<std::string, std::size_t>> given, taken;  // by group and delivery
    std::set<std::string> groups;
    for (auto it = feed_.after(trail_.start); it != feed_.events().end(); ++it) {
      if (!it->group.empty() && it->kind == Kind::kFetched) groups.insert(it->group);
    }
    for (auto it = feed_.after(trail_.start); it != feed_.events().end(); ++it) {
      const std::string by = groups.size() > 1 ? " by " + it->group : "";
      for (std::size_t i = 0; i < group_.size() && !it->group.empty(); ++i) {
        const auto& where = group_[i]->where;
        const std::string which = group_.size() > 1 ? " of " + name_of_place(where) : "";
        if (it->kind == Kind::kFetched && covers(*it, where)) {
          const bool again = !given.insert({it->group, i}).second;
          fetched_ = true;
          if (again || i > 0)
            moments_.push_back(
                {it->gseq, (again ? "another fetch" : "fetch") + which + by, "", true});
        }
        if (it->kind == Kind::kCommitted && commits(*it, where) && given.contains({it->group, i}) &&
            taken.insert({it->group, i}).second)
          moments_.push_back({it->gseq, "commit" + which + by, "", false});
      }
    }
  }

  void add_record(const journal::Record& record) {
    has_record_ = true;
    Clause moment;
    moment.at = record.gseq;
    if (record.request() != nullptr) {
      moment.head = base::shorten(record.title(), kMostOfTitle) + fields_of(record, kFieldsOfCall);
      moment.tail = words_of_answer(record);
    } else {
      moment.head = "event " + in_words(record, kMostOfLabel) +
                    (type_of(*record.event()).empty() ? "" : fields_of(record, kFieldsOfEvent));
    }
    moments_.push_back(std::move(moment));
  }

  /// What the record does not say, or says otherwise: " {reason: payment refused}".
  std::string fields_of(const journal::Record& record, std::size_t most) const {
    Values shown;
    for (const auto& header : record.message().headers) {
      const bool is_key = base::iequals(header.name, "Idempotency-Key");
      if (is_key && record.request() != nullptr && !stands_in_published(header.value))
        shown.push_back(field(header.name, header.value));
    }
    const base::Json body = object_of(record.message().body);
    const std::string type = record.event() != nullptr ? type_of(*record.event()) : std::string();
    for (const auto& [name, value] : body.items()) {
      if (shown.size() == most) break;
      if (value.is_object() || (value.is_string() && value.get<std::string>() == type)) continue;
      const std::string text = base::compact_json(value);
      const auto said = fields_.find(name);
      if (said != fields_.end() ? said->second == text : known_.contains(text)) continue;
      shown.push_back(field(name, value.is_string() ? value.get<std::string>() : text));
    }
    std::string out;
    for (const auto& one : shown) out += (out.empty() ? " {" : ", ") + one;
    return out.empty() ? out : out + "}";
  }

  static std::string field(const std::string& name, const std::string& value) {
    return base::printable(name) + ": " + base::printable(base::shorten(value, kMostOfField));
  }

  bool stands_in_published(const std::string& value) const {
    return std::any_of(trail_.published.begin(), trail_.published.end(), [&](const auto& sent) {
      return std::find(sent.values.begin(), sent.values.end(), value) != sent.values.end();
    });
  }

  /// The same again is counted, and of the same call to another what is other.
  Values texts() const {
    Values all;
    const Clause* before = nullptr;
    std::size_t times = 0;
    const auto end = [&] {
      if (times > 1) all.back() += " " + std::to_string(times) + " times";
    };
    for (const auto& moment : moments_) {
      if (moment.again && before == nullptr) continue;
      if (before != nullptr && before->head == moment.head && before->tail == moment.tail) {
        ++times;
        continue;
      }
      end();
      const bool same_call = before != nullptr && !moment.tail.empty() &&
                             before->head == moment.head && !before->tail.empty();
      all.push_back(same_call             ? moment.tail
                    : moment.tail.empty() ? moment.head
                                          : moment.head + " " + moment.tail);
      before = &moment;
      times = 1;
    }
    end();
    return all;
  }

  const Trail& trail_;
  const busview::BusFeed& feed_;
  std::vector<const Trail::Sent*> group_;
  std::vector<Fields> sent_fields_;  ///< of all that was published
  Fields fields_;                    ///< of the record, by name
  std::set<std::string> known_;      ///< values of fields of all that was published
  std::vector<Clause> moments_;
  bool fetched_ = false, has_record_ = false;
};

bool is_open(const Trail& trail, const busview::BusFeed& feed, const Trail::Sent& sent) {
  bool fetched = false;
  for (auto it = feed.after(trail.start); it != feed.events().end(); ++it) {
    if (it->group.empty()) continue;
    fetched = fetched || (it->kind == Kind::kFetched && covers(*it, sent.where));
    if (it->kind == Kind::kCommitted && commits(*it, sent.where)) return false;
  }
  return fetched;
}

const Trail::Sent& wanted_of(const Trail& trail, const busview::BusFeed& feed, const Cause& cause) {
  const auto& all = trail.published;
  const auto* verdict = std::get_if<awaits::Verdict>(&cause);
  const Trail::Sent* best = nullptr;
  std::size_t most = 0;
  for (const auto& sent : all) {
    const std::size_t asked = verdict != nullptr ? asked_values(*verdict, sent.values) : 0;
    if (asked == 0 || asked < most) continue;
    most = asked;
    best = &sent;
  }
  if (best != nullptr) return *best;
  const auto open = std::find_if(all.begin(), all.end(),
                                 [&](const auto& sent) { return is_open(trail, feed, sent); });
  return verdict == nullptr && open != all.end() ? *open : all.back();
}

bool misses_calls(const Cause& cause) {
  const auto* verdict = std::get_if<awaits::Verdict>(&cause);
  return verdict != nullptr && verdict->noun == "call" &&
         (verdict->reason == awaits::Reason::kTimeout ||
          verdict->reason == awaits::Reason::kTooFew);
}

void cut(Values& parts) {
  if (parts.size() <= MadeOf::kMaxParts) return;
  constexpr std::size_t kAtEnd = 3, kAtBegin = MadeOf::kMaxParts - kAtEnd - 1;
  const std::size_t left_out = parts.size() - kAtBegin - kAtEnd;
  const auto from = parts.begin() + kAtBegin;
  parts.erase(from, from + static_cast<std::ptrdiff_t>(left_out));
  parts.insert(parts.begin() + kAtBegin, "... " + std::to_string(left_out) + " more ...");
}

}  // namespace

MadeOf made_of(const Trail& trail, const busview::BusFeed& feed, bool sees, const Cause& cause) {
  if (trail.published.empty()) return {};
  Maker maker(trail, feed, wanted_of(trail, feed, cause));
  MadeOf out = maker.made();
  if (!sees && out.parts.empty()) return {};
  if (misses_calls(cause) && !maker.called_since() && (maker.fetched() || !sees))
    out.parts.push_back("no call");
  else if (!maker.has_record())
    out.parts.insert(out.parts.begin(),
                     maker.fetched() ? "nothing that is seen" : "nothing, it was not fetched");
  cut(out.parts);
  return out;
}

MadeOf made_of(ScenarioContext& context, const Cause& cause) {
  World& world = context.world();
  const Trail trail = trail_of(world, context.life().scope(), context.start(), context.published());
  return made_of(trail, world.feed(), world.broker() != nullptr, cause);
}

}  // namespace ricochet::runner
