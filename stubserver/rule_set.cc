#include "stubserver/rule_set.h"

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

std::shared_ptr<const Rule> RuleSet::find(const match::Subject& subject) const {
  return find(subject, [&subject](const Rule& rule) { return rule.matcher->matches(subject); });
}

std::shared_ptr<const Rule> RuleSet::find_linear(const match::Subject& subject) const {
  for (const auto& rule : rules()) {
    if (rule->matcher->matches(subject)) return rule;
  }
  return nullptr;
}

Rules RuleSet::companions(const Rule& any, const match::Subject& subject) const {
  Rules out;
  for (const auto& block : blocks_) {
    bool behind = false;
    for (const auto& rule : block->any_sessions()) {
      if (behind && rule->owner == any.owner && rule->matcher->matches(subject))
        out.push_back(rule);
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
