#pragma once
#include <string>

#include "base/diag.h"
#include "base/duration.h"
#include "bus/kafka/handles.h"

namespace ricochet::bus::kafka {

/// bus/unreachable: nobody answered at the address. `reason` is the library's last word about it,
/// or empty.
base::Diag unreachable(const std::string& bootstrap, base::Duration waited,
                       const std::string& reason);
/// bus/topic: the topic cannot be used.
base::Diag topic_error(const std::string& topic, const std::string& why, std::string hint = {});
/// bus/no-topic: nobody has made it.
base::Diag no_topic(const std::string& topic);
/// bus/publish-failed, or bus/timeout when nobody acknowledged in time.
base::Diag publish_error(const std::string& topic, rd_kafka_resp_err_t error,
                         const std::string& text);
/// bus/closed: what was under way when close() was called.
base::Diag closed(const std::string& what);

}  // namespace ricochet::bus::kafka
