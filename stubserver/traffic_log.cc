#include "stubserver/traffic_log.h"

#include <ctime>

#include "base/text.h"
#include "stubserver/decide.h"

namespace ricochet::stubserver {

namespace {

/// "20 Oct 2015 22:10:18", local time, as Moco's logger writes it.
std::string stamp(base::WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  return std::string(text, std::strftime(text, sizeof text, "%d %b %Y %H:%M:%S", &local));
}

/// Types whose bodies Moco prints.
bool is_text(const std::string* content_type) {
  if (content_type == nullptr) return true;
  const std::string type = base::to_lower(base::trim(base::split(*content_type, ';').front()));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
         type.ends_with("javascript") || type == "application/x-www-form-urlencoded" ||
         type == "multipart/form-data";
}

void dump_rest(std::string& out, const std::vector<match::Field>& headers,
               const std::string* content_type, const std::string& body) {
  for (const auto& field : headers)
    out += base::printable(field.name) + ": " + base::printable(field.value) + "\n";
  if (body.empty()) return;
  const bool shown = is_text(content_type) && base::is_utf8(body);
  out += "\n" + (shown ? base::printable(body) : std::string("<content is binary>")) + "\n";
}

}  // namespace

MocoLog::MocoLog(std::ostream& out, std::function<base::WallTime()> now)
    : out_(out), now_(std::move(now)) {}

void MocoLog::line(const std::string& message) {
  out_ << stamp(now_()) + " [main] INFO  " + message + "\n" << std::flush;
}

void MocoLog::on_request(const match::Request& request) {
  std::string dump = base::printable(request.method) + " " + base::printable(request.target) + " " +
                     base::printable(request.version) + "\n";
  dump_rest(dump, request.headers, request.header("Content-Type"), request.body);
  line("Request received:\n\n" + dump);
}

void MocoLog::on_decision(const match::Request& request, const Decision& decision) {
  const http::Response& response = decision.response;
  if (decision.delivery != nullptr && !decision.delivery->fault().empty()) {
    const std::string fault(decision.delivery->fault());
    if (!decision.delivery->answers()) return line("No response: fault " + fault + "\n");
    line("Fault of the next response: " + fault + "\n");
  }
  std::string dump =
      (response.version.empty() ? base::printable(request.version) : response.version) + " " +
      std::to_string(response.status) + "\n";
  dump_rest(dump, response.headers, response.header("Content-Type"), response.body);
  line("Response return:\n\n" + dump);
  if (decision.near_misses.empty()) return;
  std::string nearest;
  for (const auto& miss : decision.near_misses) nearest += render(miss);
  line("The nearest sessions:\n\n" + base::printable(nearest));
}

void MocoLog::on_action(const http::ClientRequest& request) {
  std::string dump =
      base::printable(request.method) + " " + base::printable(request.url) + " HTTP/1.1\n";
  std::string type;
  for (const auto& field : request.headers) {
    if (base::iequals(field.name, "Content-Type")) type = field.value;
  }
  dump_rest(dump, request.headers, type.empty() ? nullptr : &type, request.body);
  line("Action Request:\n\n" + dump);
}

void MocoLog::on_action_answer(const base::Result<http::Response>& response) {
  if (!response) return line("Action failed: " + base::render_line(response.error()) + "\n");
  std::string dump = "HTTP/1.1 " + std::to_string(response->status) + "\n";
  dump_rest(dump, response->headers, response->header("Content-Type"), response->body);
  line("Action Response:\n\n" + dump);
}

void MocoLog::on_websocket(const match::Request& handshake, std::string_view event,
                           const std::string& bytes) {
  std::string text = "WebSocket " + base::printable(event) + ": " +
                     base::printable(handshake.target) + " from " + handshake.peer_address + ":" +
                     std::to_string(handshake.peer_port) + "\n";
  dump_rest(text, {}, nullptr, bytes);
  line(text);
}

}  // namespace ricochet::stubserver
