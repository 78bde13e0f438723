#include "requestbin/bin_server_options.h"

#include <charconv>
#include <string_view>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::requestbin {

namespace {

base::Diag bad(const char* name, std::string_view value, std::string hint) {
  return {"bin/bad-environment",
          std::string(name) + " is " + base::in_quotes(base::shorten(value, 80)) +
              ", which cannot be read",
          std::move(hint)};
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() && value > 0
             ? std::optional(value)
             : std::nullopt;
}

}  // namespace

base::Result<BinServerOptions> BinServerOptions::from_environment(
    const std::function<const char*(const char*)>& get) {
  BinServerOptions options;
  if (const char* text = get("MAX_REQUESTS")) {
    const auto value = number(text);
    if (!value)
      return bad("MAX_REQUESTS", text,
                 "give the number of requests that a bin holds, such as 1000");
    options.max_requests = *value;
  }
  if (const char* text = get("MAX_RAW_SIZE")) {
    const auto value = number(text);
    if (!value) return bad("MAX_RAW_SIZE", text, "give a number of bytes, such as 10240");
    options.max_raw_size = *value;
  }
  if (const char* text = get("BIN_TTL")) {
    // RequestBin counts seconds; a bare 0 keeps bins for ever.
    const auto seconds = number(text);
    auto ttl = seconds && *seconds < 1'000'000'000u
                   ? std::optional<base::Duration>(std::chrono::seconds(*seconds))
                   : base::parse_duration(text);
    if (std::string_view(text) == "0") ttl = base::Duration::zero();
    if (!ttl)
      return bad("BIN_TTL", text,
                 "give seconds or a duration such as \"48h\"; 0 keeps bins for ever");
    options.bin_ttl = *ttl == base::Duration::zero() ? std::nullopt : ttl;
  }
  if (const char* text = get("IGNORE_HEADERS")) {
    for (const auto name : base::split(text, ',')) {
      if (!base::trim(name).empty()) options.ignore_headers.emplace_back(base::trim(name));
    }
  }
  if (const char* text = get("ENABLE_CORS")) options.enable_cors = *text != '\0';
  if (const char* text = get("CORS_ORIGINS"); text != nullptr && *text != '\0')
    options.cors_origins = text;
  return options;
}

}  // namespace ricochet::requestbin
