#include "http/client.h"

#include "http/detail/fetch.h"

namespace ricochet::http {
namespace {

/// What the caller holds: its end cancels.
class Handle final : public ClientStream {
 public:
  explicit Handle(std::shared_ptr<detail::Fetch> running) : running_(std::move(running)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() override { running_->cancel(); }
  void pause() override { running_->pause(); }
  void resume() override { running_->resume(); }

 private:
  std::shared_ptr<detail::Fetch> running_;
};

}  // namespace

std::shared_ptr<void> fetch(base::Loop& loop, ClientRequest request,
                            std::function<void(base::Result<Response>)> done) {
  auto running = std::make_shared<detail::Fetch>(loop, std::move(request), std::move(done));
  running->start();
  return std::make_shared<Handle>(std::move(running));
}

std::shared_ptr<ClientStream> fetch_stream(base::Loop& loop, ClientRequest request,
                                           StreamReader reader) {
  auto done = [finish = std::move(reader.done)](const base::Result<Response>& result) {
    if (finish) finish(result ? base::Status() : base::Status(result.error()));
  };
  auto running = std::make_shared<detail::Fetch>(loop, std::move(request), std::move(done));
  running->stream_to(std::move(reader.on_head), std::move(reader.on_piece));
  running->start();
  return std::make_shared<Handle>(std::move(running));
}

}  // namespace ricochet::http
