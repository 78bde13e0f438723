#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/json/shape.h"
#include "http/client.h"
#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

/// How long a call of a stub may take when nothing else is said.
inline constexpr base::Duration kDefaultCallTimeout = std::chrono::seconds(10);

/// What an outgoing call (`proxy`, `on`) may be told about its connection (ours): `"timeout":
/// "10s"` (total, at most an hour) and `"tls": {"insecure": true}` or `{"ca": "ca.pem"}`, whom it
/// trusts behind https instead of what the system trusts.
struct CallOptions {
  base::Duration timeout = kDefaultCallTimeout;
  net::TlsTrust tls;

  static std::vector<base::ShapeKey> rows();  ///< of the tables that it stands in
  /// Findings go to the reader's list, nullopt then.
  static std::optional<CallOptions> compile(const base::JsonReader& object,
                                            const LoadOptions& options);
};

}  // namespace ricochet::stubserver
