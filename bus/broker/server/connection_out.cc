// What a connection has to say, and who holds too much of it.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "base/text/text.h"
#include "bus/broker/server/connection.h"

namespace ricochet::bus::broker {

using boost::system::error_code;

void Connection::write() {
  const auto self = shared_from_this();
  push();
  count_unsent();
}

/// Who takes no answers may not keep those of others from being made: it is the one that holds most
/// that goes when there are too many.
void Connection::count_unsent() {
  const std::size_t holds = closed_ ? 0 : out_.size() + sending_.size();
  auto& all = shared_.unsent_of;
  const auto it = all.emplace(this, 0).first;
  shared_.unsent += holds;
  shared_.unsent -= std::exchange(it->second, holds);
  if (holds == 0) all.erase(it);
  while (shared_.unsent > shared_.limits.unsent_bytes && !all.empty()) {
    const auto most = std::max_element(all.begin(), all.end(),
                                       [](auto& a, auto& b) { return a.second < b.second; });
    most->first->refuse(
        "it does not take its answers, and those that wait to be taken have more than " +
        base::format_bytes(shared_.limits.unsent_bytes) + " together");
  }
}

/// What comes next to be sent. False: there is nothing more, and nothing is held for what there
/// was.
bool Connection::next_to_send() {
  sent_ = 0;
  std::string().swap(sending_);  // assigning would keep the room
  sending_.swap(out_);
  return !sending_.empty();
}

void Connection::push() {
  if (writing_ || closed_) return;
  if (sent_ == sending_.size() && !next_to_send()) return ending_ ? close() : void();
  if (!stream_.tls) {
    error_code ec;
    sent_ += stream_.socket.write_some(
        boost::asio::buffer(sending_.data() + sent_,
                            std::min(sending_.size() - sent_, net::Stream::kMostAtOnce)),
        ec);
    if (ec && ec != boost::asio::error::would_block && ec != boost::asio::error::try_again)
      return close();
    if (sent_ == sending_.size() && !next_to_send()) return ending_ ? close() : void();
  }
  writing_ = true;
  stream_.write_some(boost::asio::buffer(sending_.data() + sent_, sending_.size() - sent_),
                     [self = shared_from_this()](const error_code& ec, std::size_t bytes) {
                       self->writing_ = false;
                       if (self->closed_) return;
                       if (ec) return self->close();
                       self->sent_ += bytes;
                       self->last_moved_ = self->shared_.loop.now();
                       self->process();
                       if (!self->closed_) self->read();
                     });
}

}  // namespace ricochet::bus::broker
