#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "runner/model/sut_spec.h"
#include "runner/sut/connect.h"

namespace ricochet::runner {

/// Which address a probe of readiness connects to; nullopt: it connects to nobody, or the text is
/// not an address, which the probe itself tells.
std::optional<HostPort> probed_address(ReadySpec::Kind kind, const std::string& text);

/// Who listens on a TCP port of this machine: "process 4711 (nginx)"; empty when that cannot be
/// told: it belongs to another user, or to another network.
std::string listener_on(std::uint16_t port);

/// sut/port-taken: somebody listened at the probe's address before the service was started, and
/// would have been taken for it.
base::Diag port_taken(const std::string& service, const HostPort& at);

}  // namespace ricochet::runner
