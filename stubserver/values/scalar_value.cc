#include "stubserver/values/scalar_value.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::stubserver {

std::optional<std::string> read_name_value(const base::JsonReader& value) {
  if (value.is_number()) return base::number_text(value.value());
  const auto text = value.string();
  if (!text) return std::nullopt;
  std::string trimmed(base::trim(*text));
  if (!trimmed.empty()) return trimmed;
  value.error("empty", base::in_quotes(value.key()) + " must not be empty", "write it");
  return std::nullopt;
}

std::optional<bool> read_flag_value(const base::JsonReader& value) {
  if (!value.is_string()) return value.boolean();
  const std::string text = *value.string();
  const std::string word = base::to_lower(base::trim(text));
  if (word == "true") return true;
  if (word == "false") return false;
  value.error("wrong-type",
              base::in_quotes(value.key()) + " must be true or false, got " +
                  base::JsonReader::describe(value.value()),
              "write true or false");
  return std::nullopt;
}

}  // namespace ricochet::stubserver
