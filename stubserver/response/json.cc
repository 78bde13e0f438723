#include "base/json.h"
#include "stubserver/response/part.h"

namespace ricochet::stubserver {

namespace {

class JsonBody final : public Part {
 public:
  explicit JsonBody(std::string text) : text_(std::move(text)) {}
  bool sets_body() const override { return true; }
  base::Status apply(Answer& answer, const Moment&) const override {
    answer.set_body(text_, "application/json; charset=utf-8");
    return {};
  }

 private:
  std::string text_;
};

}  // namespace

/// Written compactly once, keys in the order of the file. A string is sent as it is, without
/// quotes: that is how Moco takes JSON that somebody has written as text.
std::unique_ptr<const Part> compile_json(const base::JsonReader& value, PartContext&) {
  const base::Json& json = value.value();
  return std::make_unique<JsonBody>(json.is_string() ? json.get<std::string>() : json.dump());
}

}  // namespace ricochet::stubserver
