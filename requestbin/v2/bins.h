#pragma once
#include <map>
#include <string>

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

  V2Context context_;
  std::map<std::string, std::string> responses_;  // the sessions as they came
};

}  // namespace ricochet::requestbin
