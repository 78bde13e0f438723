#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"
#include "match/message.h"

namespace ricochet::http {

/// One file that is embedded in the program; ricochet_embed() of cmake/embed.cmake makes tables of
/// these.
struct Asset {
  std::string_view name;  ///< relative, with slashes: "app/list.js"
  std::string_view content_type;
  std::string_view bytes;
  std::string_view etag;  ///< in quotes, from the content
};

struct StaticOptions {
  /// Content-Security-Policy of every answer; empty: none. The default allows nothing from
  /// elsewhere, no inline script, no frames and no forms.
  std::string csp =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
      "font-src 'self'; "
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  std::string index = "index.html";  ///< what the empty name means
};

/// Serves embedded files: ETag and 304 (browsers ask each time, so a new program is a new page),
/// nosniff, no-referrer, CSP. The table must outlive it.
class StaticFiles {
 public:
  explicit StaticFiles(std::span<const Asset> assets, StaticOptions options = {});

  /// `name` is the decoded rest of the path. nullopt: there is no such file. The method is the
  /// caller's business; for HEAD the server leaves out the body.
  std::optional<Response> find(std::string_view name, const match::Request& request) const;

 private:
  std::span<const Asset> assets_;
  StaticOptions options_;
};

}  // namespace ricochet::http
