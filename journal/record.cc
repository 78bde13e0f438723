#include "journal/record.h"

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::journal {

namespace {

std::size_t cost_of(const std::vector<match::Field>& fields) {
  std::size_t bytes = fields.capacity() * sizeof(match::Field);
  for (const auto& field : fields) bytes += field.name.size() + field.value.size();
  return bytes;
}

}  // namespace

Record::Record(http::Exchange&& exchange, std::string from)
    : received(exchange.received),
      received_wall(exchange.received_wall),
      content(std::in_place_type<match::Request>, std::move(exchange.request)),
      answer{exchange.status,
             std::move(exchange.response_headers),
             std::move(exchange.response_body),
             exchange.delay,
             std::move(exchange.fault),
             exchange.response_truncated},
      matched(exchange.matched),
      rule(std::move(exchange.rule)),
      rule_owner(std::move(exchange.rule_owner)),
      why_not(std::move(exchange.why_not)),
      origin(std::move(from)),
      refused(std::move(exchange.refused)) {
  std::get<match::Request>(content).received = received_wall;
}

const char* to_string(BinKind kind) {
  switch (kind) {
    case BinKind::kStub:
      return "stub";
    case BinKind::kBin:
      return "bin";
    case BinKind::kTopic:
      return "topic";
    case BinKind::kListener:
      return "listener";
  }
  return "bin";
}

const match::Message& Record::message() const {
  return std::visit([](const auto& what) -> const match::Message& { return what; }, content);
}

bool Record::truncated() const {
  const auto* call = request();
  return call != nullptr && call->body_truncated;
}

bool Record::is_preflight() const {
  const auto* call = request();
  return call != nullptr && call->method == "OPTIONS" && call->header("origin") != nullptr &&
         call->header("access-control-request-method") != nullptr;
}

std::size_t Record::cost() const {
  std::size_t bytes = sizeof(Record) + id.size() + bin.size() + rule.size() + rule_owner.size() +
                      why_not.size() + origin.size() + cost_of(message().headers) +
                      message().body.size() + cost_of(answer.headers) + answer.body.size() +
                      answer.fault.size();
  if (refused) {
    bytes += sizeof(http::Refused) + refused->code.size() + refused->reason.size() +
             refused->bound.size() + refused->listener.size() + refused->head.size();
  }
  if (const auto* call = request()) {
    bytes += call->method.size() + call->target.size() + call->path.size() + call->query.size() +
             cost_of(call->queries) + call->peer_address.size();
  } else if (const auto* happened = event()) {
    bytes += happened->topic.size() + (happened->key ? happened->key->size() : 0);
  }
  return bytes;
}

std::string Record::refusal() const {
  if (!refused) return {};
  return (answer.status == 0 ? "not answered" : std::to_string(answer.status)) + ", " +
         refused->reason;
}

std::string Record::title() const {
  constexpr std::size_t kMaxTarget = 160;
  if (const auto* call = request()) {
    if (refused && call->target.empty()) {
      const auto read = call->method.empty() ? std::string_view(refused->head) : call->method;
      return "an unreadable call" +
             (read.empty() ? "" : " " + base::in_quotes(base::shorten(read, 40)));
    }
    return base::printable(base::shorten(call->method + " " + call->target, kMaxTarget));
  }
  const auto& happened = *event();
  std::string text = "event ";
  text += happened.key ? "key " + base::in_quotes(base::shorten(*happened.key, 64))
                       : std::string("without a key");
  text += happened.null_value ? ", tombstone" : ", " + base::format_bytes(happened.body.size());
  return text + " (partition " + std::to_string(happened.partition) + ", offset " +
         std::to_string(happened.offset) + ")";
}

}  // namespace ricochet::journal
