#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/handler.h"
#include "journal/capture_log.h"
#include "match/message.h"
#include "requestbin/bin_server_options.h"
#include "requestbin/record_answers.h"

namespace ricochet::requestbin {

/// What the sender of a create request wants.
struct NewBin {
  bool is_private = false;
  std::string name;  ///< `custom_name`; empty: draw one
};

/// Reads a create request: a form (urlencoded or multipart) as RequestBin's, or a JSON object.
NewBin read_new_bin(const match::Request& request);
/// Limits and ttl that a new bin gets when nothing else is said.
journal::BinOptions bin_defaults(const BinServerOptions& options);
/// Errors: bin/bad-name, bin/reserved-name, bin/exists, bin/too-many.
base::Result<journal::BinInfo> make_bin(journal::CaptureLog& log, const BinServerOptions& options,
                                        const NewBin& wanted);
/// The same with other settings than the defaults.
base::Result<journal::BinInfo> make_bin(journal::CaptureLog& log, const BinServerOptions& options,
                                        const NewBin& wanted, journal::BinOptions bin);
/// `session=<key>; HttpOnly; ...`: shows the holder the page of a private bin, and only of that
/// one.
std::string session_cookie(const journal::BinInfo& bin);
bool may_see_page(const journal::BinInfo& bin, const match::Request& request);
/// The bin of that name, or of the name up to the first ".", as RequestBin looks it up.
std::optional<journal::BinInfo> look_up(const journal::CaptureLog& log, std::string_view segment);
/// All methods that RequestBin allows on a bin, as its framework prints them.
inline constexpr const char* kBinMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE";

/// RequestBin's own API under /api/v1 as its server (version 1, written in Python) has it: same
/// routes, shapes, texts. The log must outlive it.
class V1Api final : private journal::LogObserver {
 public:
  V1Api(journal::CaptureLog& log, const BinServerOptions& options, RecordAnswers& answers);
  ~V1Api() override;
  V1Api(const V1Api&) = delete;
  V1Api& operator=(const V1Api&) = delete;
  void handle(const match::Request& request, const std::shared_ptr<http::Responder>& responder);

 private:
  struct Found {
    int status = 200;
    std::string json;
  };
  /// What is asked for, to be made of `records`.
  std::function<Found()> read_bins(const std::vector<std::string_view>& parts,
                                   std::vector<journal::RecordPtr>& records) const;
  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}
  std::string stats() const;
  http::Response create(const match::Request& request);
  /// JSON, or JSONP when the query asks for it.
  static http::Response wrap(const std::string& callback, const Found& found);

  journal::CaptureLog& log_;
  const BinServerOptions& options_;
  RecordAnswers& answers_;
  std::uint64_t hidden_ = 0;  // records that ever came to private bins, or to none
};

}  // namespace ricochet::requestbin
