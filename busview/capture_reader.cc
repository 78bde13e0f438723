#include "busview/capture_reader.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "journal/record_reader.h"

namespace ricochet::busview {

using journal::BinKind;

namespace {
constexpr std::size_t kMaxRemembered = 100'000;
}

CaptureReader::CaptureReader(base::Loop& loop, journal::CaptureLog& log, bus::Bus& bus, Talk talk)
    : loop_(loop), log_(log), bus_(bus), talk_(std::move(talk)) {
  bus_.on_record([this](const bus::Record& record) { take(record); });
  bus_.on_fault([this](const base::Diag& why) { talk_("warning: " + base::render_line(why)); });
}

CaptureReader::~CaptureReader() {
  bus_.on_record({});
  bus_.on_fault({});
}

void CaptureReader::take(const bus::Record& record) {
  const auto document = base::JsonDocument::parse("record", record.value.value_or(""));
  if (!document) return refuse(record, base::render_line(document.error()));
  base::DiagList diags(1);
  const base::JsonReader object(*document, diags, "captures");
  auto read = journal::read_record(object);
  const auto bin = object.require("bin"), instance = object.require("instance"),
             kind = object.require("bin_kind"), id = object.require("id"),
             gseq = object.require("gseq");
  if (!read || !bin || !instance || !kind || !id || !gseq)
    return refuse(record, base::render_line(diags.all().front()));
  const auto from = instance->nonempty_string(), name = id->nonempty_string(),
             made_as = kind->word({"stub", "bin", "topic", "listener"});
  const auto number = gseq->integer(1, INT64_MAX);
  read->bin = bin->string().value_or("");
  const auto bin_kind = made_as == "stub" ? BinKind::kStub : BinKind::kBin;
  if (diags.has_errors()) return refuse(record, base::render_line(diags.all().front()));
  const bool listener = made_as == "listener" && read->refused != nullptr;
  if (const auto fine =
          listener ? base::Status() : journal::CaptureLog::check_name(read->bin, bin_kind);
      !fine)
    return refuse(record, base::render_line(fine.error()));
  if (!log_.has_bin(read->bin) && log_.bin_count() >= kMaxBins)
    return refuse(record, "there are " + std::to_string(kMaxBins) + " bins already");
  if (last_.size() >= kMaxRemembered) last_.clear();  // instances of long ago
  auto& last = last_[{*from, read->bin}];
  if (static_cast<std::uint64_t>(*number) <= last) {
    ++repeated_;
    return;
  }
  last = static_cast<std::uint64_t>(*number);
  // The sender's wall clock places it on our time, but never in the future.
  const auto age =
      std::max<base::Duration>(loop_.wall_now() - read->received_wall, base::Duration(0));
  read->received = loop_.now() - age;
  if (listener) {
    log_.append_refused(*std::move(read), log_.names(BinKind::kBin), *from + "/" + *name);
  } else {
    log_.append(*std::move(read), bin_kind, *from + "/" + *name);
  }
  ++taken_;
}

void CaptureReader::refuse(const bus::Record& record, const std::string& why) {
  if (refused_++ > 0) return;
  talk_("warning: topic " + record.topic + " partition " + std::to_string(record.partition) +
        " offset " + std::to_string(record.offset) +
        " holds no capture: " + base::shorten(why, 300) + "; such records are left out");
}

}  // namespace ricochet::busview
