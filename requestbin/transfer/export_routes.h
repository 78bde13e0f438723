#pragma once
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/worker_calls.h"
#include "requestbin/v2/context.h"
#include "requestbin/v2/record_looks.h"

namespace ricochet::requestbin {

/// Export (each format of export_format.h), streamed slice by slice as the reader takes it. What
/// goes missing on the way (dropped, deleted, removed) breaks the answer off, so that no cut export
/// looks whole. With a filter all records are looked at before the head leaves: that says on how
/// many of them the filter gave up (kUnknownHeader). Shapes and routes: docs/bins.md.
class V2Export {
 public:
  static constexpr std::size_t kSliceRecords = 200;
  static constexpr std::size_t kSliceBytes = 1u << 20;     ///< of records, the last one beyond it
  static constexpr std::uint64_t kSliceWork = 16'000'000;  ///< of match::Work

  /// In the head of an export with a filter that gave up: on how many records.
  static constexpr const char* kUnknownHeader = "X-Ricochet-Unknown";

  V2Export(const V2Context& context, http::Router& router);

 private:
  struct Export;
  /// A list of runs from here on is read by a worker.
  static constexpr std::size_t kLongBody = 8 << 10;
  void start(const http::RouteCall& call);
  void read_runs(const std::shared_ptr<Export>& job,
                 const std::shared_ptr<const std::string>& body);
  void choose(const std::shared_ptr<Export>& job);
  void judge(const std::shared_ptr<Export>& job);
  void begin(const std::shared_ptr<Export>& job);
  struct Slice;
  Slice next_slice(Export& job) const;
  void go_on(const std::shared_ptr<Export>& job);
  void write_by_worker(const std::shared_ptr<Export>& job, const std::shared_ptr<Slice>& slice);
  void send(const std::shared_ptr<Export>& job, const Slice& slice, std::string piece);
  void break_off(const std::shared_ptr<Export>& job, std::string piece);

  V2Context context_;
  RecordLooks looks_;
  base::WorkerCalls calls_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
