#include "stubserver/response/parts.h"

#include <algorithm>
#include <utility>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/text_value.h"

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

/// One header with its values, each a field line of its own; Moco has one value only.
using Named = std::pair<std::string, std::vector<TextValue>>;

class Headers final : public ResponsePart {
 public:
  explicit Headers(std::vector<Named> headers) : headers_(std::move(headers)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    for (const auto& [name, values] : headers_) {
      // The type is that of the body, which has it already. All others come beside those of the
      // same name that a settings file or a session before has added (Moco).
      if (base::iequals(name, "Content-Type")) {
        std::erase_if(answer.response.headers, [&name = name](const match::Field& field) {
          return base::iequals(field.name, name);
        });
      }
      for (const auto& value : values) {
        auto text = filled(name, value, input);
        if (!text) return text.error();
        answer.response.headers.push_back({name, std::move(*text)});
      }
    }
    return {};
  }

 private:
  static base::Result<std::string> filled(const std::string& name, const TextValue& value,
                                          const AnswerInput& input) {
    auto text = value.text(input);
    if (!text || is_field_value(*text)) return text;
    return value.unfit("the header " + base::in_quotes(name) + " would hold control characters: " +
                       base::in_quotes(base::shorten(*text, 60)));
  }
  std::vector<Named> headers_;
};

std::optional<TextValue> read_value(const base::JsonReader& value, const std::string& name,
                                    const LoadOptions& options) {
  auto text = TextValue::compile(value, options);
  if (!text) return std::nullopt;
  if (const std::string* fixed = text->constant(); fixed != nullptr && !is_field_value(*fixed)) {
    value.error("bad-header", "the value of " + base::in_quotes(name) + " holds control characters",
                "keep it on one line");
    return std::nullopt;
  }
  return text;
}

std::vector<TextValue> read_values(const base::JsonReader& member, const LoadOptions& options) {
  std::vector<TextValue> values;
  const bool list = member.is_array();
  if (list && member.value().empty()) {
    member.error("empty", "the list of values of " + base::in_quotes(member.key()) + " is empty",
                 "write some, or remove the header");
  }
  for (const auto& value : list ? member.elements() : std::vector{member}) {
    auto text = read_value(value, member.key(), options);
    if (text) values.push_back(std::move(*text));
  }
  return values;
}

}  // namespace

std::unique_ptr<const ResponsePart> compile_headers(const base::JsonReader& value,
                                                    PartContext& context) {
  if (!value.object({})) return nullptr;
  std::vector<Named> headers;
  for (const auto& member : value.members()) {
    if (member.value().is_null()) continue;
    if (!is_field_name(member.key())) {
      member.error_at_key("bad-header",
                          base::in_quotes(member.key()) + " is not a name for a header",
                          "names are letters, digits and -");
      continue;
    }
    headers.emplace_back(member.key(), read_values(member, context.options));
  }
  return std::make_unique<Headers>(std::move(headers));
}

}  // namespace ricochet::stubserver
