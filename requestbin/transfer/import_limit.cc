#include "requestbin/transfer/import_limit.h"

#include "base/text/text.h"
#include "requestbin/answers.h"

namespace ricochet::requestbin {

std::function<std::optional<http::BodyRule>(const match::Request& line)> v2_body_rule(
    std::size_t max_body, std::size_t max_import) {
  return [=](const match::Request& line) -> std::optional<http::BodyRule> {
    if (!line.path.starts_with("/api/v2/")) return std::nullopt;
    const bool import = line.method == "POST" && line.path.starts_with("/api/v2/bins/") &&
                        line.path.ends_with("/import");
    http::BodyRule rule;
    rule.bytes = import ? max_import : max_body;
    rule.too_large = [import, bytes = rule.bytes](const std::string&) {
      return v2_error(413,
                      {"bin/too-large",
                       std::string(import ? "the import" : "the body") + " is larger than " +
                           base::format_bytes(bytes),
                       import ? "start the server with a larger --max-import, or split the file"
                              : "start the server with a larger --max-body"});
    };
    return rule;
  };
}

}  // namespace ricochet::requestbin
