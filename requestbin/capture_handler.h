#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "journal/capture_log.h"
#include "requestbin/no_bin.h"

namespace ricochet::requestbin {

/// Takes every request below /<bin>/ into that bin and answers 200 `ok\n`, as RequestBin does, or
/// as the bin's own rules say; nothing else is served, so that a service under test cannot reach
/// the control side. The bin is the path up to the second "/" or the first ".". The log must
/// outlive it.
class CaptureHandler final : public http::Handler, private journal::LogObserver {
 public:
  struct Options {
    /// Calls to a bin that does not exist are answered 404 `Not found\n`. When this names a bin
    /// they are also recorded there, as unmatched, so that a strict run sees them. Empty: they are
    /// counted (to_no_bin), and refused calls of the bins that they seem to be meant for
    /// (bins_meant), or else of the listener alone.
    std::string stray_bin;
    /// Asked for a bin that does not exist; false: it is not made. Unset: none are made.
    std::function<bool(const std::string& name)> make_bin;
  };
  CaptureHandler(base::Loop& loop, journal::CaptureLog& log);
  CaptureHandler(base::Loop& loop, journal::CaptureLog& log, Options options);
  ~CaptureHandler() override;
  CaptureHandler(const CaptureHandler&) = delete;
  CaptureHandler& operator=(const CaptureHandler&) = delete;

  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override;

  /// Records what the listener refused, in the bin that the target names or means (meant_bin,
  /// bins_meant). When the target was not read that far: in the only bin that there is, or in the
  /// listener's own, and then it counts for every bin (journal::CaptureLog::append_refused).
  void refused(http::Exchange exchange);

  /// From now on `answerer` answers the calls of the bin, and records each before its answer
  /// leaves; nullptr: `ok` again. It ends with the bin. Must not be called from inside an answerer.
  void answer_with(const std::string& bin, std::shared_ptr<http::Handler> answerer);

  /// Calls so far whose path names no bin. Recorded is what is_asked_of_everybody() and GoneBins
  /// leave of them, as long as there is a bin.
  std::uint64_t to_no_bin() const { return to_no_bin_; }

  /// The bin that a decoded path belongs to: "/abc.json/x" is "abc".
  static std::string bin_of_path(std::string_view path);

  /// The bin that a decoded path would come to without its empty and dot segments: a base URL with
  /// a slash too many ("//abc/x") or a client that resolves nothing ("/x/../abc") means "abc".
  /// Empty: the path has none of them, or comes to nothing. A call that names no bin but means one
  /// is answered 404 and is a refused call of that bin, so that nobody proves an absence over it.
  static std::string meant_bin(std::string_view path);

 private:
  const journal::BinInfo* bin_called(const std::string& name) const;
  std::vector<std::string> probably_meant(const std::string& path) const;
  /// Records it when it means a bin that is there; false: it does not.
  bool misaddressed(match::Request& request, const http::Response& answer);
  void take_stray(match::Request&& request, const http::Response& answer);
  void keep_refused(match::Request&& request, const http::Response& answer, const char* code,
                    std::string reason, const std::vector<std::string>& may_be);
  void keep_refused(http::Exchange&& exchange, std::vector<std::string> may_be);

  void on_append(const journal::RecordPtr&) override {}
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}
  void on_bin_removed(const std::string& bin) override {
    gone_.add(bin);
    answer_with(bin, nullptr);
  }

  base::Loop& loop_;
  journal::CaptureLog& log_;
  Options options_;
  std::uint64_t to_no_bin_ = 0;
  GoneBins gone_;
  std::map<std::string, std::shared_ptr<http::Handler>> answerers_;
};

}  // namespace ricochet::requestbin
