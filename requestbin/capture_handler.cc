#include "requestbin/capture_handler.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"
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

void CaptureHandler::refused(http::Exchange exchange) {
  std::vector<std::string> may_be;
  if (exchange.refused->target_read) {
    const auto* bin = log_.info(bin_of_path(exchange.request.path));
    if (bin == nullptr || bin->kind != journal::BinKind::kBin) {
      log_.append_refused(std::move(exchange), {});
      return;
    }
    may_be = {bin->name};
  } else {
    may_be = log_.names(journal::BinKind::kBin);
  }
  if (may_be.size() != 1) {
    log_.append_refused(std::move(exchange), may_be);
    return;
  }
  exchange.bin = may_be.front();
  log_.append(std::move(exchange), journal::BinKind::kBin, {});
}

void CaptureHandler::handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
  const auto name = bin_of_path(request.path);
  const auto* bin = log_.info(name);
  if (bin == nullptr && options_.make_bin && options_.make_bin(name)) bin = log_.info(name);
  if (bin != nullptr && bin->kind == journal::BinKind::kBin) {
    const auto answerer = answerers_.find(name);
    if (answerer != answerers_.end()) {
      const auto kept = answerer->second;
      return kept->handle(std::move(request), std::move(responder));
    }
    auto answer = captured_answer();
    journal::capture(loop_, log_, name, std::move(request), answer);
    return responder->send(std::move(answer));
  }
  auto answer = not_found();
  if (!options_.stray_bin.empty()) {
    const auto why_not = known_bins(log_, name);
    journal::capture(loop_, log_, options_.stray_bin, std::move(request), answer, why_not);
  }
  responder->send(std::move(answer));
}

}  // namespace ricochet::requestbin
