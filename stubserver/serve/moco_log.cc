#include "stubserver/serve/moco_log.h"

#include <ctime>
#include <initializer_list>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "stubserver/decide/why_not.h"

namespace ricochet::stubserver {

namespace {

constexpr std::string_view kLevel = " [main] INFO  ";

/// Types whose bodies Moco prints.
bool is_text(const std::string* content_type) {
  if (content_type == nullptr) return true;
  const std::string type = base::to_lower(base::trim(base::split(*content_type, ';').front()));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
         type.ends_with("javascript") || type == "application/x-www-form-urlencoded" ||
         type == "multipart/form-data";
}

void add(std::string& out, std::initializer_list<std::string_view> pieces) {
  for (const auto piece : pieces) base::append_printable(out, piece);
}

void add_rest(std::string& out, const std::vector<match::Field>& headers,
              const std::string* content_type, const std::string& body) {
  for (const auto& field : headers) add(out, {field.name, ": ", field.value, "\n"});
  if (body.empty()) return;
  const bool shown = is_text(content_type) && base::is_utf8(body);
  add(out, {"\n", shown ? std::string_view(body) : "<content is binary>", "\n"});
}

}  // namespace

MocoLog::MocoLog(std::ostream& out, std::function<base::WallTime()> now)
    : out_(out), now_(std::move(now)) {}

/// "20 Oct 2015 22:10:18", local time, as Moco's logger writes it.
const std::string& MocoLog::stamp() {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now_());
  if (seconds == stamped_ && !stamp_.empty()) return stamp_;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  stamp_.assign(text, std::strftime(text, sizeof text, "%d %b %Y %H:%M:%S", &local));
  stamped_ = seconds;
  return stamp_;
}

std::string& MocoLog::begin(std::string_view title) {
  entry_.assign(stamp());
  entry_ += kLevel;
  entry_ += title;
  return entry_;
}

void MocoLog::end() {
  entry_ += '\n';
  out_.write(entry_.data(), static_cast<std::streamsize>(entry_.size()));
  out_.flush();
  // One large body must not be kept for ever.
  if (entry_.capacity() > kKeptCapacity) std::string().swap(entry_);
}

void MocoLog::line(std::string_view message) {
  begin(message);
  end();
}

void MocoLog::on_request(const match::Request& request) {
  auto& out = begin("Request received:\n\n");
  add(out, {request.method, " ", request.target, " ", request.version, "\n"});
  add_rest(out, request.headers, request.header("Content-Type"), request.body);
  end();
}

void MocoLog::on_decision(const match::Request& request, const StubDecision& decision) {
  const http::Response& response = decision.response;
  if (decision.delivery != nullptr && !decision.delivery->fault().empty()) {
    const std::string fault(decision.delivery->fault());
    if (!decision.delivery->answers()) return line("No response: fault " + fault + "\n");
    line("Fault of the next response: " + fault + "\n");
  }
  auto& out = begin("Response return:\n\n");
  add(out, {response.version.empty() ? request.version : response.version, " ",
            std::to_string(response.status), "\n"});
  add_rest(out, response.headers, response.header("Content-Type"), response.body);
  end();
  if (decision.nearest.empty()) return;
  auto& nearest = begin("The nearest sessions:\n\n");
  for (const auto& miss : decision.nearest) add(nearest, {render(miss)});
  end();
}

void MocoLog::on_action(const http::ClientRequest& request) {
  auto& out = begin("Action Request:\n\n");
  add(out, {request.method, " ", request.url, " HTTP/1.1\n"});
  std::string type;
  for (const auto& field : request.headers) {
    if (base::iequals(field.name, "Content-Type")) type = field.value;
  }
  add_rest(out, request.headers, type.empty() ? nullptr : &type, request.body);
  end();
}

void MocoLog::on_action_answer(const base::Result<http::Response>& response) {
  if (!response) return line("Action failed: " + base::render_line(response.error()) + "\n");
  auto& out = begin("Action Response:\n\n");
  add(out, {"HTTP/1.1 ", std::to_string(response->status), "\n"});
  add_rest(out, response->headers, response->header("Content-Type"), response->body);
  end();
}

void MocoLog::on_websocket(const match::Request& handshake, std::string_view event,
                           const std::string& bytes) {
  auto& out = begin("WebSocket ");
  add(out, {event, ": ", handshake.target, " from ", handshake.peer_address, ":",
            std::to_string(handshake.peer_port), "\n"});
  add_rest(out, {}, nullptr, bytes);
  end();
}

void MocoLog::on_warning(const std::string& text) {
  auto& out = begin("Warning: ");
  add(out, {text, "\n"});
  end();
}

}  // namespace ricochet::stubserver
