#include "requestbin/store/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "journal/record_ids.h"
#include "requestbin/store/database.h"
#include "requestbin/store/history.h"
#include "requestbin/store/schema.h"
#include "requestbin/store/writer.h"

namespace ricochet::requestbin::store {

/// The whole file, for this process: held until the process ends, however it ends.
class Store::Lock {
 public:
  static base::Result<std::unique_ptr<Lock>> take(const std::string& path) {
    // 0600: captures hold secrets, and SQLite would let everybody read them.
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
      return base::Diag(
          base::Diag::Kind::kEnvironment, "store/cannot-open",
          "the store " + base::in_quotes(path) + " cannot be opened: " + std::strerror(errno),
          "name a file in a folder that exists and may be written to");
    }
    std::unique_ptr<Lock> lock(new Lock(fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
    return base::Diag(base::Diag::Kind::kEnvironment, "store/in-use",
                      "the store " + base::in_quotes(path) + " is in use by another ricochet",
                      "end that one, or name another file");
  }
  ~Lock() { ::close(fd_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  explicit Lock(int fd) : fd_(fd) {}
  int fd_;
};

struct Store::Link {
  Link(std::unique_ptr<Database> database, Writer::Options options, Writer::Events events)
      : writer(std::move(database), options, std::move(events)) {}
  Writer writer;
};

namespace {

/// Sets the file up for writing; it is ours by now.
base::Status begin(Database& database, const StoreOptions& options,
                   const journal::LogHistory& history) {
  if (auto status = database.execute("PRAGMA journal_mode = WAL"); !status) return status;
  if (options.max_file_bytes > 0) {
    const auto page = database.value("PRAGMA page_size");
    if (!page) return page.error();
    const auto pages = std::max<std::size_t>(
        options.max_file_bytes / static_cast<std::size_t>(page->value_or(4096)), 1);
    if (auto status = database.execute("PRAGMA max_page_count = " + std::to_string(pages)); !status)
      return status;
  }
  const auto signed_text = [](std::uint64_t n) {
    return std::to_string(static_cast<std::int64_t>(n));
  };
  return database.execute(
      "BEGIN IMMEDIATE; INSERT OR REPLACE INTO meta VALUES('id_key', " +
      signed_text(history.id_key) + "); INSERT OR REPLACE INTO meta VALUES('gseq', " +
      signed_text(history.gseq) + "); INSERT OR REPLACE INTO meta VALUES('open', 1); COMMIT;");
}

}  // namespace

Store::Store(base::Loop& loop, journal::CaptureLog& log, StoreOptions options, Talk talk)
    : loop_(loop), log_(log), options_(std::move(options)), talk_(std::move(talk)) {}

base::Result<std::unique_ptr<Store>> Store::open(base::Loop& loop, journal::CaptureLog& log,
                                                 StoreOptions options, Talk talk) {
  std::unique_ptr<Store> store(new Store(loop, log, std::move(options), std::move(talk)));
  auto lock = Lock::take(store->options_.path);
  if (!lock) return lock.error();
  store->lock_ = std::move(*lock);
  auto database = Database::open(store->options_.path);
  if (!database) return database.error();
  const std::string sync = store->options_.sync ? "FULL" : "NORMAL";
  if (auto status = (*database)->execute("PRAGMA synchronous = " + sync); !status)
    return status.error();
  if (auto status = prepare_schema(**database); !status) return status.error();
  auto stored = read_history(**database, loop, store->options_.max_restored_bytes);
  if (!stored) return stored.error();
  if (auto status = begin(**database, store->options_, stored->log); !status) return status.error();
  store->found_ = store->options_.path + ": " + base::plural(stored->log.bins.size(), "bin") +
                  ", " + base::plural(stored->records, "record") + " (" +
                  std::to_string(stored->restored) + " of them in memory)";
  if (!stored->closed && !store->options_.sync) {
    store->talk_("warning: " + store->options_.path +
                 " was not closed: the last 100 ms before that may be missing");
  }
  store->start(std::move(*database), std::move(stored->log));
  return store;
}

void Store::start(std::unique_ptr<Database> database, journal::LogHistory history) {
  log_.restore(std::move(history));
  committed_ = log_.appended();
  Writer::Options options;
  options.gather = options_.sync ? base::Duration(0) : options_.gather;
  options.max_queued_bytes = options_.max_queued_bytes;
  options.max_queued_changes = options_.max_queued_changes;
  // The writer's thread knows the loop only, and whether this object still lives is asked there.
  Writer::Events events;
  events.committed = [this, &loop = loop_, alive = alive_.guard()](std::uint64_t gseq) {
    loop.post([this, alive, gseq] {
      if (alive) committed(gseq);
    });
  };
  events.failed = [this, &loop = loop_, alive = alive_.guard()](const base::Diag& why, bool final) {
    loop.post([this, alive, why, final] {
      if (alive) failed(why, final);
    });
  };
  link_ = std::make_unique<Link>(std::move(database), options, std::move(events));
  log_.add_observer(*this);
  // Each commit looks where the file is; this is for the time when nothing comes.
  watch_ = std::make_unique<base::PathWatch>(loop_, [this] { link_->writer.look(); });
  (void)watch_->watch(base::folders_behind(options_.path), {});
}

Store::~Store() {
  if (link_) log_.remove_observer(*this);
}

base::Status Store::close(base::Duration limit) { return link_->writer.close(limit); }

bool Store::must_hold() const {
  if (options_.sync) return true;
  return fault_.empty() && link_->writer.counters().queued_bytes > options_.max_queued_bytes / 2;
}

void Store::when_stored(std::uint64_t after, std::function<void(bool stored)> done) {
  if (last_refused_ > after) return done(false);
  if (committed_ >= log_.appended()) return done(true);
  if (!fault_.empty()) return done(false);
  waiting_.push_back({log_.appended(), std::move(done)});
}

void Store::on_append(const journal::RecordPtr& record) {
  const auto pushed = link_->writer.push(record);
  if (pushed != Writer::Push::kTaken) last_refused_ = record->gseq;
  const bool told = std::exchange(refusing_, pushed == Writer::Push::kNoRoom);
  if (told || !refusing_) return;
  talk_("warning: " + base::format_bytes(options_.max_queued_bytes) + " of records wait for " +
        options_.path + ": what comes now is kept in memory only (see /metrics for how many)");
}

void Store::on_clear(const std::string& bin, journal::Seq through) {
  (void)link_->writer.push(Cleared{bin, through});
}
void Store::on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) {
  (void)link_->writer.push(Deleted{bin, seqs});
}
/// The number is known to hold nothing: a hole, not a loss.
void Store::on_refused_elsewhere(const std::string& bin, journal::Seq seq,
                                 const journal::RecordPtr&) {
  (void)link_->writer.push(Deleted{bin, {seq}});
}
void Store::on_bin_created(const journal::BinInfo& bin) { (void)link_->writer.push(BinSet{bin}); }
void Store::on_bin_changed(const journal::BinInfo& bin) { (void)link_->writer.push(BinSet{bin}); }
void Store::on_bin_removed(const std::string& bin) { (void)link_->writer.push(BinGone{bin}); }

void Store::committed(std::uint64_t gseq) {
  if (!fault_.empty()) {
    fault_.clear();
    talk_("the store " + options_.path + " works again");
  }
  committed_ = std::max(committed_, gseq);
  release(committed_, true);
}

void Store::failed(const base::Diag& why, bool final) {
  const bool known = !fault_.empty();
  fault_ = base::render_line(why);
  if (!known || final)
    talk_("error: " + fault_ +
          (final ? "; captures go on in memory only" : "; trying again, captures go on in memory"));
  release(UINT64_MAX, false);
}

void Store::release(std::uint64_t through, bool stored) {
  while (!waiting_.empty() && waiting_.front().gseq <= through) {
    const auto done = std::move(waiting_.front().done);
    waiting_.pop_front();
    done(stored);
  }
}

journal::OutletStatus Store::status() const {
  const auto counters = link_->writer.counters();
  journal::OutletStatus status;
  status.name = "store";
  status.fault = fault_;
  status.written = counters.records;
  status.lost = counters.lost;
  status.waiting = counters.queued;
  status.waiting_bytes = counters.queued_bytes;
  return status;
}

}  // namespace ricochet::requestbin::store
