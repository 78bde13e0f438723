#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "stubserver/response/header_field.h"
#include "stubserver/response/text_value.h"

namespace ricochet::stubserver {

bool is_field_name(std::string_view name) {
  constexpr std::string_view kToken = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kToken.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

namespace {

using Named = std::pair<std::string, TextValue>;

class Headers final : public Part {
 public:
  explicit Headers(std::vector<Named> headers) : headers_(std::move(headers)) {}
  base::Status apply(Answer& answer, const Moment& moment) const override {
    for (const auto& [name, value] : headers_) {
      auto text = value.text(moment);
      if (!text) return text.error();
      if (!is_field_value(*text)) {  // a template copied it from the request
        return base::Diag(kBadRequest, "the header " + base::in_quotes(name) +
                                           " would hold control characters: " +
                                           base::in_quotes(base::shorten(*text, 60)));
      }
      answer.response.set_header(name, std::move(*text));
    }
    return {};
  }

 private:
  std::vector<Named> headers_;
};

bool acceptable(const base::JsonReader& member, const TextValue& value) {
  if (!is_field_name(member.key())) {
    member.error_at_key("bad-header", base::in_quotes(member.key()) + " is no name for a header",
                        "names are letters, digits and -");
    return false;
  }
  if (const std::string* fixed = value.constant(); fixed != nullptr && !is_field_value(*fixed)) {
    member.error("bad-header",
                 "the value of " + base::in_quotes(member.key()) + " holds control characters",
                 "keep it on one line");
    return false;
  }
  return true;
}

}  // namespace

std::unique_ptr<const Part> compile_headers(const base::JsonReader& value, PartContext&) {
  if (!value.object({})) return nullptr;
  std::vector<Named> headers;
  for (const auto& member : value.members()) {
    if (member.value().is_null()) continue;
    auto text = TextValue::compile(member);
    if (text && acceptable(member, *text)) headers.emplace_back(member.key(), std::move(*text));
  }
  return std::make_unique<Headers>(std::move(headers));
}

}  // namespace ricochet::stubserver
