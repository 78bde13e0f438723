#include "stubserver/faults/fault_part.h"

#include "stubserver/faults/condition.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

struct Entry {
  FaultCondition when;
  Fault fault;
  std::size_t cursor = 0;  ///< counts the calls
};

/// The key `fault` (ours): how the answer is broken, and which ones are. The first entry whose
/// condition holds breaks it; when none does, the answer leaves as the other parts made it.
class FaultPart final : public ResponsePart {
 public:
  explicit FaultPart(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    bool broken = false;
    for (const auto& entry : entries_) {
      const std::uint64_t call = input.state.cursors[entry.cursor].fetch_add(1) + 1;
      if (broken) continue;  // its calls are counted all the same
      base::Random random = input.random(entry.cursor, call);
      if (!entry.when.holds(call, input.stub.running(), random)) continue;
      answer.delivery = entry.fault(random);
      broken = true;
    }
    return {};
  }

 private:
  std::vector<Entry> entries_;
};

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& kind : fault_kinds()) names.emplace_back(kind.name);
  return names;
}

const FaultKind* read_kind(const base::JsonReader& value) {
  const auto word = value.word(kind_names());
  if (!word) return nullptr;
  for (const auto& kind : fault_kinds()) {
    if (kind.name == *word) return &kind;
  }
  return nullptr;
}

std::optional<Entry> read_entry(const base::JsonReader& value, PartContext& context) {
  if (!value.is_object() && !value.is_string()) {
    value.error("wrong-type",
                "a fault is a word or an object, got " + base::JsonReader::describe(value.value()),
                R"(write "reset", or { "kind": "truncate", "bytes": 100, "first": 2 })");
    return std::nullopt;
  }
  const auto named = value.is_string() ? value : value.require("kind");
  if (!named) return std::nullopt;
  const FaultKind* kind = read_kind(*named);
  if (kind == nullptr) return std::nullopt;
  if (value.is_object()) {
    std::vector<std::string> keys = {"kind"};
    keys.insert(keys.end(), kind->keys.begin(), kind->keys.end());
    keys.insert(keys.end(), FaultCondition::keys().begin(), FaultCondition::keys().end());
    value.object(keys);
  }
  auto when = FaultCondition::compile(value);
  auto fault = kind->compile(value);
  if (!when || !fault) return std::nullopt;
  Entry entry;
  entry.when = std::move(*when);
  entry.fault = std::move(fault);
  entry.cursor = context.cursors++;
  return entry;
}

}  // namespace

std::unique_ptr<const ResponsePart> compile_fault(const base::JsonReader& value,
                                                  PartContext& context) {
  std::vector<base::JsonReader> values = {value};
  if (value.is_array()) {
    values = value.elements();
    if (values.empty()) {
      value.error("empty", "this list names no fault", "remove it, or write \"reset\"");
      return nullptr;
    }
  }
  std::vector<Entry> entries;
  for (const auto& each : values) {
    auto entry = read_entry(each, context);
    if (entry) entries.push_back(std::move(*entry));
  }
  return entries.size() == values.size() ? std::make_unique<FaultPart>(std::move(entries))
                                         : nullptr;
}

}  // namespace ricochet::stubserver
