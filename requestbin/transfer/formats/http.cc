#include "base/rfc3339.h"
#include "base/text.h"
#include "requestbin/transfer/formats/formats.h"

namespace ricochet::requestbin {

std::string to_http(const journal::Record& record, const ExportPlace&) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  std::string out = "### #" + std::to_string(record.seq) + " of " + record.bin + ", " +
                    base::format_rfc3339(record.received_wall) +
                    (record.refused ? ", refused: " + base::printable(record.refusal()) : "") +
                    "\r\n";
  if (record.refused && call->target.empty())  // nothing but bytes
    return out + record.refused->head + "\r\n\r\n";
  out += call->method + " " + call->target + " " + call->version + "\r\n";
  for (const auto& field : call->headers) out += field.name + ": " + field.value + "\r\n";
  return out + "\r\n" + call->body + (call->body.empty() ? "" : "\r\n") + "\r\n";
}

}  // namespace ricochet::requestbin
