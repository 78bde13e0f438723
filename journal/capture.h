#pragma once
#include <string>

#include "base/loop.h"
#include "http/message.h"
#include "journal/capture_log.h"
#include "match/message.h"

namespace ricochet::journal {

/// Records a call to a bin with the answer that it is about to get. A `why_not` marks it as
/// unmatched.
RecordPtr capture(base::Loop& loop, CaptureLog& log, const std::string& bin, match::Request request,
                  const http::Response& answer, const std::string& why_not = {});

}  // namespace ricochet::journal
