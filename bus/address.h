#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::bus {

/// The first of "host:port[,host:port]" that is not the address of a broker: a host, and a port of
/// 1 to 65535. nullopt: each is. A scheme in front ("SASL_SSL://") is librdkafka's, and fine.
std::optional<std::string> bad_address(std::string_view servers);

}  // namespace ricochet::bus
