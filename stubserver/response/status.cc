#include "stubserver/response/parts.h"

#include <charconv>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

class Status final : public ResponsePart {
 public:
  explicit Status(int code) : code_(code) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput&) const override {
    answer.response.status = code_;
    return {};
  }

 private:
  int code_;
};

/// Three digits are what a status line has (RFC 9112 section 4).
constexpr int kMin = 100, kMax = 999;

/// Moco also takes a status written as a string of digits.
std::optional<std::int64_t> read_status(const base::JsonReader& value) {
  if (!value.is_string()) return value.integer(kMin, kMax);
  const std::string written = *value.string();
  const std::string_view digits = base::trim(written);
  int code = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  if (problem == std::errc() && end == digits.data() + digits.size() && code >= kMin &&
      code <= kMax)
    return code;
  value.error("bad-status", base::in_quotes(written) + " is not an HTTP status",
              "write a number from 100 to 999");
  return std::nullopt;
}

}  // namespace

std::unique_ptr<const ResponsePart> compile_status(const base::JsonReader& value, PartContext&) {
  const auto code = read_status(value);
  if (!code) return nullptr;
  return std::make_unique<Status>(static_cast<int>(*code));
}

}  // namespace ricochet::stubserver
