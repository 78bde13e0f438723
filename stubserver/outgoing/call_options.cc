#include "stubserver/outgoing/call_options.h"

#include <filesystem>

#include "base/json/json.h"
#include "base/reach.h"
#include "base/text/printable.h"
#include "stubserver/values/file_path.h"

namespace ricochet::stubserver {

namespace {

namespace fs = std::filesystem;

constexpr base::Duration kMaxTimeout = std::chrono::hours(1);

bool read_ca(const base::JsonReader& value, const LoadOptions& options, net::TlsTrust& out) {
  const auto name = value.nonempty_string();
  if (!name || !may_name(value, *name, options)) return false;
  const std::string path = path_in(options.file_root, *name);
  std::error_code ec;
  if (!fs::is_regular_file(path, ec)) {
    const auto why = base::out_of_reach(path);
    value.error("file-not-found", why ? why->message : "there is no file " + base::in_quotes(*name),
                "name the PEM file with the certificate to trust");
    return false;
  }
  out.ca_file = path;
  return true;
}

bool read_tls(const base::JsonReader& value, const LoadOptions& options, net::TlsTrust& out) {
  if (!value.object()) return false;
  const auto insecure = value.find("insecure");
  const auto ca = value.find("ca");
  if (insecure.has_value() == ca.has_value()) {
    value.error("wrong-type", "\"tls\" says whom to trust: everybody, or one certificate",
                R"(write { "insecure": true } or { "ca": "ca.pem" })");
    return false;
  }
  if (ca) return read_ca(*ca, options, out);
  const auto on = insecure->boolean();
  if (!on) return false;
  out.insecure = *on;
  return true;
}

}  // namespace

std::vector<base::ShapeKey> CallOptions::rows() {
  using base::Shape;
  return {{"timeout", Shape::either({Shape::integer(1, 3'600'000), Shape::nonempty()}),
           "how long the call may take in all", "10s"},
          {"tls",
           Shape::object({{"insecure", Shape::boolean(), "any certificate is taken"},
                          {"ca", Shape::nonempty(), "PEM file with the certificate to trust"}},
                         {base::KeyRule::one_of({"insecure", "ca"})}),
           "whom it trusts behind https", "what the system trusts"}};
}

std::optional<CallOptions> CallOptions::compile(const base::JsonReader& object,
                                                const LoadOptions& options) {
  CallOptions out;
  if (const auto timeout = object.find("timeout")) {
    const auto given = timeout->duration();
    if (!given) return std::nullopt;
    if (*given <= base::Duration::zero() || *given > kMaxTimeout) {
      timeout->error("out-of-range", "a timeout lies between 1 ms and an hour",
                     R"(write "10s", or remove it)");
      return std::nullopt;
    }
    out.timeout = *given;
  }
  if (const auto tls = object.find("tls"); tls && !read_tls(*tls, options, out.tls))
    return std::nullopt;
  return out;
}

}  // namespace ricochet::stubserver
