#include "match/bytes_operand.h"

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/utf8.h"

namespace ricochet::match {

const base::Shape& bytes_shape() {
  using base::Shape;
  static const Shape kShape = Shape::object({{"hex", Shape::text(), "the bytes in hexadecimal"},
                                             {"base64", Shape::text(), "the bytes in base64"}},
                                            {base::KeyRule::one_of({"hex", "base64"})});
  return kShape;
}

bool is_bytes_operand(const base::JsonReader& value) {
  return value.is_object() && value.value().size() == 1 &&
         (value.value().contains("hex") || value.value().contains("base64"));
}

std::optional<std::string> read_coded_bytes(const base::JsonReader& text, std::string_view coding) {
  const auto coded = text.string();
  if (!coded) return std::nullopt;
  auto bytes = coding == "hex" ? base::hex_decode(*coded) : base::base64_decode(*coded);
  if (!bytes)
    text.error("bad-bytes",
               base::in_quotes(base::shorten(*coded, 40)) + " is not " +
                   (coding == "hex" ? "hexadecimal" : "base64"),
               "check its characters and length");
  return bytes;
}

std::optional<std::string> read_bytes_operand(const base::JsonReader& value) {
  const auto member = value.members().front();
  return read_coded_bytes(member, member.key());
}

std::string show_bytes(std::string_view bytes) {
  constexpr std::size_t kShownText = 200;
  constexpr std::size_t kShownBytes = 64;
  if (base::is_utf8(bytes)) return base::in_quotes(base::shorten(bytes, kShownText));
  std::string out = "hex " + base::hex_encode(bytes.substr(0, kShownBytes));
  if (bytes.size() > kShownBytes) out += "... (" + std::to_string(bytes.size()) + " bytes)";
  return out;
}

}  // namespace ricochet::match
