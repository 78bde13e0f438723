#include "requestbin/store/writer.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"
#include "requestbin/store/record_codec.h"

namespace ricochet::requestbin::store {

namespace {

bool is_final(Failure failure) {
  return failure != Failure::kBusy && failure != Failure::kFull && failure != Failure::kIo;
}

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::size_t cost_of(const Change& change) {
  const auto* record = std::get_if<journal::RecordPtr>(&change);
  return record == nullptr ? 0 : (*record)->cost();
}

}  // namespace

/// Prepared once; each is one kind of change.
struct Writer::Statements {
  explicit Statements(Database& database)
      : insert_record(
            database,
            "INSERT INTO records(gseq, bin_id, seq, id, received_us, head, body, answer_body) "
            "SELECT ?1, bin_id, ?3, ?4, ?5, ?6, ?7, ?8 FROM bins WHERE name = ?2"),
        set_bin(database,
                "INSERT INTO bins(name, info) VALUES(?1, ?2) "
                "ON CONFLICT(name) DO UPDATE SET info = excluded.info"),
        drop_records(database,
                     "DELETE FROM records WHERE bin_id = (SELECT bin_id FROM bins WHERE name = ?1) "
                     "AND seq BETWEEN ?2 AND ?3"),
        drop_bin(database, "DELETE FROM bins WHERE name = ?1"),
        note_cleared(database,
                     "UPDATE bins SET cleared_through = ?2, last = max(last, ?2) WHERE name = ?1"),
        note_last(database, "UPDATE bins SET last = max(last, ?2) WHERE name = ?1"),
        note_deleted(database,
                     "INSERT OR REPLACE INTO deletions(bin_id, first, last) "
                     "SELECT bin_id, ?2, ?3 FROM bins WHERE name = ?1"),
        forget_deleted(database,
                       "DELETE FROM deletions WHERE bin_id = (SELECT bin_id FROM bins WHERE name = "
                       "?1) AND last <= ?2"),
        note_gseq(database, "UPDATE meta SET value = max(value, ?1) WHERE name = 'gseq'") {}

  base::Status operator()(const journal::RecordPtr& record) {
    const auto head = encode_head(*record);
    insert_record.bind(1, number(record->gseq))
        .bind_text(2, record->bin)
        .bind(3, number(record->seq))
        .bind_text(4, record->id)
        .bind(5, to_us(record->received_wall))
        .bind_text(6, head)
        .bind_blob(7, record->message().body)
        .bind_blob(8, record->answer.body);
    return insert_record.run();
  }
  base::Status operator()(const BinSet& set) {
    const auto info = encode_bin(set.info);
    return set_bin.bind_text(1, set.info.name).bind_text(2, info).run();
  }
  base::Status operator()(const BinGone& gone) {
    if (auto status = drop(gone.bin, 0, INT64_MAX); !status) return status;
    if (auto status = forget_deleted.bind_text(1, gone.bin).bind(2, INT64_MAX).run(); !status)
      return status;
    return drop_bin.bind_text(1, gone.bin).run();
  }
  base::Status operator()(const Cleared& cleared) {
    const auto through = number(cleared.through);
    if (auto status = drop(cleared.bin, 0, through); !status) return status;
    if (auto status = forget_deleted.bind_text(1, cleared.bin).bind(2, through).run(); !status)
      return status;
    return note_cleared.bind_text(1, cleared.bin).bind(2, through).run();
  }
  base::Status operator()(const Deleted& deleted) {
    const auto& seqs = deleted.seqs;
    for (std::size_t first = 0, next = 0; first < seqs.size(); first = next) {
      for (next = first + 1; next < seqs.size() && seqs[next] == seqs[next - 1] + 1;) ++next;
      const auto from = number(seqs[first]), to = number(seqs[next - 1]);
      if (auto status = drop(deleted.bin, from, to); !status) return status;
      if (auto status = note_deleted.bind_text(1, deleted.bin).bind(2, from).bind(3, to).run();
          !status)
        return status;
    }
    if (seqs.empty()) return {};
    return note_last.bind_text(1, deleted.bin).bind(2, number(deleted.seqs.back())).run();
  }
  base::Status drop(const std::string& bin, std::int64_t first, std::int64_t last) {
    return drop_records.bind_text(1, bin).bind(2, first).bind(3, last).run();
  }

  Statement insert_record, set_bin, drop_records, drop_bin, note_cleared, note_last, note_deleted,
      forget_deleted, note_gseq;
};

Writer::Writer(std::unique_ptr<Database> database, Options options, Events events)
    : options_(options),
      events_(std::move(events)),
      database_(std::move(database)),
      statements_(std::make_unique<Statements>(*database_)),
      place_(database_->path()),
      thread_([this] {
        database_->copy_log_if([this] { return place_.log_is_whole(); });
        run();
      }) {}

Writer::~Writer() { (void)close(base::Duration(0)); }

Writer::Push Writer::push(Change change) {
  const auto cost = cost_of(change);
  const bool is_record = std::holds_alternative<journal::RecordPtr>(change);
  {
    const std::lock_guard lock(mutex_);
    const bool over = given_up_ || stopping_;
    if (over || (is_record && counters_.queued_bytes + cost > options_.max_queued_bytes)) {
      if (is_record) ++counters_.lost;
      return over ? Push::kOver : Push::kNoRoom;
    }
    // A file that misses a clear or a bin would say what is not so.
    if (counters_.queued >= options_.max_queued_changes) {
      given_up_ = true;
    } else {
      queue_.push_back(std::move(change));
      ++counters_.queued;
      counters_.queued_bytes += cost;
    }
  }
  wake_.notify_one();
  return Push::kTaken;
}

Writer::Counters Writer::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

base::Status Writer::close(base::Duration limit) {
  {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) return outcome_;
    stopping_ = true;
    give_up_at_ = base::Clock::now() + limit;
  }
  wake_.notify_one();
  thread_.join();
  return outcome_;
}

void Writer::run() {
  while (next_batch() && keep_trying()) batch_written();
  end();
}

void Writer::look() {
  {
    const std::lock_guard lock(mutex_);
    look_ = true;
  }
  wake_.notify_one();
}

/// Waits until there is something to write, and then for more of it; or for a reason to look at the
/// file, which is a batch of nothing. False: there will be nothing.
bool Writer::next_batch() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || given_up_ || look_ || !queue_.empty(); });
  if (options_.gather.count() > 0 && !look_)
    wake_.wait_for(lock, options_.gather, [this] { return stopping_ || given_up_ || look_; });
  const bool look = std::exchange(look_, false);
  if (given_up_ || (queue_.empty() && !look)) return false;
  batch_.swap(queue_);
  return true;
}

/// One transaction; as often as it takes. False: it was given up.
bool Writer::keep_trying() {
  bool written = batch_.empty();
  for (bool first = true;; first = false) {
    bool final = false;
    const auto status = try_once(written, final);
    if (status) return true;
    const auto why = status.error();
    if (final) {
      give_up(why);
      return false;
    }
    if (first) events_.failed(why, false);
    if (!wait_to_retry()) {
      give_up(why);
      return false;
    }
  }
}

/// Written is not enough: the file must be in its place, before and behind it.
base::Status Writer::try_once(bool& written, bool& final) {
  if (auto status = place_.check(); !status) return status;
  if (!written) {
    if (auto status = write_batch(); !status) {
      final = is_final(database_->failure());
      roll_back();
      return status;
    }
    written = true;
  }
  return place_.check();
}

base::Status Writer::write_batch() {
  if (auto status = database_->execute("BEGIN IMMEDIATE"); !status) return status;
  std::uint64_t gseq = 0;
  for (const auto& change : batch_) {
    if (auto status = std::visit(*statements_, change); !status) return status;
    if (const auto* record = std::get_if<journal::RecordPtr>(&change)) gseq = (*record)->gseq;
  }
  if (auto status = statements_->note_gseq.bind(1, number(gseq)).run(); !status) return status;
  return database_->execute("COMMIT");
}

void Writer::roll_back() {
  // SQLite has done it by itself after some errors.
  if (database_->in_transaction()) (void)database_->execute("ROLLBACK");
}

/// False: it is to end now.
bool Writer::wait_to_retry() {
  std::unique_lock lock(mutex_);
  const auto next = base::Clock::now() + options_.retry;
  wake_.wait_until(lock, next, [this] { return stopping_ || given_up_; });
  if (given_up_) return false;
  if (!stopping_) return true;
  const auto until = std::min(next, *give_up_at_);
  wake_.wait_until(lock, until, [this] { return given_up_; });
  return base::Clock::now() < *give_up_at_;
}

void Writer::batch_written() {
  std::uint64_t gseq = 0, records = 0;
  std::size_t bytes = 0;
  for (const auto& change : batch_) {
    const auto* record = std::get_if<journal::RecordPtr>(&change);
    if (record == nullptr) continue;
    gseq = (*record)->gseq;
    ++records;
    bytes += (*record)->cost();
  }
  {
    const std::lock_guard lock(mutex_);
    if (!batch_.empty()) ++counters_.commits;
    counters_.records += records;
    counters_.queued -= batch_.size();
    counters_.queued_bytes -= bytes;
  }
  batch_.clear();
  events_.committed(gseq);
}

void Writer::give_up(const base::Diag& why) {
  {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    outcome_ = why;
  }
  events_.failed(why, true);
}

/// What is still queued will not be written any more.
void Writer::end() {
  bool overrun = false;
  {
    const std::lock_guard lock(mutex_);
    overrun = given_up_ && outcome_.has_value();
    for (const auto* list : {&batch_, &queue_}) {
      counters_.lost += static_cast<std::uint64_t>(std::count_if(
          list->begin(), list->end(),
          [](const Change& change) { return std::holds_alternative<journal::RecordPtr>(change); }));
    }
    queue_.clear();
    counters_.queued = counters_.queued_bytes = 0;
  }
  batch_.clear();
  if (overrun) {
    give_up(base::Diag(base::Diag::Kind::kEnvironment, "store/overrun",
                       "the store " + base::in_quotes(database_->path()) +
                           " was given up: too many changes wait for the disk",
                       "see why the disk is slow; captures go on in memory"));
  }
  const std::unique_lock lock(mutex_);
  auto place = place_.check();
  if (place && !given_up_) {
    outcome_ = database_->execute("UPDATE meta SET value = 0 WHERE name = 'open'");
    place = place_.check();
  }
  if (outcome_) outcome_ = place;
  // What is in the file is good, and what a log with a hole says would be copied over it.
  if (!place_.log_is_whole()) database_->leave_log();
  statements_.reset();
  database_.reset();
}

}  // namespace ricochet::requestbin::store
