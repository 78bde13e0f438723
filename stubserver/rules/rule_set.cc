#include "stubserver/rules/rule_set.h"

#include <algorithm>

namespace ricochet::stubserver {

RuleSet::RuleSet(std::vector<std::shared_ptr<const RuleBlock>> blocks)
    : blocks_(std::move(blocks)) {}

std::shared_ptr<const RuleSet> RuleSet::empty() {
  return std::make_shared<const RuleSet>(std::vector<std::shared_ptr<const RuleBlock>>());
}

std::shared_ptr<const RuleSet> RuleSet::stack(
    const std::vector<std::shared_ptr<const RuleSet>>& sets) {
  std::vector<std::shared_ptr<const RuleBlock>> blocks;
  for (const auto& set : sets)
    blocks.insert(blocks.end(), set->blocks_.begin(), set->blocks_.end());
  return std::make_shared<const RuleSet>(std::move(blocks));
}

std::shared_ptr<const RuleSet> RuleSet::join(
    const std::vector<std::shared_ptr<const RuleSet>>& sets, bool with_any) {
  Rules sessions, any;
  for (const auto& set : sets) {
    for (const auto& block : set->blocks_) {
      sessions.insert(sessions.end(), block->sessions().begin(), block->sessions().end());
      if (with_any)
        any.insert(any.end(), block->any_sessions().begin(), block->any_sessions().end());
    }
  }
  std::vector<std::shared_ptr<const RuleBlock>> blocks;
  blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions), std::move(any)));
  return std::make_shared<const RuleSet>(std::move(blocks));
}

std::shared_ptr<const RuleSet> RuleSet::replaced(const std::string& id,
                                                 const RuleSet& others) const {
  std::vector<std::shared_ptr<const RuleBlock>> blocks;
  bool found = false;
  for (const auto& block : blocks_) {
    Rules sessions, any;
    const bool here = [&] {
      const auto has = [&](const Rules& rules) {
        return std::any_of(rules.begin(), rules.end(), [&](const auto& r) { return r->id == id; });
      };
      return !found && (has(block->sessions()) || has(block->any_sessions()));
    }();
    if (!here) {
      blocks.push_back(block);
      continue;
    }
    found = true;
    const auto copy = [&](const Rules& from, Rules& to) {
      for (const auto& rule : from) {
        if (rule->id != id) {
          to.push_back(rule);
          continue;
        }
        for (const auto& other : others.rules()) (other->any ? any : sessions).push_back(other);
      }
    };
    copy(block->sessions(), sessions);
    copy(block->any_sessions(), any);
    blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions), std::move(any)));
  }
  return found ? std::make_shared<const RuleSet>(std::move(blocks)) : nullptr;
}

std::shared_ptr<const Rule> RuleSet::by_id(const std::string& id) const {
  for (const auto& rule : rules()) {
    if (rule->id == id) return rule;
  }
  return nullptr;
}

std::shared_ptr<const Rule> RuleSet::find(const match::Subject& subject) const {
  return find(subject, [&subject](const Rule& rule) { return rule.matcher->matches(subject); });
}

std::shared_ptr<const Rule> RuleSet::find_linear(const match::Subject& subject) const {
  for (const auto& rule : rules()) {
    if (rule->matcher->matches(subject)) return rule;
  }
  return nullptr;
}

Rules RuleSet::companions(const Rule& any, const std::function<bool(const Rule&)>& fits) const {
  Rules out;
  for (const auto& block : blocks_) {
    bool behind = false;
    for (const auto& rule : block->any_sessions()) {
      if (behind && rule->owner == any.owner && fits(*rule)) out.push_back(rule);
      behind = behind || rule.get() == &any;
    }
  }
  return out;
}

std::vector<std::shared_ptr<const Rule>> RuleSet::rules() const {
  Rules out;
  for (const auto& block : blocks_)
    out.insert(out.end(), block->sessions().begin(), block->sessions().end());
  for (const auto& block : blocks_) {
    out.insert(out.end(), block->any_sessions().begin(), block->any_sessions().end());
  }
  return out;
}

std::size_t RuleSet::size() const {
  std::size_t n = 0;
  for (const auto& block : blocks_) n += block->sessions().size() + block->any_sessions().size();
  return n;
}

}  // namespace ricochet::stubserver
