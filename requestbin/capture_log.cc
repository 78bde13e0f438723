#include "requestbin/capture_log.h"

#include <algorithm>
#include <cstddef>

#include "base/random.h"
#include "base/text.h"

namespace ricochet::requestbin {

namespace {

constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxTopicName = 249;

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

auto first_after(const std::deque<RecordPtr>& records, Seq after) {
  return std::partition_point(records.begin(), records.end(),
                              [after](const RecordPtr& record) { return record->seq <= after; });
}

}  // namespace

CaptureLog::CaptureLog(base::Loop& loop) : loop_(loop), started_(loop.now()) {}
CaptureLog::~CaptureLog() = default;

base::Status CaptureLog::check_name(std::string_view name, BinKind kind) {
  static const std::vector<std::string_view> kReserved = {"api",     "static", "ui",
                                                          "healthz", "readyz", "metrics"};
  const auto longest = kind == BinKind::kTopic ? kMaxTopicName : kMaxName;
  if (name.empty() || name.size() > longest ||
      !std::all_of(name.begin(), name.end(),
                   [kind](char c) { return is_name_character(c, kind); })) {
    return base::Diag(
        "bin/bad-name",
        base::in_quotes(base::shorten(name, 80)) + " cannot be the name of a " + to_string(kind),
        "use 1 to " + std::to_string(longest) + " letters, digits, \"_\" or \"-\"");
  }
  if (kind == BinKind::kBin &&
      std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
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
  if (options.ttl) bin.info.expires = bin.info.created + *options.ttl;
  bin.info.name = std::move(name);
  notify([&bin](LogObserver& observer) { observer.on_bin_created(bin.info); });
  return bin;
}

base::Result<BinInfo> CaptureLog::create_bin(std::string name, BinOptions options) {
  if (auto fine = check_name(name, options.kind); !fine) return fine.error();
  if (has_bin(name)) {
    return base::Diag("bin/exists", "there is a bin " + base::in_quotes(name) + " already",
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

bool CaptureLog::remove_bin(std::string_view name) {
  const auto it = bins_.find(name);
  if (it == bins_.end()) return false;
  bytes_held_ -= it->second.info.held_bytes;
  const auto node = bins_.extract(it);
  notify([&node](LogObserver& observer) { observer.on_bin_removed(node.key()); });
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

bool CaptureLog::has_bin(std::string_view name) const { return get(name) != nullptr; }

std::optional<BinInfo> CaptureLog::bin(std::string_view name) const {
  const auto* found = get(name);
  return found == nullptr ? std::nullopt : std::optional(found->info);
}

std::vector<BinInfo> CaptureLog::bins() const {
  std::vector<BinInfo> all;
  all.reserve(bins_.size());
  for (const auto& [name, bin] : bins_) all.push_back(bin.info);
  return all;
}

void CaptureLog::on_exchange(http::Exchange exchange) { append(std::move(exchange)); }

RecordPtr CaptureLog::append(http::Exchange exchange) {
  Bin& bin = ensure(exchange.bin, BinKind::kStub);
  auto record = std::make_shared<Record>();
  record->received = exchange.received;
  record->received_wall = exchange.received_wall;
  record->content = std::move(exchange.request);
  record->answer.status = exchange.status;
  record->answer.headers = std::move(exchange.response_headers);
  record->answer.body = std::move(exchange.response_body);
  record->answer.delay = exchange.delay;
  record->matched = exchange.matched;
  record->rule = std::move(exchange.rule);
  record->rule_owner = std::move(exchange.rule_owner);
  record->why_not = std::move(exchange.why_not);
  return add(bin, std::move(record));
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

RecordPtr CaptureLog::add(Bin& bin, std::shared_ptr<Record> record) {
  record->bin = bin.info.name;
  record->seq = bin.info.last + 1;
  record->gseq = ++gseq_;
  record->id = ids_.id(gseq_);
  const auto cost = record->cost();
  evict(bin, cost);
  bin.info.last = record->seq;
  bin.info.held_bytes += cost;
  bytes_held_ += cost;
  bin.records.push_back(record);
  bin.info.held = bin.records.size();
  RecordPtr done = std::move(record);
  notify([&done](LogObserver& observer) { observer.on_append(done); });
  return done;
}

void CaptureLog::evict(Bin& bin, std::size_t incoming) {
  Seq through = 0;
  while (!bin.records.empty() && (bin.records.size() + 1 > bin.info.limits.records ||
                                  bin.info.held_bytes + incoming > bin.info.limits.bytes)) {
    const Record& oldest = *bin.records.front();
    through = oldest.seq;
    const auto cost = oldest.cost();
    bin.info.held_bytes -= cost;
    bytes_held_ -= cost;
    ++bin.info.evicted;
    bin.records.pop_front();
  }
  if (through == 0) return;
  bin.info.held = bin.records.size();
  bin.info.evicted_through = through;
  notify([&bin, through](LogObserver& observer) { observer.on_evict(bin.info.name, through); });
}

std::size_t CaptureLog::clear(std::string_view name) {
  const auto it = bins_.find(name);
  if (it == bins_.end()) return 0;
  Bin& bin = it->second;
  const auto count = bin.records.size();
  bytes_held_ -= bin.info.held_bytes;
  bin.info.held_bytes = 0;
  bin.info.held = 0;
  bin.records.clear();
  bin.info.cleared_through = bin.info.last;
  notify([&bin](LogObserver& observer) {
    observer.on_clear(bin.info.name, bin.info.cleared_through);
  });
  return count;
}

Seq CaptureLog::cursor(std::string_view name) const {
  const auto* bin = get(name);
  return bin == nullptr ? 0 : bin->info.last;
}

Seq CaptureLog::evicted_through(std::string_view name) const {
  const auto* bin = get(name);
  return bin == nullptr ? 0 : bin->info.evicted_through;
}

Seq CaptureLog::cleared_through(std::string_view name) const {
  const auto* bin = get(name);
  return bin == nullptr ? 0 : bin->info.cleared_through;
}

Seq CaptureLog::gone_through(std::string_view name) const {
  return std::max(evicted_through(name), cleared_through(name));
}

std::vector<RecordPtr> CaptureLog::read(std::string_view name, Seq after, std::size_t limit) const {
  const auto* bin = get(name);
  if (bin == nullptr) return {};
  const auto first = first_after(bin->records, after);
  const auto count = std::min(limit, static_cast<std::size_t>(bin->records.end() - first));
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

void CaptureLog::for_each(std::string_view name, Seq after,
                          const std::function<bool(const RecordPtr&)>& visit) const {
  const auto* bin = get(name);
  if (bin == nullptr) return;
  for (auto it = first_after(bin->records, after); it != bin->records.end(); ++it) {
    if (!visit(*it)) return;
  }
}

RecordPtr CaptureLog::find(std::string_view name, std::string_view id) const {
  const auto* bin = get(name);
  const auto number = ids_.number(id);
  if (bin == nullptr || !number) return nullptr;
  // Ids count modulo their range; what is held is always among the newest.
  const auto behind = (gseq_ % RecordIds::kRange + RecordIds::kRange - *number) % RecordIds::kRange;
  if (behind > gseq_) return nullptr;
  const auto gseq = gseq_ - behind;
  const auto it =
      std::partition_point(bin->records.begin(), bin->records.end(),
                           [gseq](const RecordPtr& record) { return record->gseq < gseq; });
  return it != bin->records.end() && (*it)->gseq == gseq ? *it : nullptr;
}

RecordPtr CaptureLog::find(std::string_view name, Seq seq) const {
  const auto* bin = get(name);
  if (bin == nullptr || seq == 0) return nullptr;
  const auto it = first_after(bin->records, seq - 1);
  return it != bin->records.end() && (*it)->seq == seq ? *it : nullptr;
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

template <class Notify>
void CaptureLog::notify(Notify&& call) {
  ++notifying_;
  for (std::size_t i = 0; i < observers_.size(); ++i) {  // by index: one may be added meanwhile
    if (observers_[i] != nullptr) call(*observers_[i]);
  }
  if (--notifying_ == 0) std::erase(observers_, nullptr);
}

}  // namespace ricochet::requestbin
