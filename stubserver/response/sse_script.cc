#include "stubserver/response/sse_script.h"

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "http/sse.h"
#include "stubserver/response/shapes.h"
#include "stubserver/values/duration_value.h"
#include "stubserver/values/file_path.h"

namespace ricochet::stubserver {

namespace {

/// Ten days: nobody's browser waits longer to reconnect.
constexpr std::int64_t kMaxRetryMs = 864'000'000;

base::Shape delay_shape() {
  using base::Shape;
  const Shape amount = Shape::either({Shape::integer(0, Shape::kNoBound), Shape::nonempty()});
  return Shape::either(
      {amount, Shape::object({required("duration", amount, "how many"),
                              {"unit", Shape::nonempty(), "of time", "\"millisecond\""}})});
}

base::Shape event_shape() {
  using base::Shape;
  return Shape::object({required("data", Shape::text(), "what it says"),
                        {"event", Shape::text(), "its type"},
                        {"id", Shape::text(), "its id"},
                        {"retry", Shape::integer(1, kMaxRetryMs),
                         "after how many milliseconds a client connects again"},
                        {"delay", delay_shape(), "how long it waits behind the one before"}});
}

/// Moco lets the unit of a delay away, and it is milliseconds then.
std::optional<base::Duration> read_delay(const base::JsonReader& value) {
  if (!value.is_object() || value.find("unit")) return read_duration_value(value);
  if (!value.object()) return std::nullopt;
  const auto amount = value.find("duration");
  return amount ? amount->duration() : std::nullopt;
}

/// A name that must stay on its line.
std::string read_line(const base::JsonReader& object, std::string_view key) {
  const auto value = object.find(key);
  const auto text = value ? value->string() : std::nullopt;
  if (!text) return {};
  if (text->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    value->error("bad-event", base::in_quotes(key) + " must be one line",
                 "only data may have more");
  }
  return *text;
}

std::optional<SseScript::Piece> read_event(const base::JsonReader& value, base::Duration usual) {
  if (!value.object()) return std::nullopt;
  const auto data = value.find("data");
  const auto text = data ? data->string() : std::nullopt;
  http::SseEvent event;
  event.id = read_line(value, "id");
  event.type = read_line(value, "event");
  if (const auto retry = value.find("retry")) {
    const auto ms = retry->integer();
    if (ms) event.retry = std::chrono::milliseconds(*ms);
  }
  SseScript::Piece step;
  step.pause = usual;
  if (const auto delay = value.find("delay")) step.pause = read_delay(*delay).value_or(usual);
  if (!text) return std::nullopt;
  event.data = *text;
  step.wire = http::format_sse(event);
  return step;
}

std::optional<SseScript> read_events(const base::JsonReader& array, base::Duration usual) {
  SseScript script;
  const auto events = array.elements();
  if (array.is_array() && events.empty())
    array.error("empty", "an event stream needs one event at least",
                R"(write [ { "data": "x" } ])");
  for (const auto& event : events) {
    auto step = read_event(event, usual);
    if (step) script.steps.push_back(std::move(*step));
  }
  if (script.steps.empty()) return std::nullopt;
  return script;
}

std::optional<SseScript> read_file(const base::JsonReader& value, const LoadOptions& options,
                                   base::Duration usual) {
  const auto name = value.nonempty_string();
  if (!name) return std::nullopt;
  const std::string trimmed(base::trim(*name));
  if (!may_name(value, trimmed, options)) return std::nullopt;
  const auto text = base::read_file(path_in(options.file_root, trimmed), base::kMaxFileBytes,
                                    base::FileKind::kPlain);
  if (!text) {
    value.error("file-not-found", text.error().message, text.error().hint);
    return std::nullopt;
  }
  return parse_event_stream(value, trimmed, *text, usual);
}

/// One block of a file while its lines come in.
struct Block {
  http::SseEvent event;
  std::string comments;
  std::optional<std::string> data;
  std::optional<base::Duration> pause;
  bool empty = true;

  SseScript::Piece finish(base::Duration usual) {
    SseScript::Piece step;
    step.pause = pause.value_or(usual);
    step.wire = comments;
    if (data) event.data = *data;
    event.has_data = data.has_value();
    const std::string fields = http::format_sse(event);
    if (fields != "\n" || !comments.empty()) step.wire += fields;
    *this = Block();
    return step;
  }
};

class StreamParser {
 public:
  StreamParser(const base::JsonReader& file, const std::string& name, base::Duration usual)
      : file_(file), name_(name), usual_(usual) {}

  void line(std::string_view text) {
    ++number_;
    if (text.empty()) return end_block();
    block_.empty = false;
    if (text.front() == ':') {
      block_.comments += std::string(text) + "\n";
      return;
    }
    const auto colon = text.find(':');
    const auto field = text.substr(0, colon);
    auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    take(field, value);
  }

  std::optional<SseScript> finish() {
    end_block();
    if (script_.steps.empty() && clean_)
      complain("bad-event", base::in_quotes(name_) + " holds no event", "write data: hello");
    if (!clean_) return std::nullopt;
    return std::move(script_);
  }

 private:
  void take(std::string_view field, std::string_view value) {
    if (field == "data") {
      block_.data = block_.data ? *block_.data + "\n" + std::string(value) : std::string(value);
    } else if (field == "event") {
      block_.event.type = value;
    } else if (field == "id") {
      block_.event.id = value;
    } else if (field == "retry") {
      const auto retry = base::parse_duration(std::string(value) + "ms");
      if (!retry || *retry == base::Duration::zero())
        return bad_value("retry", value, "write milliseconds: retry: 3000");
      block_.event.retry = *retry;
    } else if (field == "delay") {
      auto pause = base::parse_duration(std::string(base::trim(value)) + "ms");
      if (!pause) pause = base::parse_duration(base::trim(value));
      if (!pause) return bad_value("delay", value, "write delay: 100 or delay: 1s");
      block_.pause = pause;
    } else {
      const std::vector<std::string> known = {"data", "event", "id", "retry", "delay"};
      complain("bad-event", here() + "no event has a field " + base::in_quotes(field),
               base::did_you_mean(field, known));
    }
  }

  void bad_value(std::string_view field, std::string_view value, std::string hint) {
    complain("bad-event", here() + base::in_quotes(field) + " cannot be " + base::in_quotes(value),
             std::move(hint));
  }
  std::string here() const { return name_ + ":" + std::to_string(number_) + ": "; }
  void complain(std::string_view code, std::string message, std::string hint) {
    clean_ = false;
    file_.error(code, std::move(message), std::move(hint));
  }
  void end_block() {
    if (!block_.empty) script_.steps.push_back(block_.finish(usual_));
  }

  const base::JsonReader& file_;
  const std::string& name_;
  base::Duration usual_;
  SseScript script_;
  Block block_;
  std::size_t number_ = 0;
  bool clean_ = true;
};

}  // namespace

std::optional<SseScript> parse_event_stream(const base::JsonReader& file, const std::string& name,
                                            std::string_view text, base::Duration usual) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  StreamParser parser(file, name, usual);
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    parser.line(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return parser.finish();
}

std::string SseScript::whole() const {
  std::string out;
  for (const auto& step : steps) out += step.wire;
  return out;
}

base::Shape shape_of_sse() {
  using base::Shape;
  const Shape events = Shape::list(event_shape(), 1);
  return Shape::either(
      {events, Shape::object({{"events", events, "what is sent"},
                              {"file", Shape::nonempty(), "what is sent, as it goes over the wire"},
                              {"delay", delay_shape(), "of events that have none of their own"}},
                             {base::KeyRule::one_of({"events", "file"})})});
}

std::optional<SseScript> SseScript::compile(const base::JsonReader& place,
                                            const LoadOptions& options) {
  static const base::Shape kShape = shape_of_sse();
  const base::JsonReader value = place.as(kShape);
  if (value.is_array()) return read_events(value, base::Duration::zero());
  if (!value.is_object()) {
    value.error("wrong-type",
                "\"sse\" must be an array of events or an object, got " +
                    base::JsonReader::describe(value.value()),
                R"(write [ { "data": "x" } ])");
    return std::nullopt;
  }
  value.object();
  base::Duration usual{0};
  if (const auto delay = value.find("delay")) usual = read_delay(*delay).value_or(usual);
  const auto events = value.find("events");
  const auto file = value.find("file");
  if (events && file) {
    file->error_at_key("two-bodies", "both \"events\" and \"file\" say what to send",
                       "keep one of them");
    return std::nullopt;
  }
  if (events) return read_events(*events, usual);
  if (file) return read_file(*file, options, usual);
  if (!value.misspelt({"events", "file"}))
    value.error("missing-key", "\"sse\" needs \"events\" or a \"file\"", "add one");
  return std::nullopt;
}

}  // namespace ricochet::stubserver
