#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/diag.h"
#include "http/exchange.h"
#include "requestbin/transfer/har_entries.h"

namespace ricochet::requestbin {

/// Reads the calls of an NDJSON export or of an HTTP Archive piece by piece, so that a big one
/// never holds the loop for long.
class ImportReader {
 public:
  /// `har`: an archive, else records by line. A byte order mark at the beginning is passed over.
  ImportReader(std::string text, bool har);

  /// Reads on, at most some `bytes`. False: there is no more, or diags() is full.
  bool read(std::size_t bytes);
  const base::DiagList& diags() const { return diags_; }
  std::vector<http::Exchange> take_calls() { return std::move(calls_); }

 private:
  bool read_lines(std::size_t bytes);
  bool read_entries(std::size_t bytes);
  void read_line(std::string_view line);
  void read_entry(const HarEntries::Entry& entry);
  void check_frame();

  const std::string text_;
  std::string_view rest_;
  std::size_t line_ = 0;
  std::size_t entries_ = 0;
  const bool is_har_;
  std::optional<HarEntries> har_;
  base::DiagList diags_;
  std::vector<http::Exchange> calls_;
};

}  // namespace ricochet::requestbin
