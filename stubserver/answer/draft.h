#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "http/message.h"
#include "stubserver/answer/delivery.h"
#include "stubserver/answer/errand.h"

namespace ricochet::stubserver {

/// The answer in the making.
struct AnswerDraft {
  http::Response response;
  base::Duration delay{0};
  std::vector<std::unique_ptr<Errand>> errands;  ///< to be run, in this order, before it leaves
  std::unique_ptr<Delivery> delivery;            ///< nullptr: it leaves whole and at once
  std::vector<FollowUp> follow_ups;              ///< started once the answer is decided
  bool complete = false;  ///< a part had the last word: those after it do not act

  /// Unless a header part (of an outer response) has named a type already.
  void set_body(std::string bytes, std::string_view default_type);
};

}  // namespace ricochet::stubserver
