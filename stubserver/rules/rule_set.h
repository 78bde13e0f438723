#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "stubserver/model/load_options.h"
#include "stubserver/model/rule.h"
#include "stubserver/rules/index.h"

namespace ricochet::stubserver {

/// One file, and how it is to be read.
struct StubFile {
  std::string path;
  LoadOptions options;
};

/// The sessions of one or several files, in the order in which they are tried: an immutable
/// snapshot, shared by shared_ptr, replaced as a whole. Sessions without `request` come after all
/// others, wherever they stand.
class RuleSet {
 public:
  /// Reads the array of sessions at `array`, the root of a file or a value inside another document.
  /// Findings (stub/...) go to its list; nullptr when there was an error. Warnings do not prevent a
  /// result.
  static std::shared_ptr<const RuleSet> parse(const base::JsonReader& array,
                                              const LoadOptions& options = {});
  /// The same for one session alone.
  static std::shared_ptr<const RuleSet> parse_session(const base::JsonReader& session,
                                                      const LoadOptions& options = {});
  /// Reads whole files, tried in this order. All findings of all files go to `diags`.
  static std::shared_ptr<const RuleSet> load(const std::vector<std::string>& files,
                                             const LoadOptions& options, base::DiagList& diags);
  static std::shared_ptr<const RuleSet> load(const std::vector<StubFile>& files,
                                             base::DiagList& diags);
  /// No session at all: every request is unmatched.
  static std::shared_ptr<const RuleSet> empty();
  /// One set on top of the other: all of the first, then all of the second ..., then the
  /// any-sessions in the same order. Cheap: the sets and their indexes are shared.
  static std::shared_ptr<const RuleSet> stack(
      const std::vector<std::shared_ptr<const RuleSet>>& sets);
  /// The same order, but indexed anew as one. `with_any` false leaves the any-sessions out.
  static std::shared_ptr<const RuleSet> join(
      const std::vector<std::shared_ptr<const RuleSet>>& sets, bool with_any = true);

  /// The same without the session of that id, or with `others` in its place. nullptr: there is
  /// none.
  std::shared_ptr<const RuleSet> replaced(const std::string& id, const RuleSet& others) const;
  /// The session of that id, or nullptr.
  std::shared_ptr<const Rule> by_id(const std::string& id) const;

  /// The session that answers, or nullptr. Every candidate is fully verified.
  std::shared_ptr<const Rule> find(const match::Subject& subject) const;
  /// The same with more to ask than the matcher: the first session for which `fits(const Rule&)`
  /// holds (see RuleBlock::find), then the first any-session for which it does.
  template <class Fits>
  std::shared_ptr<const Rule> find(const match::Subject& subject, const Fits& fits) const {
    for (const auto& block : blocks_) {
      if (const auto* rule = block->find(subject, fits)) return *rule;
    }
    for (const auto& block : blocks_) {
      for (const auto& rule : block->any_sessions()) {
        if (fits(*rule)) return rule;
      }
    }
    return nullptr;
  }
  /// The same by trying one after the other: the oracle that find() is tested against.
  std::shared_ptr<const Rule> find_linear(const match::Subject& subject) const;

  /// Moco merges the sessions without `request` of a configuration into one answer: those that add
  /// to `any`, in their order. Sessions of another owner are another configuration.
  std::vector<std::shared_ptr<const Rule>> companions(
      const Rule& any, const std::function<bool(const Rule&)>& fits) const;

  /// In the order in which they are tried, any-sessions last.
  std::vector<std::shared_ptr<const Rule>> rules() const;
  std::size_t size() const;
  const std::vector<std::shared_ptr<const RuleBlock>>& blocks() const { return blocks_; }

  explicit RuleSet(std::vector<std::shared_ptr<const RuleBlock>> blocks);

 private:
  std::vector<std::shared_ptr<const RuleBlock>> blocks_;
};

}  // namespace ricochet::stubserver
