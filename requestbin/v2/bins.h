#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/worker_calls.h"
#include "requestbin/v2/context.h"

namespace ricochet::requestbin {

/// The bins themselves: made, changed, removed, marked, and how they answer. Shapes and routes:
/// docs/bins.md.
class V2Bins final : private journal::LogObserver {
 public:
  V2Bins(const V2Context& context, http::Router& router);
  ~V2Bins() override;
  V2Bins(const V2Bins&) = delete;
  V2Bins& operator=(const V2Bins&) = delete;

 private:
  void on_append(const journal::RecordPtr&) override {}
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}
  void on_bin_removed(const std::string& bin) override { responses_.erase(bin); }

  void list(const http::RouteCall& call) const;
  void create(const http::RouteCall& call);
  void change(const http::RouteCall& call);
  void remove(const http::RouteCall& call);
  void remove_group(const http::RouteCall& call);
  void marks(const http::RouteCall& call) const;
  void set_mark(const http::RouteCall& call);
  void set_responses(const http::RouteCall& call);
  void clear_responses(const http::RouteCall& call);
  void responses(const http::RouteCall& call) const;

  /// What came, compiled: on any thread.
  struct Answers {
    base::DiagList diags;
    std::optional<base::Diag> syntax;
    BinServerOptions::MakeAnswerer make;  ///< empty: the findings say why
    std::string text;                     ///< the sessions without comments: it is told as JSON
    std::size_t rules = 0;
  };
  static Answers compile(const BinServerOptions& options, const std::string& bin,
                         const std::string& body);
  void answer_with(const std::string& bin, Answers answers, http::Responder& responder);

  V2Context context_;
  base::WorkerCalls work_;
  std::map<std::string, std::string> responses_;  // the sessions as they came
};

}  // namespace ricochet::requestbin
