#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/inflater.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/client_request.h"
#include "http/content_coding.h"
#include "http/detail/parser.h"
#include "http/url.h"
#include "net/stream.h"

namespace ricochet::http::detail {

/// One request and its answer, whole or as a stream. Running I/O keeps it alive; the end of the
/// answer, a failure or cancel() ends all of it.
class Fetch : public std::enable_shared_from_this<Fetch> {
 public:
  using Done = std::function<void(base::Result<Response>)>;

  Fetch(base::Loop& loop, ClientRequest request, Done done);
  /// Before start(): the answer goes here as it comes, and done() gets an empty one.
  void stream_to(std::function<void(Response)> on_head,
                 std::function<void(std::string_view)> on_piece);
  void start();
  void cancel();
  void pause();
  void resume();

 private:
  using Error = boost::system::error_code;
  using Tcp = boost::asio::ip::tcp;

  // fetch.cc: the life of it, and the way to a connection
  void finish(base::Result<Response> result);
  void fail(std::string code, const std::string& what, std::string hint = {});
  bool over() const { return done_ == nullptr; }
  void on_timeout();
  void resolve();
  void connect();
  void on_connected(const Error& ec);
  void tell_where_from();
  void start_tls();
  void on_tls(const Error& ec);

  // fetch_answer.cc: the request out, the answer in
  void send();
  void write();
  void read();
  void on_read(const Error& ec, std::size_t bytes);
  void on_end(bool truncated);
  bool parse();
  bool hand_on();
  void complete();
  void bad_answer(const Problem& problem);
  void new_parser();

  base::Loop& loop_;
  ClientRequest request_;
  Done done_;
  bool streaming_ = false;
  std::function<void(Response)> on_head_;
  std::function<void(std::string_view)> on_piece_;
  Url url_;
  net::Stream stream_;
  Tcp::resolver resolver_;
  base::Timer timer_;
  std::vector<Tcp::endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  std::string stage_;  // what is missing if the time runs out now
  std::string bytes_;
  std::size_t written_ = 0;
  std::string buffer_;
  std::size_t filled_ = 0;
  std::optional<ResponseParser> parser_;
  std::unique_ptr<base::Inflater> inflater_;
  bool head_seen_ = false;
  bool reading_ = false;
  bool paused_ = false;
};

}  // namespace ricochet::http::detail
