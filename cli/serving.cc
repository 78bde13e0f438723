#include "cli/serving.h"

namespace ricochet::cli {

http::ServerOptions listen_on(std::string name, std::string bind, std::uint16_t port) {
  http::ServerOptions out;
  out.name = std::move(name);
  out.bind = std::move(bind);
  out.port = port;
  return out;
}

void StopOnce::operator()() {
  if (std::exchange(stopping_, true)) return loop_.stop();
  end(0);
}

void StopOnce::end(std::size_t part) {
  if (part == parts_.size()) return loop_.stop();
  parts_[part]([this, part] { end(part + 1); });
}

}  // namespace ricochet::cli
