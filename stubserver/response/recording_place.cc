#include "stubserver/response/recording_place.h"

#include "base/error_mark.h"
#include "base/text/printable.h"
#include "stubserver/response/shapes.h"
#include "stubserver/response/tape.h"
#include "stubserver/values/file_path.h"
#include "stubserver/values/scalar_value.h"

namespace ricochet::stubserver {

namespace {

std::optional<std::string> read_tape(const base::JsonReader& value, const LoadOptions& options) {
  const auto name = read_name_value(value);
  if (!name || !may_name(value, *name, options)) return std::nullopt;
  std::string path = path_in(options.file_root, *name);
  const auto status = Tape(path).check();
  if (status) return path;
  value.error("bad-tape", base::render_line(status.error()),
              "name another file, or mend or delete this one");
  return std::nullopt;
}

}  // namespace

base::Shape RecordingPlace::shape(base::ShapeKey more) {
  using base::Shape;
  return Shape::either(
      {Shape::text(),
       Shape::object({{"group", shape_of_name(), "records of one name beside those of others"},
                      {"identifier", shape_of_text_value(), "what a record is found by"},
                      {"tape", shape_of_name(), "the file that they are kept in"},
                      std::move(more)},
                     {base::KeyRule::some_of({"group", "identifier"})})});
}

std::optional<RecordingPlace> RecordingPlace::compile(const base::JsonReader& value,
                                                      const PartContext& context) {
  RecordingPlace place;
  if (!value.is_object()) {
    place.identifier_ = TextValue::compile(value, context.options);
    if (!place.identifier_) return std::nullopt;
    return place;
  }
  const base::ErrorMark mark(value.diags());
  value.object();
  const auto group = value.find("group");
  const auto identifier = value.find("identifier");
  const auto tape = value.find("tape");
  if (group) place.group_ = read_name_value(*group).value_or("");
  if (identifier) place.identifier_ = TextValue::compile(*identifier, context.options);
  if (tape && !group) {
    tape->warning("ignored", "\"tape\" has no effect without a \"group\"",
                  "add \"group\", or remove the tape");
  } else if (tape) {
    place.tape_ = read_tape(*tape, context.options).value_or("");
  }
  if (!group && !identifier && mark.clean()) {
    value.error("missing-key",
                base::in_quotes(value.key()) + " needs a \"group\" or an \"identifier\"",
                R"(add one, or write just the identifier: "orders")");
  }
  if (!mark.clean()) return std::nullopt;
  if (!place.identifier_) place.identifier_ = TextValue::fixed(place.group_);
  return place;
}

base::Result<std::string> RecordingPlace::identifier(const AnswerInput& input) const {
  return identifier_->text(input);
}

base::Status RecordingPlace::record(const AnswerInput& input) const {
  const match::Request* request = input.subject.request();
  if (request == nullptr) return {};
  const auto identifier = identifier_->text(input);
  if (!identifier) return identifier.error();
  Recording recording;
  recording.request = *request;
  recording.path_variables = input.path_variables != nullptr
                                 ? *input.path_variables
                                 : input.state.rule->matcher->path_variables(input.subject);
  input.stub.recordings().put(group_, *identifier, std::move(recording));
  return {};
}

base::Diag RecordingPlace::nothing_there(const std::string& identifier, StubState& stub) const {
  constexpr std::size_t kNamed = 5;
  base::Diag d =
      clients_fault("nothing is recorded as " + base::in_quotes(base::shorten(identifier, 100)) +
                    (group_.empty() ? "" : " in group " + base::in_quotes(group_)));
  if (!tape_.empty()) {
    d.message += " on the tape " + base::in_quotes(tape_);
    return d;
  }
  const auto& recordings = stub.recordings();
  const auto known = recordings.identifiers(group_, kNamed);
  for (const auto& name : known)
    d.hint += (d.hint.empty() ? "the latest recordings there are " : ", ") +
              base::in_quotes(base::shorten(name, 60));
  if (recordings.dropped() > 0) {
    d.hint += (d.hint.empty() ? "" : "; ") + std::to_string(recordings.dropped()) +
              " older ones were dropped, " + std::to_string(Recordings::kMaxCount) + " are kept";
  }
  return d;
}

}  // namespace ricochet::stubserver
