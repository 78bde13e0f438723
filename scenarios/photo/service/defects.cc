#include "defects.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace photo {
namespace {

constexpr std::array<std::string_view, 14> kNames{
    "no-retry",
    "no-backoff",
    "retries-4xx",
    "gives-up-late",
    "calls-twice",
    "handles-duplicates-twice",
    "wrong-outcome",
    "forgets-event",
    "commits-before-handling",
    "dies-on-malformed",
    "forgets-webhook",
    "posts-webhook-twice",
    "forgets-when-rebalanced",
    "leaves-duplicates-uncommitted",
};

}  // namespace

Defect::Defect(std::string_view name) {
  if (name.empty()) return;
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) {
    std::string all;
    for (const std::string_view known : kNames) all.append(" ").append(known);
    throw std::invalid_argument("DEFECT=" + std::string(name) + " is unknown; there are:" + all);
  }
  name_ = *found;
}

RetryPolicy Defect::spoil(RetryPolicy policy) const {
  if (name_ == "no-retry") policy.max_tries = 1;
  if (name_ == "no-backoff") policy.first_pause = std::chrono::milliseconds(0);
  if (name_ == "retries-4xx") policy.first_status = 400;
  if (name_ == "gives-up-late") policy.max_tries = 6;
  return policy;
}

Steps Defect::spoil(Steps steps) const {
  if (name_ == "calls-twice") {
    steps.download = [download = std::move(steps.download)](const std::string& url) {
      download(url);
      return download(url);
    };
  }
  if (name_ == "wrong-outcome") {
    steps.download = [download = std::move(steps.download)](const std::string& url) {
      Download result = download(url);
      if (result.end == Download::End::kGivenUp) result.end = Download::End::kDone;
      return result;
    };
  }
  if (name_ == "forgets-event") steps.publish = [](const Outcome&) {};
  if (name_ == "forgets-webhook") steps.post_to_webhook = [](const Outcome&) {};
  if (name_ == "posts-webhook-twice") {
    steps.post_to_webhook = [post = std::move(steps.post_to_webhook)](const Outcome& outcome) {
      post(outcome);
      post(outcome);
    };
  }
  if (name_ == "dies-on-malformed") {
    steps.skip_malformed = [](const std::string&) { std::abort(); };
  }
  return steps;
}

Handle Defect::spoil(Handle handle, Commit commit) const {
  if (name_ == "leaves-duplicates-uncommitted") {
    // Nothing behind it is committed either: that would commit it, too.
    return [handle = std::move(handle), seen = std::make_shared<std::set<std::string>>(),
            stuck = std::make_shared<bool>(false)](std::string_view payload) {
      if (!seen->emplace(payload).second) *stuck = true;
      return handle(payload) && !*stuck;
    };
  }
  if (name_ != "commits-before-handling") return handle;
  return [handle = std::move(handle), commit = std::move(commit)](std::string_view payload) {
    commit();
    return handle(payload);
  };
}

std::function<void()> Defect::spoil_assigned(std::function<void()> ready,
                                             std::function<void()> forget) const {
  if (name_ != "forgets-when-rebalanced") return ready;
  return [ready = std::move(ready), forget = std::move(forget)] {
    forget();
    ready();
  };
}

std::size_t Defect::spoil_memory(std::size_t capacity) const {
  return name_ == "handles-duplicates-twice" ? 0 : capacity;
}

}  // namespace photo
