#include "requestbin/record_answers.h"

#include <algorithm>
#include <utility>

#include "match/subject.h"

namespace ricochet::requestbin {

namespace {

std::size_t size_of(const std::vector<journal::RecordPtr>& records) {
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += record->cost();
  return bytes;
}

/// A coded body may be large once it is decoded.
bool any_coded(const std::vector<journal::RecordPtr>& records) {
  return std::any_of(records.begin(), records.end(), [](const journal::RecordPtr& record) {
    return record->message().header("content-encoding") != nullptr;
  });
}

}  // namespace

void RecordAnswers::answer(const std::vector<journal::RecordPtr>& records, Make make,
                           std::shared_ptr<http::Responder> responder) {
  const auto bytes = size_of(records);
  if (bytes < match::kLargeBody && !any_coded(records)) return responder->send(make());
  hand_over(bytes, std::make_shared<Make>(std::move(make)), responder,
            [responder](const base::Diag& why) {
              http::Response busy(503, "text/plain; charset=utf-8",
                                  why.message + " (" + why.hint + ")\n");
              busy.set_header("Retry-After", "1");
              responder->send(std::move(busy));
            });
}

void RecordAnswers::answer_later(const std::vector<journal::RecordPtr>& records, Make make,
                                 std::shared_ptr<http::Responder> responder) {
  const auto bytes = size_of(records);
  if (bytes < match::kLargeBody && !any_coded(records)) return responder->send(make());
  try_again(bytes, std::make_shared<Make>(std::move(make)), std::move(responder));
}

void RecordAnswers::try_again(std::size_t bytes, std::shared_ptr<Make> make,
                              std::shared_ptr<http::Responder> responder) {
  hand_over(bytes, make, responder, [this, bytes, make, responder](const base::Diag&) {
    loop_.call_after(kAgain, alive_.guarded([this, bytes, make, responder] {
      try_again(bytes, make, responder);
    }));
  });
}

void RecordAnswers::hand_over(std::size_t bytes, std::shared_ptr<Make> make,
                              std::shared_ptr<http::Responder> responder, Full full) {
  calls_.run(
      loop_.pool(), bytes,
      [make = std::move(make)]() -> base::Result<http::Response> { return (*make)(); },
      [responder = std::move(responder),
       full = std::move(full)](base::Result<http::Response> made) {
        made ? responder->send(std::move(*made)) : full(made.error());
      });
}

}  // namespace ricochet::requestbin
