#include "requestbin/capture_handler.h"

#include "base/text.h"
#include "requestbin/answers.h"
#include "requestbin/capture.h"

namespace ricochet::requestbin {

namespace {

std::string known_bins(const CaptureLog& log, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& bin : log.bins()) {
    if (bin.kind == BinKind::kBin) names.push_back(bin.name);
  }
  return "there is no bin " + base::in_quotes(base::shorten(name, 80)) + " (" +
         base::did_you_mean(name, names) + ")";
}

}  // namespace

CaptureHandler::CaptureHandler(base::Loop& loop, CaptureLog& log)
    : CaptureHandler(loop, log, Options()) {}
CaptureHandler::CaptureHandler(base::Loop& loop, CaptureLog& log, Options options)
    : loop_(loop), log_(log), options_(std::move(options)) {}

std::string CaptureHandler::bin_of_path(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return std::string(path.substr(0, path.find_first_of("/.")));
}

void CaptureHandler::handle(match::Request request, std::shared_ptr<http::Responder> responder) {
  const auto name = bin_of_path(request.path);
  const auto bin = log_.bin(name);
  if (bin && bin->kind == BinKind::kBin) {
    const auto answer = captured_answer();
    capture(loop_, log_, name, std::move(request), answer);
    return responder->send(answer);
  }
  const auto answer = not_found();
  if (!options_.stray_bin.empty()) {
    const auto why_not = known_bins(log_, name);
    capture(loop_, log_, options_.stray_bin, std::move(request), answer, why_not);
  }
  responder->send(answer);
}

}  // namespace ricochet::requestbin
