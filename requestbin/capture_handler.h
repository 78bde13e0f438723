#pragma once
#include <string>

#include "base/loop.h"
#include "http/handler.h"
#include "requestbin/capture_log.h"

namespace ricochet::requestbin {

/// Takes every request below /<bin>/ into that bin and answers 200 `ok\n`, as RequestBin does;
/// nothing else is served, so that a service under test cannot reach the control side. The bin is
/// the path up to the second "/" or the first ".". The log must outlive it.
class CaptureHandler final : public http::Handler {
 public:
  struct Options {
    /// Calls to a bin that does not exist are answered 404 `Not found\n`. When this names a bin
    /// they are also recorded there, as unmatched, so that a strict run sees them. Empty: they are
    /// not recorded.
    std::string stray_bin;
  };
  CaptureHandler(base::Loop& loop, CaptureLog& log);
  CaptureHandler(base::Loop& loop, CaptureLog& log, Options options);

  void handle(match::Request request, std::shared_ptr<http::Responder> responder) override;

  /// The bin that a decoded path belongs to: "/abc.json/x" is "abc".
  static std::string bin_of_path(std::string_view path);

 private:
  base::Loop& loop_;
  CaptureLog& log_;
  Options options_;
};

}  // namespace ricochet::requestbin
