// Records that come from outside: a line of an import or of a topic of captures, and the columns of
// a store. What is taken must come back as it was.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/asio_loop.h"
#include "base/json/json.h"
#include "journal/capture_log.h"
#include "journal/record_json.h"
#include "journal/record_reader.h"
#include "requestbin/store/record_codec.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

std::optional<http::Exchange> read(const std::string& text) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("line", text);
  if (!document) return std::nullopt;
  auto exchange = journal::read_record(base::JsonReader(*document, diags, "import"));
  require(exchange.has_value() != diags.has_errors());
  return exchange;
}

void check_import(const std::string& text) {
  static base::AsioLoop loop;
  auto exchange = read(text);
  if (!exchange) return;
  const auto body = exchange->request.body, target = exchange->request.target;
  journal::CaptureLog log(loop);
  exchange->bin = "a";
  const auto record = log.append(*std::move(exchange));
  const auto again = read(journal::record_to_v2(*record, base::TimePoint())
                              .dump(-1, ' ', false, base::Json::error_handler_t::replace));
  require(again && again->request.body == body && again->request.target == target);
}

void check_store(std::string_view text) {
  journal::Record record;
  if (requestbin::store::decode_head(text, record)) {
    const auto head = requestbin::store::encode_head(record);
    journal::Record other;
    require(requestbin::store::decode_head(head, other));
    require(requestbin::store::encode_head(other) == head);
  }
  journal::BinInfo info;
  (void)requestbin::store::decode_bin(text, info);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_import(std::string(text));
  check_store(text);
  return 0;
}
