#include "journal/capture.h"

namespace ricochet::journal {

RecordPtr capture(base::Loop& loop, CaptureLog& log, const std::string& bin, match::Request request,
                  const http::Response& answer, const std::string& why_not) {
  http::Exchange exchange;
  exchange.bin = bin;
  exchange.request = std::move(request);
  exchange.received = loop.now();
  exchange.received_wall = loop.wall_now();
  exchange.status = answer.status;
  exchange.response_headers = answer.headers;
  exchange.response_body = answer.body;
  exchange.matched = why_not.empty();
  exchange.why_not = why_not;
  return log.append(std::move(exchange));
}

}  // namespace ricochet::journal
