#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/alive.h"
#include "requestbin/record_answers.h"
#include "requestbin/v2/context.h"
#include "requestbin/v2/long_polls.h"
#include "requestbin/v2/record_looks.h"

namespace ricochet::requestbin {

/// The records of a bin: lists with cursors, filters and long polls, single records, deletion.
/// Shapes and routes: docs/bins.md.
class V2Requests {
 public:
  static constexpr std::size_t kDefaultLimit = 100;
  static constexpr std::size_t kMaxLimit = 1000;
  static constexpr std::int64_t kMaxWaitMs = 60'000;
  /// What one call with a filter looks at, so that the loop is never held for long.
  static constexpr std::size_t kScanRecords = 10'000;
  static constexpr std::size_t kScanBytes = 8u << 20;
  /// Of bodies shown in full, the last one beyond it: a page ends there.
  static constexpr std::size_t kPageBytes = 32u << 20;
  /// Of match::Work: some milliseconds.
  static constexpr std::uint64_t kScanWork = 16'000'000;

  V2Requests(const V2Context& context, http::Router& router);
  /// Answers the polls that wait.
  void stop();

 private:
  struct Query {
    std::string bin;
    journal::Seq after = 0;
    journal::Seq before = 0;  // 0: no bound
    bool newest_first = false;
    bool summary = false;
    std::size_t limit = kDefaultLimit;
    std::shared_ptr<const match::Matcher> filter;
    KnownFit known;
  };
  struct Page;
  struct Poll;
  Page page_of(const Query& query) const;
  /// A worker looks at the record where the page had to stop, then `again` makes it anew.
  void look(Query& query, const journal::RecordPtr& record, std::function<void()> again);
  void answer(const Poll& poll, Page&& page);
  void list(const http::RouteCall& call);
  void poll(const std::shared_ptr<Poll>& poll);
  void one(const http::RouteCall& call);
  void body(const http::RouteCall& call);
  void remove_one(const http::RouteCall& call);
  void remove(const http::RouteCall& call);
  struct Removal;
  void remove_slice(const std::shared_ptr<Removal>& removal);

  V2Context context_;
  LongPolls polls_;
  RecordLooks looks_;
  RecordAnswers answers_;
  bool stopping_ = false;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
