#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/inflater.h"
#include "base/worker.h"
#include "http/client.h"
#include "stubserver/answer/errand.h"
#include "stubserver/outgoing/call_options.h"
#include "stubserver/outgoing/exchange_file.h"
#include "stubserver/outgoing/gathered.h"
#include "stubserver/outgoing/target_url.h"

namespace ricochet::stubserver {

/// Largest body that a proxy passes on as a whole. What is larger is a 500; a text/event-stream has
/// no bound, it is relayed piece by piece.
inline constexpr std::size_t kMaxProxiedBytes = 64 << 20;

/// What a `proxy` needs besides its target. Immutable.
struct ProxyPlan {
  CallOptions call;
  std::optional<ExchangeFile> file;  ///< of `failover` or `playback`
  bool file_first = false;           ///< playback: the target only when nothing stored fits
  std::vector<int> failures;         ///< statuses in place of which the stored answer is used
};

/// One proxied request. Its answer is the target's; a stored one where the plan says so.
class ProxyCall final : public Errand {
 public:
  ProxyCall(std::shared_ptr<const ProxyPlan> plan, CallTarget target)
      : plan_(std::move(plan)), to_(std::move(target)) {}
  void start(ErrandContext context, std::function<void(base::Status)> done) override;

 private:
  void call();
  void on_head(http::Response head);
  void on_piece(std::string_view piece);
  void on_end(const base::Status& status);
  /// The pieces become an answer: by a worker when they are many, or coded.
  void gathered();
  void on_whole(base::Result<http::Response> whole);
  void answered();
  void fall_back(const base::Diag& why);
  /// Passes on what the target has answered.
  void pass_on();
  /// Answers with what is stored; when nothing fits, goes on with `otherwise`.
  void use_stored(std::function<void()> otherwise);
  /// Stores what the target has answered, then passes it on.
  void store();
  void warn_of(const ExchangeFile::Stored& stored) const;
  void finish(base::Status status);
  /// The same, but not inside the call that is running.
  void finish_later(base::Status status);

  std::shared_ptr<const ProxyPlan> plan_;
  CallTarget to_;
  std::optional<ErrandContext> context_;
  std::function<void(base::Status)> done_;
  std::shared_ptr<http::ClientStream> stream_;
  std::optional<base::Timer> timeout_;
  std::shared_ptr<Gathered> coming_;          ///< until it is whole
  std::unique_ptr<base::Inflater> inflater_;  ///< of events, which are passed on as they come
  http::Response target_;                     ///< whole
  std::shared_ptr<class Relay> relay_;
  base::Worker::Ticket on_disk_;
  base::Worker::Ticket inflated_;
};

}  // namespace ricochet::stubserver
