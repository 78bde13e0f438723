#include "stubserver/outgoing/exchange_file.h"

#include <algorithm>
#include <map>

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "match/json/compare.h"

namespace ricochet::stubserver {

namespace {

using base::Json;

/// Every value of a name, in order.
using Values = std::map<std::string, std::vector<std::string>>;

enum class Case { kCounts, kDoesNot };

Values values_of(const std::vector<match::Field>& fields, Case letter_case) {
  const auto read = [letter_case](const std::string& text) {
    return letter_case == Case::kCounts ? text : base::to_lower(text);
  };
  Values out;
  for (const auto& field : fields) out[read(field.name)].push_back(read(field.value));
  return out;
}

/// An empty text stands for every one.
bool text_fits(const std::string& stored, const std::string& sent) {
  return stored.empty() || stored == sent;
}

/// Names count that both have; their values must be as many, and equal in their order.
bool fields_fit(const std::vector<match::Field>& stored, const std::vector<match::Field>& sent,
                Case letter_case) {
  const Values there = values_of(sent, letter_case);
  for (const auto& [name, values] : values_of(stored, letter_case)) {
    const auto it = there.find(name);
    if (it == there.end()) continue;
    if (!std::equal(values.begin(), values.end(), it->second.begin(), it->second.end(), text_fits))
      return false;
  }
  return true;
}

/// Moco's rules (HttpRequestFailoverMatcher).
bool fits(const RequestDump& stored, const match::Request& request) {
  return (!stored.version || *stored.version == request.version) &&
         (!stored.method || base::iequals(*stored.method, request.method)) &&
         (!stored.uri || text_fits(*stored.uri, request.path)) &&
         (!stored.content || *stored.content == request.body) &&
         (!stored.queries || fields_fit(*stored.queries, request.queries, Case::kCounts)) &&
         (!stored.headers || fields_fit(*stored.headers, request.headers, Case::kDoesNot));
}

/// As many as come to `bytes`, at least one, never the last. Returns how many.
std::size_t drop_oldest(Json& exchanges, std::size_t bytes) {
  std::size_t count = 0;
  for (std::size_t freed = 0; exchanges.size() > 1 && (count == 0 || freed < bytes); ++count) {
    // As one of several it has ",\n" behind it, alone "[\n" and "\n]" around it.
    freed += base::pretty_json(Json::array({exchanges.front()})).size() - 2;
    exchanges.erase(0);
  }
  return count;
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

base::Result<ExchangeFile::Stored> ExchangeFile::store(const match::Request& request,
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
  Stored stored;
  auto text = base::pretty_json(out) + "\n";
  while (text.size() > max_bytes_) {
    stored.dropped += drop_oldest(out, text.size() - max_bytes_);
    text = base::pretty_json(out) + "\n";
    if (out.size() == 1 && text.size() > max_bytes_) return Stored{false, 0};
  }
  if (auto written = base::write_file_atomic(path_, text); !written) return written.error();
  return stored;
}

}  // namespace ricochet::stubserver
