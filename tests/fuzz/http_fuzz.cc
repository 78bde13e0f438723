// The way of a request from bytes to match::Request: HeadScanner, check_head(), RequestParser, as
// Session goes it. However the bytes arrive, the outcome must be the same.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/detail/parser.h"
#include "http/guard.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

constexpr std::size_t kLine = 200, kHeaders = 600, kCount = 20, kBody = 300;

/// What came of the input: requests, and perhaps the status of a refusal behind them.
struct Outcome {
  std::vector<std::string> requests;
  int refused = 0;
  bool waiting = false;  // in the middle of a request
};

std::string describe(const match::Request& request) {
  std::string text = request.method + ' ' + request.target + ' ' + request.version + '\n' +
                     request.path + '\n' + request.query + '\n';
  for (const auto& field : request.headers) text += field.name + '=' + field.value + '\n';
  for (const auto& field : request.queries) text += field.name + '&' + field.value + '\n';
  return text + request.body;
}

class Reader {
 public:
  /// False: refused, nothing more may come.
  bool put(std::string_view bytes) {
    input_.append(bytes);
    while (step()) {
    }
    return outcome_.refused == 0;
  }
  Outcome outcome() const {
    Outcome now = outcome_;
    now.waiting = in_body_ || !input_.empty();
    return now;
  }

 private:
  bool refuse(const http::Problem& problem) {
    require(problem.status >= 400 && problem.status < 600 && !problem.reason.empty());
    outcome_.refused = problem.status;
    return false;
  }

  bool step() { return outcome_.refused == 0 && !input_.empty() && (in_body_ ? body() : head()); }

  bool head() {
    if (!scanner_.scan(input_)) return scanner_.problem() ? refuse(*scanner_.problem()) : false;
    const auto head =
        std::string_view(input_).substr(scanner_.begin(), scanner_.end() - scanner_.begin());
    require(head.ends_with("\r\n\r\n"));
    if (const auto problem = http::check_head(head)) return refuse(*problem);
    parser_.reset();
    const auto done = parser_.put(head);
    if (done.problem) return refuse(*done.problem);
    require(done.head_done && done.consumed == head.size());
    input_.erase(0, scanner_.end());
    scanner_.reset();
    in_body_ = !done.done;
    if (done.done) finish();
    return true;
  }

  bool body() {
    const auto done = parser_.put(input_);
    require(done.consumed <= input_.size());
    input_.erase(0, done.consumed);
    if (done.problem) return refuse(*done.problem);
    if (!done.done) return false;
    finish();
    return true;
  }

  void finish() {
    in_body_ = false;
    const match::Request request = parser_.take();
    require(!request.method.empty() && !request.target.empty());
    require(request.body.size() <= kBody && request.headers.size() <= kCount);
    outcome_.requests.push_back(describe(request));
  }

  std::string input_;
  http::HeadScanner scanner_{kLine, kHeaders, kCount};
  http::detail::RequestParser parser_{kBody};
  bool in_body_ = false;
  Outcome outcome_;
};

Outcome read_in_steps(std::string_view bytes, std::size_t step) {
  Reader reader;
  while (!bytes.empty() && reader.put(bytes.substr(0, step)))
    bytes.remove_prefix(std::min(step, bytes.size()));
  return reader.outcome();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = read_in_steps(bytes, std::max<std::size_t>(size, 1));
  const Outcome pieces = read_in_steps(bytes, 1 + size % 7);
  require(whole.requests == pieces.requests);
  // Which of two faults is seen first may depend on the pieces, and a fault of a chunk's extension
  // may be seen as soon as it is there or with the next bytes; but nothing may pass that is refused
  // there.
  require(whole.refused != 0 || pieces.refused == 0 || whole.waiting);
  require(pieces.refused != 0 || whole.refused == 0 || pieces.waiting);
  return 0;
}
