#include "requestbin/record_answers.h"

#include <algorithm>
#include <utility>

#include "match/subject.h"

namespace ricochet::requestbin {

namespace {

/// What a record costs beside its body, in bytes of one.
constexpr std::size_t kRecord = 500;

std::size_t size_of(const std::vector<journal::RecordPtr>& records) {
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += kRecord + record->message().body.size();
  return bytes;
}

/// A coded body may be large once it is decoded.
bool any_coded(const std::vector<journal::RecordPtr>& records) {
  return std::any_of(records.begin(), records.end(), [](const journal::RecordPtr& record) {
    return record->message().header("content-encoding") != nullptr;
  });
}

}  // namespace

void RecordAnswers::answer(const std::vector<journal::RecordPtr>& records,
                           std::function<http::Response()> make,
                           std::shared_ptr<http::Responder> responder) {
  const auto bytes = size_of(records);
  if (bytes < match::kLargeBody && !any_coded(records)) return responder->send(make());
  calls_.run(
      loop_.pool(), bytes,
      [make = std::move(make)]() -> base::Result<http::Response> { return make(); },
      [responder = std::move(responder)](base::Result<http::Response> made) {
        if (made) return responder->send(std::move(*made));
        const auto& why = made.error();
        http::Response busy(503, "text/plain; charset=utf-8",
                            why.message + " (" + why.hint + ")\n");
        busy.set_header("Retry-After", "1");
        responder->send(std::move(busy));
      });
}

}  // namespace ricochet::requestbin
