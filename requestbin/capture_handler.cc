#include "requestbin/capture_handler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "http/server_options.h"
#include "journal/capture.h"
#include "requestbin/answers.h"

namespace ricochet::requestbin {

namespace {

std::string known_bins(const journal::CaptureLog& log, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& bin : log.bins()) {
    if (bin.kind == journal::BinKind::kBin && !bin.is_private) names.push_back(bin.name);
  }
  return "there is no bin " + base::in_quotes(base::shorten(name, 80)) + " (" +
         base::did_you_mean(name, names) + ")";
}

constexpr std::size_t kRefusedHeadBytes = 1 << 10;

/// The head of a request that was read whole, as it may have come.
std::string head_as_read(const match::Request& request) {
  auto head = request.method + " " + request.target + " " + request.version + "\r\n";
  for (const auto& field : request.headers) {
    if (head.size() >= kRefusedHeadBytes) break;
    head += field.name + ": " + field.value + "\r\n";
  }
  head.resize(std::min(head.size(), kRefusedHeadBytes));
  return head;
}

}  // namespace

CaptureHandler::CaptureHandler(base::Loop& loop, journal::CaptureLog& log)
    : CaptureHandler(loop, log, Options()) {}
CaptureHandler::CaptureHandler(base::Loop& loop, journal::CaptureLog& log, Options options)
    : loop_(loop), log_(log), options_(std::move(options)) {
  log_.add_observer(*this);
}
CaptureHandler::~CaptureHandler() { log_.remove_observer(*this); }

void CaptureHandler::answer_with(const std::string& bin, std::shared_ptr<http::Handler> answerer) {
  const auto old = answerers_.extract(bin);
  if (answerer != nullptr) answerers_.emplace(bin, std::move(answerer));
  // What it has begun may still be on the way: it goes when the loop comes round.
  if (!old.empty()) loop_.destroy_later(old.mapped());
}

std::string CaptureHandler::bin_of_path(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return std::string(path.substr(0, path.find_first_of("/.")));
}

std::string CaptureHandler::meant_bin(std::string_view path) {
  std::vector<std::string_view> kept;
  bool odd = false;
  const auto segments = base::split(path.starts_with('/') ? path.substr(1) : path, '/');
  for (const auto segment : segments) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    const bool names = !segment.empty() && segment != "." && segment != "..";
    if (names) kept.push_back(segment);
    odd = odd || !names;
  }
  return odd && !kept.empty() ? bin_of_path(kept.front()) : std::string();
}

const journal::BinInfo* CaptureHandler::bin_called(const std::string& name) const {
  const auto* bin = log_.info(name);
  return bin != nullptr && bin->kind == journal::BinKind::kBin ? bin : nullptr;
}

std::vector<std::string> CaptureHandler::probably_meant(const std::string& path) const {
  const auto named = bin_of_path(path);
  return bins_meant(log_, named.empty() ? meant_bin(path) : named, path);
}

/// As a refusal of ours, which nobody proves an absence over: in the one bin that it may have been
/// meant for, else in the listener's own, and then it counts for each of them.
void CaptureHandler::keep_refused(match::Request&& request, const http::Response& answer,
                                  const char* code, std::string reason,
                                  const std::vector<std::string>& may_be) {
  auto why = std::make_shared<http::Refused>();
  why->code = code;
  why->reason = std::move(reason);
  why->listener = "bin";
  why->head = head_as_read(request);
  why->target_read = true;
  http::Exchange exchange;
  exchange.request = std::move(request);
  auto& body = exchange.request.body;
  if (body.size() > http::kMaxRefusedBody) {
    body.resize(http::kMaxRefusedBody);
    body.shrink_to_fit();
    exchange.request.body_truncated = true;
  }
  exchange.received = loop_.now();
  exchange.received_wall = loop_.wall_now();
  exchange.status = answer.status;
  exchange.refused = std::move(why);
  keep_refused(std::move(exchange), may_be);
}

void CaptureHandler::keep_refused(http::Exchange&& exchange, std::vector<std::string> may_be) {
  // The bin of the listener is for all to see, and the path may name a private one.
  const auto secret = std::find_if(may_be.begin(), may_be.end(), [this](const auto& name) {
    return log_.info(name)->is_private;
  });
  if (exchange.refused->target_read && secret != may_be.end()) may_be = {std::string(*secret)};
  if (may_be.size() != 1) {
    log_.append_refused(std::move(exchange), may_be);
    return;
  }
  exchange.bin = may_be.front();
  log_.append(std::move(exchange), journal::BinKind::kBin, {});
}

bool CaptureHandler::misaddressed(match::Request& request, const http::Response& answer) {
  const auto* bin = bin_called(meant_bin(request.path));
  if (bin == nullptr) return false;
  keep_refused(std::move(request), answer, "odd_path",
               "the path has empty or dot segments and names no bin; without them it is one of "
               "this bin",
               {bin->name});
  return true;
}

/// What is not a call to a bin at all, or to one that went, is counted only.
void CaptureHandler::take_stray(match::Request&& request, const http::Response& answer) {
  ++to_no_bin_;
  const auto name = bin_of_path(request.path);
  if (journal::CaptureLog::is_reserved(name) || is_asked_of_everybody(request, name) ||
      gone_.contains(name) || log_.names(journal::BinKind::kBin).empty())
    return;
  auto may_be = probably_meant(request.path);
  keep_refused(std::move(request), answer, "no_bin",
               name.empty()
                   ? std::string("the path names no bin")
                   : "there is no bin " + base::in_quotes(base::shorten(name, 80)) + " here",
               std::move(may_be));
}

void CaptureHandler::refused(http::Exchange exchange) {
  const auto& path = exchange.request.path;
  if (!exchange.refused->target_read)
    return keep_refused(std::move(exchange), log_.names(journal::BinKind::kBin));
  const auto* bin = bin_called(bin_of_path(path));
  if (bin == nullptr) bin = bin_called(meant_bin(path));
  auto may_be = bin != nullptr ? std::vector{bin->name} : probably_meant(path);
  keep_refused(std::move(exchange), std::move(may_be));
}

void CaptureHandler::handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
  const auto name = bin_of_path(request.path);
  const auto* bin = bin_called(name);
  auto answer = not_found();
  if (bin == nullptr && misaddressed(request, answer)) return responder->send(std::move(answer));
  if (bin == nullptr && options_.make_bin && options_.make_bin(name)) bin = bin_called(name);
  if (bin != nullptr) {
    const auto answerer = answerers_.find(name);
    if (answerer != answerers_.end()) {
      const auto kept = answerer->second;
      return kept->handle(std::move(request), std::move(responder));
    }
    answer = captured_answer();
    journal::capture(loop_, log_, name, std::move(request), answer);
    return responder->send(std::move(answer));
  }
  if (options_.stray_bin.empty()) {
    take_stray(std::move(request), answer);
  } else {
    const auto why_not = known_bins(log_, name);
    journal::capture(loop_, log_, options_.stray_bin, std::move(request), answer, why_not);
  }
  responder->send(std::move(answer));
}

}  // namespace ricochet::requestbin
