#include "stubserver/response/recording_place.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

namespace {

/// What a recorded request is made into: its body, a template, or a whole response. In both of them
/// `req` is the recorded request.
struct Modifier {
  std::optional<TextValue> text;
  std::unique_ptr<const Response> response;
};

class Replay final : public Part {
 public:
  Replay(RecordingPlace place, Modifier modifier)
      : place_(std::move(place)), modifier_(std::move(modifier)) {}
  bool sets_body() const override {
    return modifier_.response == nullptr || modifier_.response->sets_body();
  }
  const Part* preflight() const override {
    return modifier_.response == nullptr ? nullptr : modifier_.response->preflight();
  }

  base::Status apply(Answer& answer, const Moment& moment) const override {
    auto found = place_.find(moment);
    if (!found) return found.error();
    const match::Subject recorded(found->request);
    const Moment then{recorded, moment.state, moment.stub, &found->path_variables};
    if (modifier_.response != nullptr) return modifier_.response->apply(answer, then);
    auto body = modifier_.text ? modifier_.text->text(then)
                               : base::Result<std::string>(found->request.body);
    if (!body) return body.error();
    answer.set_body(std::move(*body), "text/plain; charset=utf-8");
    return {};
  }

 private:
  RecordingPlace place_;
  Modifier modifier_;
};

/// False after a finding.
bool read_modifier(const base::JsonReader& value, PartContext& context, Modifier& out) {
  if (value.is_object()) {
    out.response = Response::compile(value, context);
    return out.response != nullptr;
  }
  out.text = TextValue::compile_template(value);
  return out.text.has_value();
}

}  // namespace

std::unique_ptr<const Part> compile_replay(const base::JsonReader& value, PartContext& context) {
  auto place = RecordingPlace::compile(value, context, {"modifier"});
  Modifier modifier;
  const auto written = value.find("modifier");
  if (written && !read_modifier(*written, context, modifier)) return nullptr;
  if (!place) return nullptr;
  return std::make_unique<Replay>(std::move(*place), std::move(modifier));
}

}  // namespace ricochet::stubserver
