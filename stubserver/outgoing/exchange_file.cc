#include "stubserver/outgoing/exchange_file.h"

#include <algorithm>
#include <map>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "match/json/compare.h"

namespace ricochet::stubserver {

namespace {

using base::Json;

/// Every value of a name, in order.
using Values = std::map<std::string, std::vector<std::string>>;

Values values_of(const std::vector<match::Field>& fields, bool any_case) {
  Values out;
  for (const auto& field : fields)
    out[any_case ? base::to_lower(field.name) : field.name].push_back(field.value);
  return out;
}

bool headers_fit(const Values& stored, const Values& sent) {
  return std::all_of(stored.begin(), stored.end(), [&](const auto& entry) {
    const auto it = sent.find(entry.first);
    return it == sent.end() || it->second == entry.second;
  });
}

bool fits(const RequestDump& stored, const match::Request& request) {
  return (!stored.version || *stored.version == request.version) &&
         (!stored.method || base::iequals(*stored.method, request.method)) &&
         (!stored.uri || *stored.uri == request.path) &&
         (!stored.content || *stored.content == request.body) &&
         (!stored.queries ||
          values_of(*stored.queries, false) == values_of(request.queries, false)) &&
         (!stored.headers ||
          headers_fit(values_of(*stored.headers, true), values_of(request.headers, true)));
}

}  // namespace

base::Result<ExchangeFile::Content> ExchangeFile::read() const {
  Content out;
  auto document = load_dumps(
      path_, "this file is not what a proxy stores", [&out](const base::JsonReader& array) {
        for (const auto& entry : array.elements()) {
          if (!entry.object({"request", "response"})) continue;
          StoredExchange exchange;
          if (const auto request = entry.find("request"))
            exchange.request = read_request_dump(*request);
          if (const auto response = entry.require("response"))
            exchange.response = read_response_dump(*response).value_or(http::Response());
          out.exchanges.push_back(std::move(exchange));
        }
      });
  if (!document) return document.error();
  out.document = std::move(*document);
  return out;
}

base::Status ExchangeFile::check() const {
  const auto content = read();
  if (!content) return content.error();
  return {};
}

base::Result<std::optional<http::Response>> ExchangeFile::find(
    const match::Request& request) const {
  const auto content = read();
  if (!content) return content.error();
  for (const auto& exchange : content->exchanges) {
    if (!exchange.request || fits(*exchange.request, request))
      return std::optional(exchange.response);
  }
  return std::optional<http::Response>();
}

base::Status ExchangeFile::store(const match::Request& request,
                                 const http::Response& response) const {
  const auto content = read();
  if (!content) return content.error();
  const Json asked = dump_request(request);
  const Json none = Json::array();
  Json out = Json::array();
  for (const auto& entry : content->document == nullptr ? none : content->document->root()) {
    const auto stored = entry.find("request");
    if (stored == entry.end() || !match::json_equal(*stored, asked)) out.push_back(entry);
  }
  while (out.size() >= kMaxStoredExchanges) out.erase(0);
  Json added = Json::object();
  added["request"] = asked;
  added["response"] = dump_response(response);
  out.push_back(std::move(added));
  return base::write_file_atomic(path_, base::pretty_json(out) + "\n");
}

}  // namespace ricochet::stubserver
