#include "runner/model/explore_spec.h"

#include <algorithm>

#include "base/error_mark.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

/// One value, or a list of those.
std::vector<JsonReader> one_or_several(const JsonReader& value) {
  return value.is_array() ? value.elements() : std::vector<JsonReader>(1, value);
}

void read_faults(const JsonReader& value, ExploreException& exception) {
  const auto each = one_or_several(value);
  if (each.empty()) value.error("empty", "this excepts nothing", R"(name a fault: "redeliver")");
  for (const auto& one : each) {
    const auto word = one.word();
    if (!word) continue;
    for (const auto& [name, fault] : explore_faults()) {
      if (name == *word) exception.faults.push_back(fault);
    }
  }
}

/// A name of `known`, or what is said about it.
std::string read_place(const JsonReader& value, const std::vector<std::string>& known,
                       const char* what) {
  const auto name = value.nonempty_string();
  if (!name || std::find(known.begin(), known.end(), *name) != known.end())
    return name.value_or("");
  value.error("unknown-place",
              "the suite has no " + std::string(what) + " " + base::in_quotes(*name),
              known.empty() ? "declare it in the suite" : base::did_you_mean(*name, known));
  return {};
}

ExploreException read_exception(const JsonReader& value, const ExplorePlaces& places) {
  ExploreException exception;
  if (!value.object()) return exception;
  if (const auto fault = value.find("fault")) read_faults(*fault, exception);
  if (const auto topic = value.find("topic"))
    exception.topic = read_place(*topic, places.topics, "topic");
  if (const auto repeat = value.find("may_repeat")) {
    const auto each = one_or_several(*repeat);
    if (each.empty())
      repeat->error("empty", "nothing may repeat, so this excepts nothing",
                    R"(name stubs, bins or topics: ["mails"], or remove "may_repeat")");
    for (const auto& one : each)
      exception.may_repeat.push_back(read_place(one, places.all, "stub, bin or topic"));
  }
  if (const auto reason = value.find("reason"))
    exception.reason = reason->nonempty_string().value_or("");
  return exception;
}

}  // namespace

const std::array<ExploreFaultName, 5>& explore_faults() {
  static constexpr std::array<ExploreFaultName, 5> kFaults{
      {{"redeliver", ExploreFault::kRedeliver},
       {"crash-before-commit", ExploreFault::kCrashBeforeCommit},
       {"rebalance", ExploreFault::kRebalance},
       {"slow-poll", ExploreFault::kSlowPoll},
       {"duplicate", ExploreFault::kDuplicate}}};
  return kFaults;
}

std::string_view word_of(ExploreFault fault) {
  const auto& all = explore_faults();
  return std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.second == fault; })
      ->first;
}

std::vector<std::string> explore_fault_words() {
  std::vector<std::string> words;
  for (const auto& [word, fault] : explore_faults()) words.emplace_back(word);
  return words;
}

base::Shape explore_shape() {
  using base::Shape;
  const Shape except = Shape::object(
      {required("fault", Shape::one_or_list(Shape::word(explore_fault_words()), 1),
                "the faults; one, or a list"),
       {"topic", Shape::nonempty(), "only at records of this topic", "of all"},
       {"may_repeat", Shape::one_or_list(Shape::nonempty(), 1),
        "stubs, bins and topics where things may come again", "whatever breaks is excepted"},
       required("reason", Shape::nonempty(), "why, for the report")});
  return Shape::object(
      {required("except", Shape::list(except, 1), "what is meant to be as it is")});
}

std::vector<ExploreException> read_explore(const JsonReader& place, const ExplorePlaces& places) {
  static const base::Shape kShape = explore_shape();
  const JsonReader value = place.as(kShape);
  std::vector<ExploreException> all;
  if (!value.object()) return all;
  const auto except = value.find("except");
  if (!except) return all;
  const auto elements = except->elements();
  if (except->is_array() && elements.empty())
    except->error("empty", "a list without an exception says nothing",
                  R"(write { "fault": "redeliver", "reason": "..." }, or remove "explore")");
  for (const auto& element : elements) {
    const base::ErrorMark mark(element.diags());
    ExploreException exception = read_exception(element, places);
    if (mark.clean()) all.push_back(std::move(exception));
  }
  return all;
}

}  // namespace ricochet::runner
