#include "journal/capture_log.h"

#include <algorithm>
#include <cstddef>

#include "base/random.h"
#include "base/text/printable.h"
#include "base/worker.h"
#include "journal/nameless.h"

namespace ricochet::journal {

namespace {

constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxTopicName = 249;
/// Up to here records end on the loop: giving back more of them takes milliseconds.
constexpr std::size_t kFewRecords = 500;
constexpr std::size_t kFewBytes = 1 << 20;

/// The colour follows from the name, so that a stub looks the same in every run.
Colour colour_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  Colour colour;
  for (auto& part : colour) {
    part = static_cast<std::uint8_t>(50 + 10 * ((hash >> 17) % 21));
    hash *= 0x9e3779b97f4a7c15u;
  }
  return colour;
}

bool is_name_character(char c, BinKind kind) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || (kind == BinKind::kTopic && c == '.');
}

}  // namespace

CaptureLog::CaptureLog(base::Loop& loop, std::size_t max_bytes)
    : loop_(loop), started_(loop.now()), started_wall_(loop.wall_now()), max_bytes_(max_bytes) {}
CaptureLog::~CaptureLog() = default;

bool CaptureLog::is_reserved(std::string_view name) {
  constexpr std::array<std::string_view, 6> kReserved = {"api",     "static", "ui",
                                                         "healthz", "readyz", "metrics"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

base::Status CaptureLog::check_name(std::string_view name, BinKind kind) {
  const auto longest = kind == BinKind::kTopic ? kMaxTopicName : kMaxName;
  if (name.empty() || name.size() > longest ||
      !std::all_of(name.begin(), name.end(),
                   [kind](char c) { return is_name_character(c, kind); })) {
    return base::Diag(
        "bin/bad-name",
        base::in_quotes(base::shorten(name, 80)) + " cannot be the name of a " + to_string(kind),
        "use 1 to " + std::to_string(longest) + " letters, digits, \"_\" or \"-\"");
  }
  if (kind == BinKind::kBin && is_reserved(name)) {
    return base::Diag("bin/reserved-name",
                      base::in_quotes(name) + " is a path of the server itself",
                      "choose another name than api, static, ui, healthz, readyz, metrics");
  }
  return {};
}

CaptureLog::Bin& CaptureLog::insert(std::string name, BinOptions options) {
  Bin& bin = bins_[name];
  bin.info.kind = options.kind;
  bin.info.limits = options.limits;
  bin.info.is_private = options.is_private;
  bin.info.key = options.is_private && options.key.empty() ? base::secure_token(kKeyLength)
                                                           : std::move(options.key);
  bin.info.colour = options.colour.value_or(colour_of(name));
  bin.info.created = loop_.now();
  bin.info.created_wall = loop_.wall_now();
  bin.info.ttl = options.ttl;
  bin.info.ttl_sliding = options.ttl_sliding;
  if (options.ttl) bin.info.expires = bin.info.created + *options.ttl;
  bin.info.labels = std::move(options.labels);
  bin.info.group = std::move(options.group);
  bin.info.name = std::move(name);
  notify([&bin](LogObserver& observer) { observer.on_bin_created(bin.info); });
  return bin;
}

base::Result<BinInfo> CaptureLog::create_bin(std::string name, BinOptions options) {
  if (auto fine = check_name(name, options.kind); !fine) return fine.error();
  if (has_bin(name)) {
    return base::Diag(base::Diag::Kind::kConflict, "bin/exists",
                      "there is a bin " + base::in_quotes(name) + " already",
                      "choose another name, or delete that bin first");
  }
  return insert(std::move(name), std::move(options)).info;
}

BinInfo CaptureLog::create_bin_any_name(BinOptions options) {
  std::string name;
  do {
    name = base::secure_token(8);
  } while (has_bin(name));
  return insert(std::move(name), std::move(options)).info;
}

/// Where there are many the workers let go of them.
template <class Held>
void CaptureLog::let_go(Held&& records, std::size_t bytes) {
  if (records.size() > kFewRecords || bytes > kFewBytes)
    loop_.pool().discard(std::make_shared<Held>(std::move(records)));
}

bool CaptureLog::change_bin(std::string_view name, const BinOptions& options) {
  const auto it = bins_.find(name);
  if (it == bins_.end()) return false;
  Bin& bin = it->second;
  bin.info.limits = options.limits;
  bin.info.ttl = options.ttl;
  bin.info.ttl_sliding = options.ttl_sliding;
  bin.info.expires =
      options.ttl ? std::optional(loop_.now() + *options.ttl) : std::optional<base::TimePoint>();
  bin.info.labels = options.labels;
  bin.info.group = options.group;
  const auto before = bin.info.evicted;
  const auto held = bin.info.held_bytes;
  std::vector<RecordPtr> gone;
  while (bin.records.size() > 1 && (bin.records.size() > bin.info.limits.records ||
                                    bin.info.held_bytes > bin.info.limits.bytes)) {
    evict_oldest(bin, &gone);
  }
  let_go(std::move(gone), held - bin.info.held_bytes);
  note_front(bin);
  if (bin.info.evicted != before) {
    notify([&bin](LogObserver& o) { o.on_evict(bin.info.name, bin.info.evicted_through); });
  }
  notify([&bin](LogObserver& observer) { observer.on_bin_changed(bin.info); });
  return true;
}

bool CaptureLog::remove_bin(std::string_view name) {
  const auto it = bins_.find(name);
  if (it == bins_.end()) return false;
  had_private_ = had_private_ || it->second.info.is_private;
  bytes_held_ -= it->second.info.held_bytes;
  by_age_.erase(it->second.front);
  auto node = bins_.extract(it);
  notify([&node](LogObserver& observer) { observer.on_bin_removed(node.key()); });
  let_go(std::move(node.mapped().records), node.mapped().info.held_bytes);
  return true;
}

const CaptureLog::Bin* CaptureLog::get(std::string_view name) const {
  const auto it = bins_.find(name);
  return it == bins_.end() ? nullptr : &it->second;
}

CaptureLog::Bin& CaptureLog::ensure(const std::string& name, BinKind kind) {
  const auto it = bins_.find(name);
  if (it != bins_.end()) return it->second;
  BinOptions options;
  options.kind = kind;
  return insert(name, std::move(options));
}

std::shared_ptr<void> CaptureLog::begun(const std::string& bin, base::TimePoint received) {
  const auto mark = underway_[bin].insert(received);
  auto end = alive_.guarded([this, bin, mark] {
    const auto found = underway_.find(bin);
    found->second.erase(mark);
    if (found->second.empty()) underway_.erase(found);
    notify([&bin](LogObserver& observer) { observer.on_settled(bin); });
  });
  return {nullptr, [end = std::move(end)](std::nullptr_t) mutable { end(); }};
}

void CaptureLog::on_exchange(http::Exchange&& exchange) {
  append(std::move(exchange), BinKind::kStub, {});
}

RecordPtr CaptureLog::append(http::Exchange exchange) {
  return append(std::move(exchange), BinKind::kStub, {});
}

RecordPtr CaptureLog::append(http::Exchange&& exchange, BinKind kind, std::string origin) {
  Bin& bin = ensure(exchange.bin, kind);
  // Nobody knows whose it is: the only bin's now, and maybe that of a private one that is gone.
  const bool guessed = kind == BinKind::kBin && exchange.refused && !exchange.refused->target_read;
  if (guessed && origin.empty() && !bin.info.is_private && has_secrets())
    exchange = nameless(std::move(exchange));
  const auto scope = exchange.scope;
  return add(bin, std::make_shared<Record>(std::move(exchange), std::move(origin)), scope);
}

RecordPtr CaptureLog::append(match::Event event, base::TimePoint received,
                             base::WallTime received_wall) {
  Bin& bin = ensure(event.topic, BinKind::kTopic);
  auto record = std::make_shared<Record>();
  record->received = received;
  record->received_wall = received_wall;
  record->content = std::move(event);
  return add(bin, std::move(record));
}

RecordPtr CaptureLog::add(Bin& bin, std::shared_ptr<Record> record,
                          std::optional<std::uint64_t> scope) {
  record->bin = bin.info.name;
  record->seq = bin.info.last + 1;
  record->gseq = newest_ = ++gseq_;
  record->id = ids_.id(gseq_);
  if (scope_of_) record->scope = scope ? *scope : scope_of_(*record);
  const auto cost = record->counted = record->cost();
  evict(bin, cost);
  bin.info.last = record->seq;
  bin.info.held_bytes += cost;
  bytes_held_ += cost;
  bin.records.push_back(record);
  bin.info.held = bin.records.size();
  note_front(bin);
  if (bin.info.ttl_sliding && bin.info.ttl) bin.info.expires = loop_.now() + *bin.info.ttl;
  if (bytes_held_ > max_bytes_) keep_budget(bin);
  RecordPtr done = std::move(record);
  notify([&done](LogObserver& observer) { observer.on_append(done); });
  return done;
}

void CaptureLog::note_front(Bin& bin) {
  const auto front = bin.records.empty() ? 0 : bin.records.front()->gseq;
  if (front == bin.front) return;
  auto entry = by_age_.extract(bin.front);
  bin.front = front;
  if (front == 0) return;
  if (entry.empty()) {
    by_age_.emplace(front, &bin);
  } else {  // a full bin comes here with each record
    entry.key() = front;
    by_age_.insert(std::move(entry));
  }
}

void CaptureLog::evict_oldest(Bin& bin, std::vector<RecordPtr>* gone) {
  const Record& oldest = *bin.records.front();
  const auto cost = oldest.counted;
  bin.info.held_bytes -= cost;
  bytes_held_ -= cost;
  ++bin.info.evicted;
  ++evicted_;
  bin.info.evicted_through = oldest.seq;
  bin.info.evicted_gseq = oldest.gseq;
  if (gone != nullptr) gone->push_back(std::move(bin.records.front()));
  bin.records.pop_front();
  bin.info.held = bin.records.size();
}

namespace {

/// Asks for memory that will be written to soon. A hint, nothing else.
void fetch(const void* begin, std::size_t bytes) {
  constexpr std::size_t kCacheLine = 64;
  for (std::size_t at = 0; at < bytes; at += kCacheLine)
    __builtin_prefetch(static_cast<const char*>(begin) + at, 1);
}

/// The records that are forgotten next came long ago, so they are far from the processor. Asked for
/// now, they are there when the next calls need their room: 4 % of the throughput of small calls
/// into a full log, measured with and without.
void fetch_ahead(const std::deque<RecordPtr>& records) {
  if (records.size() < 3) return;
  fetch(records[2].get(), sizeof(Record));
  const auto& headers = records[1]->message().headers;  // asked for a call ago
  fetch(headers.data(), headers.size() * sizeof(match::Field));
}

}  // namespace

void CaptureLog::evict(Bin& bin, std::size_t incoming) {
  const auto before = bin.info.evicted;
  const auto held = bin.info.held_bytes;
  std::vector<RecordPtr> gone;
  while (!bin.records.empty() && (bin.records.size() + 1 > bin.info.limits.records ||
                                  bin.info.held_bytes + incoming > bin.info.limits.bytes)) {
    // A small one drives out few small ones, which end at once.
    const bool many = incoming > kFewBytes || bin.records.front()->counted > kFewBytes;
    evict_oldest(bin, many ? &gone : nullptr);
  }
  if (bin.info.evicted == before) return;
  if (!gone.empty()) let_go(std::move(gone), held - bin.info.held_bytes);
  fetch_ahead(bin.records);
  note_front(bin);
  const auto through = bin.info.evicted_through;
  notify([&bin, through](LogObserver& observer) { observer.on_evict(bin.info.name, through); });
}

/// The oldest records of the whole log make room, but not the one that has just come.
void CaptureLog::keep_budget(const Bin& newest) {
  const auto held = bytes_held_;
  const bool many = held - max_bytes_ > kFewBytes;
  std::vector<RecordPtr> gone;
  while (bytes_held_ > max_bytes_ && !by_age_.empty()) {
    Bin& bin = *by_age_.begin()->second;
    if (&bin == &newest && bin.records.size() == 1) break;
    evict_oldest(bin, many || bin.records.front()->counted > kFewBytes ? &gone : nullptr);
    note_front(bin);
    const auto through = bin.info.evicted_through;
    notify([&bin, through](LogObserver& observer) { observer.on_evict(bin.info.name, through); });
  }
  if (!gone.empty()) let_go(std::move(gone), held - bytes_held_);
}

std::size_t CaptureLog::clear(std::string_view name) {
  const auto it = bins_.find(name);
  if (it == bins_.end()) return 0;
  Bin& bin = it->second;
  const auto count = bin.records.size();
  bytes_held_ -= bin.info.held_bytes;
  let_go(std::exchange(bin.records, {}), std::exchange(bin.info.held_bytes, 0));
  bin.info.held = 0;
  bin.holes.clear();
  note_front(bin);
  if (count > 0 || !bin.refused.empty()) bin.info.cleared_gseq = gseq_;
  bin.refused.clear();
  bin.info.cleared_through = bin.info.last;
  notify([&bin](LogObserver& observer) {
    observer.on_clear(bin.info.name, bin.info.cleared_through);
  });
  return count;
}

std::size_t CaptureLog::remove(std::string_view name, const std::vector<Seq>& seqs) {
  const auto it = bins_.find(name);
  if (it == bins_.end()) return 0;
  Bin& bin = it->second;
  std::vector<Seq> removed;
  std::vector<RecordPtr> gone;
  const auto held = bin.info.held_bytes;
  const auto is_wanted = [&](const RecordPtr& record) {
    if (!std::binary_search(seqs.begin(), seqs.end(), record->seq)) return false;
    removed.push_back(record->seq);
    gone.push_back(record);
    bin.info.held_bytes -= record->counted;
    bytes_held_ -= record->counted;
    return true;
  };
  if (seqs.empty()) return 0;
  const auto first =
      bin.records.begin() + (first_after(bin.records, seqs.front() - 1) - bin.records.cbegin());
  bin.records.erase(std::remove_if(first, bin.records.end(), is_wanted), bin.records.end());
  if (removed.empty()) return 0;
  let_go(std::move(gone), held - bin.info.held_bytes);
  const auto behind = std::max(bin.info.evicted_through, bin.info.cleared_through);
  std::erase_if(bin.holes, [behind](const SeqRange& hole) { return hole.last <= behind; });
  for (const auto seq : removed) note_hole(bin, seq);
  bound_holes(bin);
  bin.info.held = bin.records.size();
  bin.info.deleted += removed.size();
  note_front(bin);
  notify([&](LogObserver& observer) { observer.on_delete(bin.info.name, removed); });
  return removed.size();
}

base::Result<Seq> CaptureLog::set_mark(std::string_view name, const std::string& mark) {
  const bool fine = !mark.empty() && mark.size() <= kMaxName &&
                    std::all_of(mark.begin(), mark.end(),
                                [](char c) { return is_name_character(c, BinKind::kTopic); }) &&
                    mark.find_first_not_of("0123456789") != std::string::npos;
  if (!fine) {
    return base::Diag("bin/bad-mark",
                      base::in_quotes(base::shorten(mark, 80)) + " cannot be the name of a mark",
                      "use 1 to 64 letters, digits, \"_\", \"-\" or \".\", not only digits");
  }
  const auto it = bins_.find(name);
  if (it == bins_.end())
    return base::Diag(base::Diag::Kind::kNotFound, "await/no-bin",
                      "there is no bin " + base::in_quotes(name));
  auto& marks = it->second.marks;
  if (marks.size() >= kMaxMarks && !marks.contains(mark)) {
    return base::Diag("bin/too-many-marks",
                      "the bin has " + std::to_string(kMaxMarks) + " marks already",
                      "use a name again: its mark is moved");
  }
  return marks[mark] = it->second.info.last;
}

void CaptureLog::add_observer(LogObserver& observer) { observers_.push_back(&observer); }

void CaptureLog::remove_observer(LogObserver& observer) {
  const auto it = std::find(observers_.begin(), observers_.end(), &observer);
  if (it == observers_.end()) return;
  if (notifying_ > 0) {
    *it = nullptr;  // erased when nobody iterates any more
  } else {
    observers_.erase(it);
  }
}

}  // namespace ricochet::journal
