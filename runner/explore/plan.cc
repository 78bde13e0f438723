#include "runner/explore/plan.h"

#include <algorithm>
#include <map>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"

namespace ricochet::runner {

namespace {

bool is_for(const ExploreException& exception, const ExplorePoint& point) {
  const auto& faults = exception.faults;
  return std::find(faults.begin(), faults.end(), point.fault) != faults.end() &&
         (exception.topic.empty() || exception.topic == point.topic);
}

void note(std::vector<ExplorePlan::Excepted>& all, const ExploreException& exception,
          ExploreFault fault) {
  const bool known = std::any_of(all.begin(), all.end(), [&](const auto& one) {
    return one.fault == fault && one.topic == exception.topic;
  });
  if (!known) all.push_back({fault, exception.topic, exception.reason});
}

/// How many points of each fault are kept: in turns, so that one with few gives room to others.
std::map<ExploreFault, std::size_t> shares(const std::vector<PlannedPoint>& points,
                                           std::size_t limit) {
  std::map<ExploreFault, std::size_t> have, take;
  for (const auto& planned : points) ++have[planned.point.fault];
  bool more = true;
  for (std::size_t taken = 0; more && taken < limit;) {
    more = false;
    for (const auto& [fault, count] : have) {
      if (taken == limit || take[fault] == count) continue;
      ++take[fault];
      ++taken;
      more = true;
    }
  }
  return take;
}

void keep(std::vector<PlannedPoint>& points, std::size_t limit) {
  const auto take = shares(points, limit);
  std::map<ExploreFault, std::vector<std::size_t>> chosen;
  for (const auto& [fault, most] : take) {
    const auto count = static_cast<std::size_t>(std::count_if(
        points.begin(), points.end(),
        [fault = fault](const auto& planned) { return planned.point.fault == fault; }));
    chosen[fault] = spread(count, most);
  }
  std::map<ExploreFault, std::size_t> number;
  std::erase_if(points, [&](const PlannedPoint& planned) {
    const auto& kept = chosen[planned.point.fault];
    return !std::binary_search(kept.begin(), kept.end(), number[planned.point.fault]++);
  });
}

base::Diag bad(const std::string& message, std::string hint) {
  return {base::Diag::Kind::kUsage, "run/bad-explore", message, std::move(hint)};
}

/// "orders#0": a topic, and which of its records.
bool is_record(std::string_view text) {
  const auto at = text.rfind('#');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find_first_not_of("0123456789", at + 1) == std::string_view::npos;
}

}  // namespace

std::vector<std::size_t> spread(std::size_t count, std::size_t most) {
  std::vector<std::size_t> out;
  const std::size_t kept = std::min(count, most);
  for (std::size_t i = 0; i < kept; ++i)
    out.push_back(kept == 1 ? 0 : i * (count - 1) / (kept - 1));
  return out;
}

ExplorePlan plan_points(std::vector<ExplorePoint> points,
                        const std::vector<ExploreException>& exceptions, std::size_t limit) {
  ExplorePlan plan;
  for (auto& point : points) {
    PlannedPoint planned;
    bool excepted = false;
    for (const auto& exception : exceptions) {
      if (!is_for(exception, point)) continue;
      planned.may_repeat.insert(exception.may_repeat.begin(), exception.may_repeat.end());
      if (!exception.may_repeat.empty()) continue;
      excepted = true;
      note(plan.excepted, exception, point.fault);
    }
    planned.point = std::move(point);
    if (!excepted) plan.points.push_back(std::move(planned));
  }
  if (plan.points.size() <= limit) return plan;
  plan.cut = plan.points.size() - limit;
  keep(plan.points, limit);
  return plan;
}

std::vector<ExplorePlan::Excepted> unknown_services(const std::vector<SeenRecord>& records,
                                                    const std::vector<ExploreWish>& wishes) {
  std::vector<ExplorePlan::Excepted> out;
  const bool asked = std::any_of(wishes.begin(), wishes.end(), [](const ExploreWish& wish) {
    return wish.fault == ExploreFault::kCrashBeforeCommit;
  });
  std::set<std::string> groups;
  for (const auto& record : records) {
    for (const auto& reader : record.readers) {
      if (reader.service.empty()) groups.insert(reader.group);
    }
  }
  for (const auto& group : groups) {
    if (!asked) break;
    out.push_back({ExploreFault::kCrashBeforeCommit, "",
                   "no service is known to be group " + group +
                       ": write \"ready\": { \"group\": \"" + group + "\" } under \"sut\""});
  }
  return out;
}

base::Result<std::vector<ExploreWish>> parse_explore(const std::string& text) {
  std::vector<ExploreWish> wishes;
  const auto words = explore_fault_words();
  std::string known;
  for (const auto& word : words) known += (known.empty() ? "" : ", ") + word;
  if (text == "all") {
    for (const auto& [word, fault] : explore_faults()) wishes.push_back({fault, ""});
    return wishes;
  }
  for (const auto part : base::split(text, ',')) {
    const std::string one(base::trim(part));
    const auto at = one.find('@');
    const std::string word = one.substr(0, at);
    const auto& all = explore_faults();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const auto& fault) { return fault.first == word; });
    if (found == all.end()) {
      const auto near = base::suggest(word, words);
      return bad(word.empty() ? "--explore names no fault"
                              : "there is no fault " + base::in_quotes(word) + " to explore",
                 (near ? "did you mean " + base::in_quotes(*near) + "? " : std::string()) +
                     "all, or some of " + known + ", as redeliver,duplicate");
    }
    const std::string record = at == std::string::npos ? std::string() : one.substr(at + 1);
    if (at != std::string::npos && !is_record(record))
      return bad(base::in_quotes(record) + " is not a record of a scenario",
                 "write " + word + "@orders#0: the first that it publishes to orders");
    wishes.push_back({found->second, record});
  }
  return wishes;
}

}  // namespace ricochet::runner
