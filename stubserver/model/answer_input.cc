#include "stubserver/model/answer_input.h"

namespace ricochet::stubserver {

base::Random AnswerInput::random(std::size_t cursor, std::uint64_t call) const {
  return world().random.derive(std::to_string(state.rule->fingerprint) + ' ' +
                               std::to_string(cursor) + ' ' + std::to_string(call));
}

}  // namespace ricochet::stubserver
