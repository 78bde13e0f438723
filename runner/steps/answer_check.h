#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "http/message.h"
#include "match/matcher.h"
#include "match/operator/operator.h"
#include "runner/result/outcome.h"

namespace ricochet::runner {

/// What an HTTP answer must be: `{ "status": 201, "headers": ..., "json_paths": ... }` in the words
/// of matchers. Without "status" every answer below 400 will do.
class AnswerCheck {
 public:
  /// Reads the "expect" of a `request` step; none: any answer below 400. Findings go to the
  /// reader's list, nullopt then.
  static std::optional<AnswerCheck> parse(const base::JsonReader& body);
  static const base::Shape& shape();

  /// What does not fit, with the answer; nullopt: all fits. `asked`: "POST http://...".
  std::optional<Unmet> misfit(const http::Response& answer, const std::string& asked) const;
  std::string describe() const;  ///< `status 201, json $.id match "\d+"`

 private:
  std::shared_ptr<const match::Operator> status_;
  std::string status_text_;
  std::shared_ptr<const match::Matcher> content_;  ///< nullptr: any
};

/// The answer as what matchers and captures look at.
match::Request message_of(const http::Response& answer);

}  // namespace ricochet::runner
