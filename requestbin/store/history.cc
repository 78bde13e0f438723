#include "requestbin/store/history.h"

#include <algorithm>

#include "base/text/printable.h"
#include "journal/record_ids.h"
#include "requestbin/store/record_codec.h"

namespace ricochet::requestbin::store {

namespace {

base::Diag damaged(const Database& database, const std::string& what) {
  return {
      "store/damaged",
      "the store " + base::in_quotes(database.path()) + " is damaged: " + what + " is unreadable",
      "save what is left by: sqlite3 " + database.path() + " .recover, and name a new file"};
}

std::uint64_t number(std::int64_t value) { return static_cast<std::uint64_t>(value); }

class Reader {
 public:
  Reader(Database& database, const base::Loop& loop, std::size_t max_bytes)
      : database_(database), now_(loop.now()), wall_now_(loop.wall_now()), bytes_left_(max_bytes) {}

  base::Result<Stored> read() {
    if (auto status = read_meta(); !status) return status.error();
    if (auto status = read_bins(); !status) return status.error();
    for (auto& bin : stored_.log.bins) {
      if (auto status = read_records(bin); !status) return status.error();
    }
    return std::move(stored_);
  }

 private:
  base::TimePoint monotonic(base::WallTime wall) const {
    return now_ - std::max<base::Duration>(wall_now_ - wall, base::Duration(0));
  }

  base::Status read_meta() {
    const auto meta = [this](const std::string& name) {
      return database_.value("SELECT value FROM meta WHERE name = '" + name + "'");
    };
    const auto key = meta("id_key");
    if (!key) return key.error();
    stored_.log.id_key = *key ? number(**key) : journal::RecordIds::fresh_key();
    const auto gseq = meta("gseq");
    if (!gseq) return gseq.error();
    stored_.log.gseq = number(gseq->value_or(0));
    const auto open = meta("open");
    if (!open) return open.error();
    stored_.closed = open->value_or(0) == 0;
    const auto count = database_.value("SELECT count(*) FROM records");
    if (!count) return count.error();
    stored_.records = number(count->value_or(0));
    return {};
  }

  base::Status read_bins() {
    Statement rows(
        database_,
        "SELECT name, info, cleared_through, max(last, coalesce((SELECT max(seq) "
        "FROM records WHERE records.bin_id = bins.bin_id), 0)) FROM bins ORDER BY bin_id");
    for (;;) {
      const auto row = rows.step();
      if (!row) return row.error();
      if (!*row) return {};
      journal::BinHistory bin;
      bin.info.name = std::string(rows.bytes(0));
      if (!decode_bin(rows.bytes(1), bin.info))
        return damaged(database_, "bin " + base::in_quotes(bin.info.name));
      bin.info.created = monotonic(bin.info.created_wall);
      if (bin.info.ttl) bin.info.expires = bin.info.created + *bin.info.ttl;
      bin.info.cleared_through = number(rows.integer(2));
      bin.info.last = number(rows.integer(3));
      stored_.log.bins.push_back(std::move(bin));
    }
  }

  base::Status read_records(journal::BinHistory& bin) {
    Statement rows(database_,
                   "SELECT gseq, seq, received_us, head, body, answer_body FROM records "
                   "WHERE bin_id = (SELECT bin_id FROM bins WHERE name = ?1) ORDER BY seq DESC");
    rows.bind_text(1, bin.info.name);
    std::size_t bytes_left = bin.info.limits.bytes;
    journal::Seq expected = bin.info.last;
    bool full = false;
    while (expected > bin.info.cleared_through) {
      const auto row = rows.step();
      if (!row) return row.error();
      if (!*row) break;
      auto record = std::make_shared<journal::Record>();
      if (!to_record(rows, *record))
        return damaged(database_, "the record " + std::to_string(rows.integer(1)) + " of bin " +
                                      base::in_quotes(bin.info.name));
      const auto cost = record->cost();
      if (bin.records.size() >= bin.info.limits.records ||
          cost > std::min(bytes_left, bytes_left_)) {
        bin.info.evicted_gseq = record->gseq;
        full = true;
        break;
      }
      if (auto status = note_missing(bin, record->seq + 1, expected); !status) return status;
      bytes_left -= cost;
      bytes_left_ -= cost;
      expected = record->seq - 1;
      bin.records.push_back(std::move(record));
    }
    if (full) {
      bin.info.evicted_through = std::max(bin.info.evicted_through, expected);
    } else if (auto status = note_missing(bin, bin.info.cleared_through + 1, expected); !status) {
      return status;
    }
    for (const auto& hole : bin.holes) bin.info.deleted += hole.last - hole.first + 1;
    bin.info.evicted = bin.info.last - std::min(bin.info.last, bin.info.cleared_through) -
                       bin.info.deleted - bin.records.size();
    std::reverse(bin.holes.begin(), bin.holes.end());
    if (bin.info.ttl && bin.info.ttl_sliding && !bin.records.empty())
      bin.info.expires = bin.records.front()->received + *bin.info.ttl;  // the newest
    std::reverse(bin.records.begin(), bin.records.end());
    stored_.restored += bin.records.size();
    return {};
  }

  /// These numbers are not among the records: deleted on request, or else lost.
  base::Status note_missing(journal::BinHistory& bin, journal::Seq first, journal::Seq last) {
    if (first > last) return {};
    Statement rows(
        database_,
        "SELECT coalesce(sum(min(last, ?3) - max(first, ?2) + 1), 0) FROM deletions WHERE "
        "bin_id = (SELECT bin_id FROM bins WHERE name = ?1) AND last >= ?2 AND first <= ?3");
    rows.bind_text(1, bin.info.name)
        .bind(2, static_cast<std::int64_t>(first))
        .bind(3, static_cast<std::int64_t>(last));
    const auto row = rows.step();
    if (!row) return row.error();
    if (number(rows.integer(0)) == last - first + 1) {
      bin.holes.push_back({first, last});
    } else {
      bin.info.evicted_through = std::max(bin.info.evicted_through, last);
    }
    return {};
  }

  bool to_record(const Statement& row, journal::Record& record) const {
    record.gseq = number(row.integer(0));
    record.seq = number(row.integer(1));
    record.received_wall = from_us(row.integer(2));
    record.received = monotonic(record.received_wall);
    if (!decode_head(row.bytes(3), record)) return false;
    if (auto* call = std::get_if<match::Request>(&record.content))
      call->received = record.received_wall;
    set_body(record, std::string(row.bytes(4)));
    record.answer.body = std::string(row.bytes(5));
    return true;
  }

  Database& database_;
  const base::TimePoint now_;
  const base::WallTime wall_now_;
  std::size_t bytes_left_;
  Stored stored_;
};

}  // namespace

base::Result<Stored> read_history(Database& database, const base::Loop& loop,
                                  std::size_t max_bytes) {
  return Reader(database, loop, max_bytes).read();
}

}  // namespace ricochet::requestbin::store
