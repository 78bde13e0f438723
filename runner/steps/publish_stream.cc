#include "runner/steps/publish_stream.h"

#include <filesystem>

#include "base/error_mark.h"
#include "base/file.h"
#include "base/text/text.h"
#include "runner/steps/common/topic.h"
#include "runner/steps/publication.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

constexpr std::size_t kMaxRecords = 100'000;
constexpr std::int64_t kMaxRate = 1'000'000;  ///< records a second

/// One line of the file.
struct Line {
  std::shared_ptr<const base::JsonDocument> document;
  std::size_t number = 1;
};

/// Findings of one line, told at the line of the file where it stands.
void tell_at_line(const base::DiagList& found, std::size_t line, base::DiagList& diags) {
  for (base::Diag diag : found.all()) {
    diag.where.line = diag.where.known() ? diag.where.line + line - 1 : line;
    diags.add(std::move(diag));
  }
}

/// The record of a line; findings go to `diags`. `scope`: what fills it in; nullptr: nothing does.
std::optional<Publication> read_line(const Line& line, const Scenario& scenario,
                                     const std::string& topic, const ScenarioScope* scope,
                                     base::DiagList& diags) {
  base::DiagList found;
  const JsonReader root(line.document, found, "scenario");
  std::optional<Publication> out;
  if (scope == nullptr) {
    out = read_publication(root, scenario, topic);
  } else if (const auto filled = scope->expand(root)) {
    out = read_publication(root.with_value(*filled), scenario, topic);
  }
  tell_at_line(found, line.number, diags);
  return out;
}

class PublishStreamStep final : public Step {
 public:
  PublishStreamStep(std::string file, std::vector<Line> lines, std::string topic, bool fill,
                    std::int64_t rate)
      : file_(std::move(file)),
        lines_(std::move(lines)),
        topic_(std::move(topic)),
        fill_(fill),
        rate_(rate) {}

  std::string title() const override {
    std::string out = "publish " + base::plural(lines_.size(), "record") + " of " + file_;
    if (rate_ > 0) out += " at " + std::to_string(rate_) + " a second";
    return out;
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    const base::TimePoint begin = context.world().loop().now();
    std::int64_t sent = 0;
    for (const auto& line : lines_) {
      base::DiagList found;
      const auto publication =
          read_line(line, context.scenario(), topic_, fill_ ? &names() : nullptr, found);
      if (!publication) co_return StepOutcome::error_of(std::move(found));
      for (int i = 0; i < publication->deliveries; ++i) {
        // By the clock and not by pauses, so that slow answers do not add up.
        const auto due = begin + (rate_ > 0 ? base::Duration(std::chrono::seconds(1)) * sent / rate_
                                            : base::Duration(0));
        const base::Duration left = due - context.world().loop().now();
        if (left.count() > 0) {
          StepOutcome paused = co_await context.pause(left);
          if (paused.outcome != Outcome::kPassed) co_return paused;
        }
        StepOutcome published = co_await context.publish(publication->record, where());
        if (published.outcome != Outcome::kPassed) co_return published;
        ++sent;
      }
    }
    co_return StepOutcome::passed();
  }

 private:
  std::string file_;
  std::vector<Line> lines_;
  std::string topic_;
  bool fill_;
  std::int64_t rate_;
};

std::vector<Line> read_lines(const JsonReader& file, const std::string& path,
                             const std::string& text) {
  std::vector<Line> lines;
  std::size_t number = 0;
  for (const auto each : base::split(text, '\n')) {
    ++number;
    if (base::trim(each).empty()) continue;
    if (lines.size() == kMaxRecords) {
      file.error("too-many-records", "more than " + std::to_string(kMaxRecords) + " records",
                 "cut the file into several");
      break;
    }
    auto document = base::JsonDocument::parse(path, std::string(each));
    if (document) {
      lines.push_back({*document, number});
      continue;
    }
    base::DiagList found;
    found.add(document.error());
    tell_at_line(found, number, file.diags());
  }
  return lines;
}

}  // namespace

const base::Shape& publish_stream_shape() {
  using base::Shape;
  static const Shape kShape = Shape::object(
      {required("ndjson", Shape::nonempty(),
                "the file, relative to the scenario; each line is a record"),
       {"topic", Shape::nonempty(), "for records that name none"},
       {"rate", Shape::integer(1, kMaxRate), "records a second", "as fast as the broker answers"},
       {"fill", Shape::boolean(), "true: ${...} of a line gets its values when its turn comes",
        "false"}});
  return kShape;
}

std::unique_ptr<Step> parse_publish_stream(const JsonReader& place, const Scenario& scenario) {
  const JsonReader body = place.as(publish_stream_shape());
  const base::ErrorMark mark(body.diags());
  if (!body.object()) return nullptr;
  const auto file = body.find("ndjson");
  std::string topic;
  if (const auto given = body.find("topic")) topic = parse_topic(*given, scenario).value_or("");
  std::int64_t rate = 0;
  if (const auto given = body.find("rate")) rate = given->integer().value_or(0);
  const auto name = file ? file->nonempty_string() : std::nullopt;
  if (!name || !mark.clean()) return nullptr;
  const std::string path =
      (std::filesystem::path(folder_of(scenario.file)) / *name).lexically_normal().string();
  const auto text = base::read_file(path);
  if (!text) {
    file->error("no-file", text.error().message, "file names count from the scenario's folder");
    return nullptr;
  }
  auto lines = read_lines(*file, path, *text);
  const auto fill = body.find("fill");
  const bool filled = fill && fill->boolean().value_or(false);
  // What is filled in later can be read only then.
  for (std::size_t i = 0; i < lines.size() && !filled; ++i)
    read_line(lines[i], scenario, topic, nullptr, body.diags());
  if (lines.empty() && mark.clean())
    file->error("empty", "this file holds no record", "write a record on each line");
  if (!mark.clean()) return nullptr;
  return std::make_unique<PublishStreamStep>(path, std::move(lines), std::move(topic), filled,
                                             rate);
}

}  // namespace ricochet::runner
